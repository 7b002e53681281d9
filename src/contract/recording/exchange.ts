import { isObject } from '../../core/is-object.ts'
import { harLog, type HarText } from '../../core/har.ts'

/** Names and values of headers as they came: in their order, case and number. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** An answer as it came over the wire, chunks put together. */
export interface Answer {
  readonly status: number
  readonly headers: HeaderList
  readonly body: Buffer
}

/** The first value of a header; `wanted` is its name in lower case. Undefined where there is none. */
export const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1]

/** Whether an answer says that it is JSON. */
export const isJsonAnswer = ({ headers }: Answer): boolean =>
  /\bjson\b/.test(headerOf(headers, 'content-type') ?? '')

/** Puts another body in place; a `Content-Length` that was right stays right. */
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

/** Exchanges as a HAR 1.2 log. `origin`: where they were asked; `at`: milliseconds since the epoch. */
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

/** Reads a HAR; undefined for what is none. What was never answered (status 0) is left out. */
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
      // The text of a HAR is what a coding of the wire was taken off.
      headers: headers.filter(([name]) => !/^content-encoding$/i.test(name)),
      body: readText(member(response, 'content')),
    },
  }
}

const readPairs = (value: unknown): HeaderList =>
  Array.isArray(value)
    ? value.flatMap((pair): HeaderList => {
        const [name, text] = [member(pair, 'name'), member(pair, 'value')]
        // Pseudo headers of HTTP/2 are no headers.
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
