import type {
  AdminCalls,
  Judgement,
  LoggedRequest as PlainRequest,
  RequestPattern,
  ServeEvent as PlainEvent,
} from './admin-calls.ts'
import { type AdminCaller, MockError } from './admin-caller.ts'
import type { ApiName, CaseName } from './api-names.ts'
import { harLog, type HarExchange } from '../core/har.ts'

/** This client asks for the member `mock`, so it is always present. */
interface Judged {
  readonly mock: Judgement
}
/** A journal entry: a request and its answer. */
export type ServeEvent = Omit<PlainEvent, 'mock'> & Judged
/** A request of the journal, without its answer. */
export type LoggedRequest = Omit<PlainRequest, 'id' | 'mock'> & Judged & { readonly id: string }

/** Selects requests of the journal, by WireMock's request pattern and by the mock's judgement. */
export interface RequestMatch extends RequestPattern {
  readonly api?: ApiName | undefined
  readonly operation?: string | undefined
  /** The short or full name. */
  readonly case?: CaseName | undefined
  readonly status?: number | undefined
  readonly decider?: Judgement['decider'] | undefined
  /** The kind of a note that the entry has. */
  readonly note?: string | undefined
}

export interface WaitOptions {
  /** Default 1. */
  readonly count?: number
  /** Milliseconds. Default 5000. */
  readonly timeout?: number
}

/** Reads the tenant's journal. */
export interface RequestCalls {
  /** Lists entries with request, answer and notes, newest first. */
  readonly list: (query?: AdminCalls['getRequests']['query']) => Promise<readonly ServeEvent[]>
  /** Lists the matching requests, newest first. */
  readonly find: (match?: RequestMatch) => Promise<readonly LoggedRequest[]>
  readonly count: (match?: RequestMatch) => Promise<number>
  /**
   * Waits for `count` matching requests. Resolves to the matching requests, and rejects with MockError when
   * the time is up.
   */
  readonly waitFor: (
    match?: RequestMatch,
    options?: WaitOptions,
  ) => Promise<readonly LoggedRequest[]>
  readonly get: (id: string) => Promise<ServeEvent>
  readonly clear: () => Promise<void>
  /**
   * Follows new entries until the signal or the server ends the stream. Resolves when the server has
   * accepted the stream.
   */
  readonly follow: (options?: {
    /** Shows passwords, tokens and other secrets unmasked. */
    readonly secrets?: boolean
    readonly signal?: AbortSignal
  }) => Promise<AsyncIterable<ServeEvent>>
}

export const requestCalls = ({ call, open }: AdminCaller): RequestCalls => {
  const find: RequestCalls['find'] = async (match = {}) => {
    const [pattern, test] = split(match)
    const { requests } = await call('findRequests', { body: pattern })
    return (requests as readonly LoggedRequest[]).filter(({ mock }) => test(mock)).reverse()
  }
  const follow: RequestCalls['follow'] = async ({ secrets = false, signal } = {}) => {
    const { body } = await open('followRequests', {
      query: { secrets: String(secrets) },
      ...(signal === undefined ? {} : { signal }),
    })
    return body === null ? noEntries() : entriesOf(body)
  }
  return {
    list: async (query) => (await call('getRequests', { query })).requests as readonly ServeEvent[],
    find,
    count: async (match = {}) => (await find(match)).length,
    waitFor: (match = {}, options = {}) => waitFor(match, options, find, follow),
    get: async (id) => (await call('getRequest', { params: { id } })) as ServeEvent,
    clear: async () => {
      await call('deleteRequests')
    },
    follow,
  }
}

async function* entriesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServeEvent> {
  for await (const data of readEvents(body)) yield JSON.parse(data) as ServeEvent
}

// eslint-disable-next-line @typescript-eslint/require-await -- an empty stream of entries
async function* noEntries(): AsyncGenerator<ServeEvent> {
  yield* []
}

/** Splits a match into the part that the server tests and the part that this client tests. */
const split = (
  match: RequestMatch,
): readonly [pattern: RequestPattern, test: (mock: Judgement) => boolean] => {
  const { api, operation, case: name, status, decider, note, ...pattern } = match
  return [
    pattern,
    (mock) =>
      (api === undefined || mock.api === api) &&
      (operation === undefined || mock.operation === operation) &&
      (name === undefined || mock.case === name || mock.case === `${mock.api}/${name}`) &&
      (status === undefined || mock.status === status) &&
      (decider === undefined || mock.decider === decider) &&
      (note === undefined || mock.notes.some(({ kind }) => kind === note)),
  ]
}

/** Subscribes before it looks at the journal, so that no request is missed in between. */
const waitFor = async (
  match: RequestMatch,
  { count = 1, timeout = 5000 }: WaitOptions,
  find: RequestCalls['find'],
  follow: RequestCalls['follow'],
): Promise<readonly LoggedRequest[]> => {
  const control = new AbortController()
  const timer = setTimeout(() => {
    control.abort()
  }, timeout)
  try {
    const entries = (await follow({ signal: control.signal }))[Symbol.asyncIterator]()
    for (;;) {
      const found = await find(match)
      if (found.length >= count) return found
      const { done = false } = await entries.next()
      if (done) throw new MockError('The server has gone.', { call: 'GET /events', status: 0 })
    }
  } catch (error) {
    if (!control.signal.aborted) throw error
    throw await tooLate(match, { count, timeout }, find)
  } finally {
    clearTimeout(timer)
    control.abort()
  }
}

const tooLate = async (
  match: RequestMatch,
  { count, timeout }: Required<WaitOptions>,
  find: RequestCalls['find'],
): Promise<MockError> => {
  const found = await find(match)
  const [last, ...others] = await find()
  const seen =
    last === undefined
      ? 'the journal is empty'
      : `the journal holds ${others.length + 1}, the last ${last.method} ${last.url} (${last.mock.case ?? last.mock.status})`
  return new MockError(
    `${found.length} of ${count} requests came within ${timeout} ms that match ${JSON.stringify(match)}: ${seen}.`,
    { call: 'GET /events', status: 0, reason: 'timeout' },
  )
}

/** Yields the `data` of server-sent events as they arrive. Ends with the stream. */
export async function* readEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const events = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) {
        const data = event.split('\n').filter((line) => line.startsWith('data: '))
        if (data.length > 0) yield data.map((line) => line.slice('data: '.length)).join('\n')
      }
    }
  } finally {
    // Also runs if the reader stops early, so that the server can close the connection.
    await reader.cancel().catch(() => undefined)
  }
}

export { harLog } from '../core/har.ts'

/** Converts journal entries to a HAR 1.2 log, oldest first. Notes become comments. */
export const toHar = (entries: readonly PlainEvent[]) =>
  harLog('', entries.toReversed().map(exchangeOf))

const exchangeOf = ({ request, response, timing, mock }: PlainEvent): HarExchange => ({
  at: request.loggedDate,
  waitMs: Math.max(0, timing.addedDelay) + Math.max(0, mock?.durationMs ?? 0),
  request: {
    method: request.method,
    url: request.absoluteUrl,
    httpVersion: request.protocol,
    cookies: Object.entries(request.cookies),
    headers: pairs(request.headers),
    query: URL.canParse(request.absoluteUrl) ? [...new URL(request.absoluteUrl).searchParams] : [],
    size: -1,
    body: request.body === '' ? undefined : { text: request.body },
  },
  response: {
    status: response.status,
    headers: pairs(response.headers),
    size: -1,
    body: { text: response.body },
  },
  comment: [
    `${mock?.case ?? 'no case'}, ${mock?.decider ?? 'not judged'}`,
    ...(mock?.notes ?? []).map(({ kind, message }) => `${kind}: ${message}`),
  ].join('\n'),
})

const pairs = (headers: PlainEvent['request']['headers']): HarExchange['request']['headers'] =>
  Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => [name, String(each ?? '')] as const),
  )
