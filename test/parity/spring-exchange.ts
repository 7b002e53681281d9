import { gunzipSync } from 'node:zlib'

/** A line of the Spring recordings, with its bytes decoded. */
export interface SpringExchange {
  readonly id: string
  readonly group: string
  /** The method, if it affects how the answer is read (HEAD). */
  readonly method: string | undefined
  readonly answers: number
  readonly connection: 'open' | 'closed'
  readonly request: Buffer
  /** The answer through nginx, which the mock has to give. */
  readonly response: Buffer
  /** The answer of a handler that echoes its parameters, recorded without nginx. */
  readonly echo: Buffer | undefined
}

/** Returns the bytes of a field. The recorder compresses long ones. */
const bytesOf = (line: Readonly<Record<string, unknown>>, name: string): Buffer | undefined => {
  const plain = line[`${name}_base64`]
  if (typeof plain === 'string') return Buffer.from(plain, 'base64')
  const zipped = line[`${name}_gzip_base64`]
  return typeof zipped === 'string' ? gunzipSync(Buffer.from(zipped, 'base64')) : undefined
}

/** Whether a line belongs to the Spring recordings, by its fields. */
export const isSpring = (line: string): boolean => {
  const fields = JSON.parse(line) as Readonly<Record<string, unknown>>
  return (
    bytesOf(fields, 'request') !== undefined &&
    bytesOf(fields, 'response') !== undefined &&
    (fields['connection'] === 'open' || fields['connection'] === 'closed')
  )
}

/** Reads a line. Throws an Error for a line without a request or a response. */
export const readSpringExchange = (line: string): SpringExchange => {
  const fields = JSON.parse(line) as Readonly<Record<string, unknown>>
  const [request, response] = [bytesOf(fields, 'request'), bytesOf(fields, 'response')]
  if (request === undefined || response === undefined)
    throw new Error(`${String(fields['id'])} has no request or no response.`)
  const { method, answers } = fields
  return {
    id: String(fields['id']),
    group: String(fields['group']),
    method: typeof method === 'string' ? method : undefined,
    answers: typeof answers === 'number' ? answers : 1,
    connection: fields['connection'] === 'closed' ? 'closed' : 'open',
    request,
    response,
    echo: bytesOf(fields, 'echo'),
  }
}
