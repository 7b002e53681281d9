import type { Answer, HeaderList } from '../compare/answer.ts'

/** A request as it went over the wire. */
export interface SentRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
}

/** A request with what was answered to it. */
export interface RecordedExchange {
  readonly id: string
  /** Name of the API. */
  readonly api: string
  /** Of the case that the request asks for, without the API's. */
  readonly case?: string | undefined
  /** What the mock's world has to say for it, where that is more than the seed's. */
  readonly world?: Readonly<Record<string, unknown>> | undefined
  /** It needs `--strict`. */
  readonly strict?: boolean | undefined
  readonly request: SentRequest
  readonly response: Answer
}

/** One line of a recording: bodies in base64, headers as they came. */
export const exchangeLine = ({ request, response, ...rest }: RecordedExchange): string =>
  JSON.stringify({
    ...rest,
    request: {
      method: request.method,
      path: request.target,
      headers: request.headers,
      bodyBase64: request.body.toString('base64'),
    },
    response: {
      status: response.status,
      headers: response.headers,
      bodyBase64: response.body.toString('base64'),
    },
  })

/** Reads a line; undefined for what is no exchange of such a recording. */
export const readExchange = (line: string): RecordedExchange | undefined => {
  const fields = parsed(line)
  const [request, response] = [recordOf(fields?.['request']), recordOf(fields?.['response'])]
  if (fields === undefined || request === undefined || response === undefined) return undefined
  const { id, api, case: name, world, strict } = fields
  const { method, path } = request
  const { status } = response
  const [asked, heard] = [partsOf(request), partsOf(response)]
  if (
    typeof id !== 'string' ||
    typeof api !== 'string' ||
    typeof method !== 'string' ||
    typeof path !== 'string' ||
    typeof status !== 'number' ||
    asked === undefined ||
    heard === undefined
  )
    return undefined
  return {
    id,
    api,
    ...(typeof name === 'string' ? { case: name } : {}),
    ...(recordOf(world) === undefined ? {} : { world: recordOf(world) }),
    ...(strict === true ? { strict } : {}),
    request: { method, target: path, ...asked },
    response: { status, ...heard },
  }
}

type Fields = Readonly<Record<string, unknown>>

const parsed = (line: string): Fields | undefined => {
  try {
    return recordOf(JSON.parse(line))
  } catch {
    return undefined
  }
}

const recordOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined

const partsOf = ({
  headers,
  bodyBase64,
}: Fields): { headers: HeaderList; body: Buffer } | undefined =>
  isHeaderList(headers) && typeof bodyBase64 === 'string'
    ? { headers, body: Buffer.from(bodyBase64, 'base64') }
    : undefined

const isHeaderList = (value: unknown): value is HeaderList =>
  Array.isArray(value) &&
  value.every(
    (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === 'string'),
  )
