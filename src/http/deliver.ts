import type { IncomingMessage } from 'node:http'
import type { Headers, Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import { isNavigation, sandboxed, withCors } from './browsers.ts'
import { dribble, performFault, type ResetSocket } from './faults.ts'
import { dropOnThrow, onItsTurn, whenClosed, whenSentAll } from './turns.ts'
import type { Limits } from './limits.ts'
import type { Log } from '../core/log.ts'
import { isAdminPath, type Exchange } from './exchange.ts'
import { write } from './write.ts'
import { NotKeptError } from '../core/records.ts'
import { StateError } from '../world/store.ts'
import type { Worlds } from '../world/worlds.ts'

/** What answers that wait for the disk ask of the worlds. */
export type Durable = Pick<Worlds, 'unsettled' | 'settled' | 'status'>

/** What sending an answer needs of the server. */
export interface DeliveryOptions {
  readonly cors: boolean
  /** Answers wait until what they tell of is safe on disk; absent: they do not. */
  readonly durable?: Durable
  readonly closing: () => boolean
  readonly limits: Limits
  readonly log: Log
  readonly reset: ResetSocket
  /** The server is our own, and not one that the app is mounted in. */
  readonly own: boolean
}

/** Milliseconds that an answer may still wait for a client that will send no more. */
const SENT_ALL_MS = 30_000

/** Takes a reply to the client: when it may leave, what is added, how it is broken. */
export type Deliver = (reply: Reply, exchange: Exchange, now: () => number) => void

export const createDelivery = (options: DeliveryOptions): Deliver => {
  const { cors, durable, closing, reset, own, limits, log } = options
  const dateHeader = createDateHeader()

  const perform = (reply: Reply, exchange: Exchange, now: () => number): void => {
    const { request, response } = exchange
    if (response.destroyed) return
    const writing = { request, response, date: dateHeader(now()), last: closing(), own }
    try {
      if (reply.fault !== undefined) performFault(reply.fault, reply, writing, reset)
      else if (reply.delay?.dribble !== undefined) dribble(reply.delay.dribble, reply, writing, log)
      else write(reply, writing)
    } catch (error) {
      // A stub may answer with what no server could send, such as a header with a line end in it.
      if (response.headersSent) throw error
      write(unsendable(error), writing)
    }
  }

  const waiting = { answers: 0, bytes: 0 }
  /** Why no more can be held back; else this one is counted until it has left or its release is called. */
  const hold = (reply: Reply, { request, response }: Exchange): Crowd | (() => void) => {
    const bytes = weightOf(reply, request)
    if (waiting.answers >= limits.delayedAnswers) return tooMany(limits)
    if (waiting.bytes + bytes > limits.delayedBytes) return tooHeavy(limits)
    waiting.answers++
    waiting.bytes += bytes
    let released = false
    const release = () => {
      if (released) return
      released = true
      waiting.answers--
      waiting.bytes -= bytes
      forget()
    }
    // An answer that waits behind others is not told that its connection is gone.
    const forget = whenClosed(request.socket, release)
    response.once('finish', release)
    return release
  }

  const delayed = (reply: Reply, exchange: Exchange, now: () => number): void => {
    const { request, response } = exchange
    const before = reply.delay?.beforeMs ?? 0
    let release = (): void => undefined
    if (reply.delay !== undefined) {
      if (response.destroyed || request.socket.destroyed) return
      const held = hold(reply, exchange)
      if (typeof held === 'function') release = held
      else {
        log('warn', `answer not delayed but refused: ${held.line}`)
        const { refusal } = held
        perform({ ...refusal, headers: withAdded(refusal.headers, exchange) }, exchange, now)
        return
      }
    }
    if (before <= 0) {
      perform(reply, exchange, now)
      return
    }
    const due = performance.now() + before
    const timer = setTimeout(() => {
      forget()
      stay()
      dropOnThrow(request.socket, log, () => {
        perform(reply, exchange, now)
      })
    }, before)
    const forget = whenClosed(request.socket, () => {
      clearTimeout(timer)
    })
    // A client that has gone away looks the same as one that has only finished sending.
    const stay = whenSentAll(request.socket, () => {
      if (due - performance.now() <= SENT_ALL_MS) return
      clearTimeout(timer)
      forget()
      release()
      onItsTurn(response, (socket) => {
        socket.destroy()
      })
    })
  }

  /** What a page gets on top: its origin, and a sandbox where it navigates. */
  const withAdded = (headers: Headers, { headers: sent, target }: Exchange): Headers => {
    // Also what the door itself answers on an admin path is none of a foreign page's business.
    const open =
      cors && sent['origin'] !== undefined && !isAdminPath(target.path)
        ? withCors(headers, sent['origin'])
        : headers
    return isNavigation(sent) ? sandboxed(open) : open
  }

  return (plain, exchange, now) => {
    const headers = withAdded(plain.headers, exchange)
    const reply = headers === plain.headers ? plain : { ...plain, headers }
    if (durable?.unsettled() !== true) {
      delayed(reply, exchange, now)
      return
    }
    durable.settled().then(
      () => {
        delayed(reply, exchange, now)
      },
      (error: unknown) => {
        const refusal = unwritten((error as Error).message)
        perform({ ...refusal, headers: withAdded(refusal.headers, exchange) }, exchange, now)
      },
    )
  }
}

/** What is answered under `--durable` in place of what cannot be written. `reason`: why not. */
export const unwritten = (reason: string): Reply =>
  problem(503, UNWRITTEN, unwrittenBecause(reason))

/** Title of the refusal where a change could not be written to disk. */
export const UNWRITTEN = 'State not written'

/** The sentence of that refusal; `reason` is why the disk was not written. */
export const unwrittenBecause = (reason: string): string =>
  `The state cannot be written (${reason}), and with --durable nothing is acknowledged before it is on disk: mend that, then send the request again.`

/** Title of what is answered in place of what other replicas could not be told of. */
export const NOT_SHARED = 'State not shared'

/** The call was not done, or nobody knows whether: its message says why. Others are defects. */
export const isNotShared = (error: unknown): error is Error =>
  error instanceof NotKeptError || error instanceof StateError

/** Why an answer is not held back. */
interface Crowd {
  readonly line: string
  readonly refusal: Reply
}

const tooMany = ({ delayedAnswers }: Limits): Crowd => ({
  line: `${delayedAnswers} are waiting already`,
  refusal: problem(
    503,
    'Too many delayed answers',
    `${delayedAnswers} answers are waiting for their delay already; ask for fewer or raise --delayed-answers.`,
  ),
})

const tooHeavy = ({ delayedBytes }: Limits): Crowd => ({
  line: `${delayedBytes} bytes are the most that may wait`,
  refusal: problem(
    503,
    'Too many delayed bytes',
    `With this one over ${delayedBytes} bytes of answers would wait for their delay; ask for fewer or raise --delayed-bytes.`,
  ),
})

/** Bytes that are kept while an answer waits: its body, and the head of its request. */
const weightOf = ({ body }: Reply, { url = '', rawHeaders }: IncomingMessage): number =>
  rawHeaders.reduce((sum, text) => sum + text.length, Buffer.byteLength(body) + url.length)

const unsendable = (error: unknown): Reply =>
  problem(500, 'Unsendable', `The answer cannot be sent: ${(error as Error).message}`)

/** `Date` header values by a tenant's clock, made once a second. */
export const createDateHeader = (): ((ms: number) => string) => {
  let second = NaN
  let text = ''
  return (ms) => {
    const now = Math.floor(ms / 1000)
    if (now !== second) {
      second = now
      text = new Date(now * 1000).toUTCString()
    }
    return text
  }
}
