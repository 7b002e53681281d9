import { harLog, type HarText } from '../../core/har.ts'
import type { HeaderList } from '../compare/answer.ts'
import type { RecordedExchange } from './exchange.ts'

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

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

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
