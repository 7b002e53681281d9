import { isObject } from '../../core/is-object.ts'
import { harLog, type HarText } from '../../core/har.ts'

/** Headers as received, in their order and case, with repetitions. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** An answer as received, with the chunks of its body joined. */
export interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Buffer
}

/** Returns the first value of a header. `wanted` is its name in lower case. Undefined if there is none. */
export const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1]

/** Returns whether the answer's Content-Type is JSON. */
export const isJsonAnswer = ({ headers }: Answer): boolean =>
  /\bjson\b/.test(headerOf(headers, 'content-type') ?? '')

/** Returns the message with another body. A `Content-Length` that was correct is corrected too. */
export const withBody = <Message extends Pick<Answer, 'headers' | 'body'>>(
  answer: Message,
  body: Buffer,
): Message => {
  if (body.equals(answer.body)) return answer
  const was = String(answer.body.length)
  return {
    ...answer,
    body,
    headers: answer.headers.map(([name, value]): readonly [string, string] =>
      name.toLowerCase() === 'content-length' && value === was
        ? [name, String(body.length)]
        : [name, value],
    ),
  }
}

/** A request as sent. */
export interface SentRequest {
  readonly method: string
  /** The request target: path and query. */
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
}

/** A request with its answer. */
export interface RecordedExchange {
  readonly id: string
  /** The API's name. */
  readonly api: string
  /** The short name of the case that the request asks for. */
  readonly case?: string | undefined
  /** The records that the mock's world needs for this exchange, in addition to the seed world. */
  readonly world?: Readonly<Record<string, unknown>> | undefined
  /** The exchange needs `--strict`. */
  readonly strict?: boolean | undefined
  readonly request: SentRequest
  readonly response: Answer
}

/** Writes one line of a recording: bodies in base64, headers as received. */
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

/** Reads one line of a recording. Undefined if the line is not an exchange. */
export const readExchange = (line: string): RecordedExchange | undefined => {
  const fields = recordOf(parsed(line))
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

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const recordOf = (value: unknown): Fields | undefined => (isObject(value) ? value : undefined)

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

/**
 * Writes exchanges as a HAR 1.2 log. `origin` is the server's origin, `at` the time in milliseconds since
 * the epoch.
 */
export const harOf = (
  exchanges: readonly RecordedExchange[],
  { origin, version, at }: { origin: string; version: string; at: number },
): string => {
  const log = harLog(
    version,
    exchanges.map(({ id, request, response }) => ({
      at,
      waitMs: 0,
      request: {
        method: request.method,
        url: `${origin}${request.target}`,
        httpVersion: 'HTTP/1.1',
        cookies: [],
        headers: request.headers,
        query: [...new URLSearchParams(/\?(.*)/s.exec(request.target)?.[1])],
        size: request.body.length,
        body: request.body.length === 0 ? undefined : textOf(request.body),
      },
      response: {
        status: response.status,
        headers: response.headers,
        size: response.body.length,
        body: textOf(response.body),
      },
      comment: id,
    })),
  )
  return `${JSON.stringify(log, null, 2)}\n`
}

const textOf = (body: Buffer): HarText => {
  const text = body.toString('utf8')
  return body.equals(Buffer.from(text))
    ? { text }
    : { text: body.toString('base64'), encoding: 'base64' }
}

/** Reads a HAR log. Undefined if the text is not one. Leaves out requests without an answer (status 0). */
export const readHar = (text: string): readonly RecordedExchange[] | undefined => {
  const log = member(parsed(text), 'log')
  const entries = member(log, 'entries')
  if (!Array.isArray(entries)) return undefined
  const read = entries.map(readEntry)
  return read.includes(undefined)
    ? undefined
    : read.flatMap((one) => (one === undefined || one.response.status < 100 ? [] : [one]))
}

const member = (value: unknown, name: string): unknown => recordOf(value)?.[name]

const readEntry = (entry: unknown, at: number): RecordedExchange | undefined => {
  const [request, response] = [member(entry, 'request'), member(entry, 'response')]
  const [method, url] = [member(request, 'method'), member(request, 'url')]
  const status = member(response, 'status')
  if (typeof method !== 'string' || typeof url !== 'string' || typeof status !== 'number')
    return undefined
  if (!URL.canParse(url)) return undefined
  const headers = readPairs(member(response, 'headers'))
  return {
    id: String(at + 1),
    api: '',
    request: {
      method,
      target: url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*$/, '') || '/',
      headers: readPairs(member(request, 'headers')),
      body: readText(member(request, 'postData')),
    },
    response: {
      status,
      // The text in a HAR is already decoded, so `Content-Encoding` would be wrong.
      headers: headers.filter(([name]) => !/^content-encoding$/i.test(name)),
      body: readText(member(response, 'content')),
    },
  }
}

const readPairs = (value: unknown): HeaderList =>
  Array.isArray(value)
    ? value.flatMap((pair): HeaderList => {
        const [name, text] = [member(pair, 'name'), member(pair, 'value')]
        // HTTP/2 pseudo-headers are not headers.
        return typeof name === 'string' && typeof text === 'string' && !name.startsWith(':')
          ? [[name, text]]
          : []
      })
    : []

const readText = (value: unknown): Buffer => {
  const text = member(value, 'text')
  if (typeof text !== 'string') return Buffer.alloc(0)
  return Buffer.from(text, member(value, 'encoding') === 'base64' ? 'base64' : 'utf8')
}
