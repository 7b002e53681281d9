import type { Derive } from '../core/context.ts'
import { DATE, LENGTH, type Reply, type WireRequest } from '../core/wire.ts'
import type { Entry } from './journal.ts'
import { notesOf } from './notes/notes-of.ts'

/** A journal entry's id: the same run gives the same ids. */
export const entryId = (derive: Derive, { sequence }: Pick<Entry, 'sequence'>): string =>
  derive('journal', String(sequence)).guid()

/**
 * A journal entry in WireMock's shape, with one more member, `mock`
 * (docs/spec/control.md#journal-entries-and-notes).
 */
export const viewEntry = (entry: Entry, derive: Derive, tenant: string) => {
  const { at, call, reply, trace } = entry
  return {
    id: entryId(derive, entry),
    request: viewRequest(entry),
    responseDefinition: viewReply(reply, at),
    response: viewReply(reply, at),
    wasMatched: wasMatched(entry),
    timing: { addedDelay: reply.delay?.beforeMs ?? 0, processTime: Math.round(entry.durationMs) },
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
    },
  }
}
export type EntryView = ReturnType<typeof viewEntry>

/** Answered by an API's operation or by a stub; what is left is WireMock's `unmatched`. */
export const wasMatched = ({ call, trace }: Entry): boolean =>
  call.operation !== undefined || trace.decider === 'stub' || trace.decider === 'scenario'

const viewRequest = ({ at, call: { request, meta } }: Entry) => ({
  url: meta.url,
  absoluteUrl: `http://${request.headers['host'] ?? 'localhost'}${meta.url}`,
  method: request.method,
  clientIp: meta.clientIp ?? '127.0.0.1',
  headers: request.headers,
  cookies: cookiesOf(request),
  browserProxyRequest: false,
  loggedDate: at,
  loggedDateString: new Date(at).toISOString(),
  bodyAsBase64: request.body.toString('base64'),
  body: request.body.toString('utf8'),
})

const viewReply = (reply: Reply, at: number) => ({
  status: reply.status,
  headers: Object.fromEntries(
    reply.headers.map(([name, value]) => [
      name,
      value === DATE
        ? new Date(at).toUTCString()
        : value === LENGTH
          ? String(Buffer.byteLength(reply.body))
          : value,
    ]),
  ),
  body: textOf(reply.body),
  ...(reply.fault === undefined ? {} : { fault: reply.fault }),
})

const cookiesOf = (request: WireRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (request.headers['cookie'] ?? '').split(';').flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]]
    }),
  )

/** Undefined where nothing was read: reading now could not change what was answered, but costs. */
const inputOf = ({ call }: Entry): unknown => {
  const decoded = call.decoded()
  return decoded?.kind === 'bound' ? decoded.value : null
}

const textOf = (body: string | Buffer): string =>
  typeof body === 'string' ? body : body.toString('utf8')
