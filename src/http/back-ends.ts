import type { Answer, HeaderList, RecordedExchange } from '../contract/recording/exchange.ts'
import { compareAnswers } from '../contract/compare/compare-answers.ts'
import { driftSentence } from '../contract/compare/drift.ts'
import type { Call } from '../core/pipeline.ts'
import type { Note } from '../core/note.ts'
import { Rank, type Routed } from '../core/dialect.ts'
import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import type { Script } from '../scripting/script.ts'
import { ask, AskError, type Heard, forwarded, isOwn, returned } from './ask.ts'
import type { Uploads } from './body.ts'
import type { Exchange } from './exchange.ts'
import type { Limits } from './limits.ts'

interface BackEndsOptions {
  /** Addresses of the back ends, by API name. */
  readonly urls: ReadonlyMap<string, URL>
  /** Name of this server in `Via`. A request that already carries this name would ask this server itself. */
  readonly name: string
  readonly limits: Limits
  readonly uploads: Uploads
  /** Receives each exchange with a back end. */
  readonly record?: ((exchange: RecordedExchange) => void) | undefined
}

/** The back ends of `--proxy`. */
export interface BackEnds {
  /** Returns the back end that a request is sent to, or undefined if the mock answers by itself. */
  of(routed: Routed): URL | undefined
  /**
   * Resolves to the back end's answer, unless an override, a stub or a case in use decided the answer. Writes
   * the mock's own answer and the back end's answer to the journal. Never rejects.
   */
  answer(call: Call, backEnd: URL, script: Script, exchange: Exchange): Promise<Reply>
}

/**
 * Creates the client of the back ends of `--proxy`. Each request has a connection of its own. The body of an
 * answer has at most `limits.bodyBytes`.
 */
export const createBackEnds = (options: BackEndsOptions): BackEnds => {
  const { urls, name, record } = options
  let count = 0
  return {
    of: ({ api, claim }) => (claim.rank === Rank.nobody ? undefined : urls.get(api.name)),
    answer: async (call, backEnd, script, exchange) => {
      const own = script.judge(call)
      const { trace } = call
      if (trace.decider !== 'live' && trace.decider !== 'framework') {
        script.keep(call, own)
        return own
      }
      trace.decider = 'proxy'
      const since = performance.now()
      const heard = isOwn(call.request, name)
        ? new AskError('is this server itself: --proxy must name another one', true)
        : await hear(call, backEnd, exchange, options)
      const durationMs = performance.now() - since
      const url = backEnd.href
      if (heard instanceof AskError) {
        const why = `The back end ${url} of ${call.api.name} ${heard.message}.`
        trace.proxied = { url, durationMs, status: undefined, own }
        trace.basis = 'inferred'
        trace.notes.push(unreached(why))
        const reply = problem(502, 'No answer of the back end', why)
        script.keep(call, reply)
        return reply
      }
      trace.proxied = { url, durationMs, status: heard.status, own }
      trace.basis = 'recorded'
      const note = differing(call, own, heard)
      if (note !== undefined) trace.notes.push(note)
      record?.(exchangeOf(call, backEnd, heard, ++count))
      const reply = replyOf(call, heard, own)
      script.keep(call, reply)
      return reply
    },
  }
}

const hear = async (
  { request }: Call,
  backEnd: URL,
  { response }: Exchange,
  { name, limits, uploads }: BackEndsOptions,
): Promise<Heard | AskError> => {
  const gone = new AbortController()
  const leave = (): void => {
    gone.abort()
  }
  response.once('close', leave)
  let held = 0
  try {
    return await ask(backEnd, forwarded(request, backEnd, name), {
      timeoutMs: limits.bodyTimeoutMs,
      maxBytes: limits.bodyBytes,
      signal: gone.signal,
      mayTake: (bytes) => {
        if (uploads.held + bytes > uploads.most) return false
        uploads.held += bytes
        held += bytes
        return true
      },
    })
  } catch (error) {
    return error instanceof AskError ? error : new AskError('cannot be asked', true, error)
  } finally {
    uploads.held -= held
    response.off('close', leave)
  }
}

const unreached = (why: string): Note => ({
  kind: 'back-end-unreachable',
  message: `${why.slice(0, -1)}: nothing came back, and the mock answered 502 itself; start the back end, or take --proxy away.`,
})

/** Most differences that a note names. The journal has both answers in full. */
const NAMED = 3

const differing = (call: Call, own: Reply, heard: Heard): Note | undefined => {
  const { request, api } = call
  const drifts = compareAnswers(asAnswer(own), returned(heard), {
    readXml: api.dialect.readXml,
    sent: `${request.query}\n${String(request.body)}`,
  }).filter(({ path }) => path.toLowerCase() !== 'content-length')
  if (drifts.length === 0) return undefined
  const more = drifts.length > NAMED ? `; and ${drifts.length - NAMED} more` : ''
  return {
    kind: 'back-end-differs',
    message: `The back end answered otherwise than the mock would: ${drifts.slice(0, NAMED).map(driftSentence).join('; ')}${more}.`,
  }
}

/** Returns the mock's own answer as a client would receive it, without the headers of the connection. */
const asAnswer = ({ status, headers, body }: Reply): Answer => {
  const bytes = Buffer.from(body)
  const sent: HeaderList = headers.map(([name, value]) => [
    name,
    value === DATE ? '' : value === LENGTH ? String(bytes.length) : value,
  ])
  return returned({ status, headers: sent, body: bytes })
}

/** Returns the back end's answer, with the delay and the fault of the mock's own answer. */
const replyOf = ({ request }: Call, heard: Heard, own: Reply): Reply => {
  const { headers, body } = returned(heard)
  const isBodiless = request.method === 'HEAD' || heard.status === 204 || heard.status === 304
  const framed: Headers = isBodiless ? headers : withLength(headers)
  const text = body.toString('utf8')
  return {
    status: heard.status,
    reason: heard.reason,
    headers: framed,
    body: body.equals(Buffer.from(text)) ? text : body,
    basis: 'recorded',
    ...(own.delay === undefined ? {} : { delay: own.delay }),
    ...(own.fault === undefined ? {} : { fault: own.fault }),
  }
}

const withLength = (headers: HeaderList): Headers => {
  const named = headers.some(([name]) => name.toLowerCase() === 'content-length')
  const filled: Headers = headers.map(([name, value]) =>
    name.toLowerCase() === 'content-length' ? [name, LENGTH] : [name, value],
  )
  return named ? filled : [...filled, ['Content-Length', LENGTH]]
}

const exchangeOf = (
  { api, trace, request, context }: Call,
  backEnd: URL,
  { status, headers, body }: Heard,
  count: number,
): RecordedExchange => {
  const query = request.query === '' ? '' : `?${request.query}`
  return {
    id: `${api.name}/${trace.case ?? 'none'}@${new Date(context.now()).toISOString()}#${count}`,
    api: api.name,
    request: {
      method: request.method,
      target: `${request.path}${query}`,
      headers: forwarded(request, backEnd).headers,
      body: request.body,
    },
    response: { status, headers, body },
  }
}
