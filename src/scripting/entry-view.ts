import type { Derive } from '../core/context.ts'
import { grouped } from '../core/grouped.ts'
import type { Proxied } from '../core/pipeline.ts'
import { DATE, LENGTH, type Reply, type WireRequest } from '../core/wire.ts'
import type { Entry } from './journal-entry.ts'
import { notesOf } from './notes.ts'

/** Returns a journal entry's id, derived from its number: the same run gives the same ids. */
export const entryId = (derive: Derive, { sequence }: Pick<Entry, 'sequence'>): string =>
  derive('journal', String(sequence)).guid()

/**
 * Returns a journal entry in WireMock's shape, with one more member, `mock`
 * (docs/spec/control.md#journal-entries-and-notes).
 */
export const viewEntry = (entry: Entry, derive: Derive, tenant: string) => {
  const { at, call, reply, trace } = entry
  const addedDelay = reply.delay?.beforeMs ?? 0
  const processTime = Math.round(entry.durationMs)
  const matched = wasMatched(entry)
  return {
    id: entryId(derive, entry),
    request: viewRequest(call.request, {
      url: call.meta.url,
      clientIp: call.meta.clientIp ?? '127.0.0.1',
      secure: call.meta.secure === true,
      at,
    }),
    responseDefinition: definitionOf(reply, at, matched),
    response: viewReply(reply, at),
    wasMatched: matched,
    timing: {
      addedDelay,
      processTime,
      responseSendTime: 0,
      serveTime: processTime,
      totalTime: processTime + addedDelay,
    },
    subEvents: matched ? [] : [notMatched(reply)],
    mock: {
      tenant,
      api: call.api.name,
      operation: call.operation?.name ?? null,
      input: inputOf(entry),
      case: trace.case === undefined ? null : `${call.api.name}/${trace.case}`,
      decider: trace.decider,
      fidelity: trace.basis ?? reply.basis,
      status: reply.status,
      durationMs: entry.durationMs,
      response: textOf(reply.body),
      notes: notesOf(entry),
      ...(trace.proxied === undefined ? {} : { proxied: viewProxied(trace.proxied, at) }),
    },
  }
}
export type EntryView = ReturnType<typeof viewEntry>

/**
 * Whether an API's operation, a stub or a real back end answered. All other requests are WireMock's
 * `unmatched`.
 */
export const wasMatched = ({ call, trace }: Entry): boolean =>
  call.operation !== undefined || ['stub', 'scenario', 'proxy'].includes(trace.decider)

/** What the journal knows of a request beside its wire form. */
interface Around {
  /** The request target as it was sent. */
  readonly url: string
  readonly clientIp: string
  /** The request was sent over HTTPS. */
  readonly secure: boolean
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Returns a request in the shape of WireMock's `LoggedRequest`. */
export const viewRequest = (request: WireRequest, { url, clientIp, secure, at }: Around) => {
  const scheme = secure ? 'https' : 'http'
  const host = request.headers['host'] ?? 'localhost'
  const [, name = host, port] = /^(.*?)(?::(\d+))?$/.exec(host) ?? []
  return {
    url,
    absoluteUrl: /^https?:\/\//i.test(url) ? url : `${scheme}://${host}${url}`,
    method: request.method,
    clientIp,
    headers: headersOf(request),
    cookies: cookiesOf(request),
    browserProxyRequest: false,
    loggedDate: at,
    loggedDateString: new Date(at).toISOString(),
    bodyAsBase64: request.body.toString('base64'),
    body: request.body.toString('utf8'),
    scheme,
    host: name,
    port: Number(port ?? (secure ? 443 : 80)),
    protocol: `HTTP/${request.version ?? '1.1'}`,
    queryParams: paramsOf(queryOf(url)),
    formParams: isForm(request) ? paramsOf(request.body.toString('utf8')) : {},
  }
}

const queryOf = (url: string): string => {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

const isForm = ({ headers }: WireRequest): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')

interface Param {
  readonly key: string
  readonly values: readonly string[]
}

const paramsOf = (text: string): Readonly<Record<string, Param>> =>
  Object.fromEntries(
    [...grouped(new URLSearchParams(text))].map(([key, values]) => [key, { key, values }]),
  )

type ShownHeaders = Readonly<Record<string, string | readonly string[]>>

const headersOf = ({ headers, rawHeaders }: WireRequest): ShownHeaders => {
  if (rawHeaders === undefined) return headers as Readonly<Record<string, string>>
  const pairs: (readonly [name: string, value: string])[] = []
  for (let at = 0; at < rawHeaders.length; at += 2)
    pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  return headerRecord(pairs)
}

/** Returns headers by name. A name has the case of its first header; a repeated name has a list of values. */
export const headerRecord = (
  pairs: readonly (readonly [name: string, value: string])[],
): ShownHeaders =>
  Object.fromEntries(
    [...grouped(pairs.map((pair) => [pair[0].toLowerCase(), pair] as const)).values()].map(
      ([[name, value] = ['', ''], ...more]) => [
        name,
        more.length === 0 ? value : [value, ...more.map(([, other]) => other)],
      ],
    ),
  )

const viewReply = (reply: Reply, at: number) => ({
  status: reply.status,
  headers: sentHeaders(reply, at),
  bodyAsBase64: Buffer.from(reply.body).toString('base64'),
  body: textOf(reply.body),
  ...(reply.fault === undefined ? {} : { fault: reply.fault }),
})

/** Shows both sides: which URL of the back end was asked, and what the mock would have answered. */
const viewProxied = ({ url, durationMs, status, own }: Proxied, at: number) => ({
  url,
  durationMs,
  status: status ?? null,
  mock: { status: own.status, headers: sentHeaders(own, at), body: textOf(own.body) },
})

const definitionOf = (reply: Reply, at: number, matched: boolean) => ({
  status: reply.status,
  headers: sentHeaders(reply, at),
  body: textOf(reply.body),
  ...(matched ? {} : { fromConfiguredStub: false }),
  ...(reply.fault === undefined ? {} : { fault: reply.fault }),
})

/** WireMock's report of a request that nothing answered. */
const notMatched = (reply: Reply) => ({
  type: 'REQUEST_NOT_MATCHED',
  timeOffsetNanos: 0,
  data: { status: reply.status, contentType: 'text/plain', report: textOf(reply.body) },
})

const sentHeaders = (reply: Reply, at: number): ShownHeaders =>
  headerRecord(
    reply.headers.map(([name, value]) => [
      name,
      value === DATE
        ? new Date(at).toUTCString()
        : value === LENGTH
          ? String(Buffer.byteLength(reply.body))
          : value,
    ]),
  )

const cookiesOf = (request: WireRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (request.headers['cookie'] ?? '').split(';').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]]
    }),
  )

/** The decoded input; null if the request has no operation or could not be decoded. */
const inputOf = ({ call }: Entry): unknown => {
  const decoded = call.decoded()
  return decoded?.kind === 'bound' ? decoded.value : null
}

const textOf = (body: string | Buffer): string =>
  typeof body === 'string' ? body : body.toString('utf8')
