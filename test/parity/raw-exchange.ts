import { connect } from 'node:net'

export interface RawResponse {
  readonly status: number
  /** The headers, with names in lower case. The last of repeated headers is kept. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
}

const TIMEOUT_MS = 10_000

/**
 * Sends bytes to a server on loopback and reads one answer. Skips interim (1xx) answers. Rejects if no
 * complete answer arrives in time.
 */
export const rawExchange = (
  port: number,
  bytes: Buffer,
  { isHead = false }: { readonly isHead?: boolean } = {},
): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = Buffer.alloc(0)
    const fail = (why: string) => {
      socket.destroy()
      reject(
        new Error(`${why} after ${received.length} bytes: ${received.toString('latin1', 0, 200)}`),
      )
    }
    socket.setTimeout(TIMEOUT_MS, () => {
      fail('No complete answer in time')
    })
    socket.on('error', (error) => {
      fail(error.message)
    })
    socket.on('end', () => {
      const response = parse(received, isHead, true)
      if (response === undefined) fail('The connection ended')
      else resolve(response)
    })
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      const response = parse(received, isHead, false)
      if (response === undefined) return
      socket.destroy()
      resolve(response)
    })
    socket.write(bytes)
  })

/** Returns the answer, or undefined while it is incomplete. */
const parse = (received: Buffer, isHead: boolean, isOver: boolean): RawResponse | undefined => {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [start = '', ...lines] = received.toString('latin1', 0, end).split('\r\n')
  const status = Number(start.split(' ')[1])
  const rest = received.subarray(end + 4)
  if (status >= 100 && status < 200) return parse(rest, isHead, isOver)
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const bodiless = isHead || status === 204 || status === 304
  const body = bodiless ? Buffer.alloc(0) : bodyOf(rest, headers, isOver)
  return body === undefined ? undefined : { status, headers, body }
}

const bodyOf = (
  rest: Buffer,
  headers: ReadonlyMap<string, string>,
  isOver: boolean,
): Buffer | undefined => {
  const length = headers.get('content-length')
  if (length !== undefined)
    return rest.length < Number(length) ? undefined : rest.subarray(0, Number(length))
  if (headers.get('transfer-encoding') === 'chunked') return unchunk(rest)
  return isOver ? rest : undefined
}

const unchunk = (rest: Buffer): Buffer | undefined => {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const line = rest.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = parseInt(rest.toString('latin1', at, line), 16)
    const start = line + 2
    if (rest.length < start + size + 2) return undefined
    if (size === 0) return Buffer.concat(chunks)
    chunks.push(rest.subarray(start, start + size))
    at = start + size + 2
  }
}
