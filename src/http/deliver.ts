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

/** The part of the worlds that answers need to wait for the disk. */
export type Durable = Pick<Worlds, 'unsettled' | 'settled' | 'status'>

/** The settings of the server that delivery needs. */
export interface DeliveryOptions {
  readonly cors: boolean
  /** State whose changes must be on disk before an answer leaves. Absent: answers do not wait. */
  readonly durable?: Durable
  readonly closing: () => boolean
  readonly limits: Limits
  readonly log: Log
  readonly reset: ResetSocket
  /** Whether the mock runs a server of its own, and is not an app mounted in another server. */
  readonly own: boolean
}

/** Milliseconds that an answer may still wait after its client has stopped sending. */
const SENT_ALL_MS = 30_000

/** Sends a reply to the client: adds headers, waits for the disk and the delay, performs the fault. */
export type Deliver = (reply: Reply, exchange: Exchange, now: () => number) => void

/** Creates the delivery of one server. Its limits count the delayed answers of all connections together. */
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
      // A stub's answer may be impossible to send, such as one with a line end in a header.
      if (response.headersSent) throw error
      write(unsendable(error), writing)
    }
  }

  const waiting = { answers: 0, bytes: 0 }
  /**
   * Counts a delayed answer until it is sent or its connection closes. Returns a function that stops counting
   * it earlier, or the refusal if a limit is reached.
   */
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
    // A response that waits behind others gets no event when its connection closes.
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
    // A client that has disconnected cannot be told from a client that has only finished sending.
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

  /** Adds CORS headers for a page's request, and a sandbox for a navigation. */
  const withAdded = (headers: Headers, { headers: sent, target }: Exchange): Headers => {
    // No CORS headers on admin paths, also for refusals before routing: other pages must not read these.
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

/** Returns the refusal under `--durable` if a change cannot be written to disk. `reason` says why. */
export const unwritten = (reason: string): Reply =>
  problem(503, UNWRITTEN, unwrittenBecause(reason))

/** The title of the refusal if a change could not be written to disk. */
export const UNWRITTEN = 'State not written'

/** Returns the detail sentence of the refusal titled `UNWRITTEN`. `reason` says why writing failed. */
export const unwrittenBecause = (reason: string): string =>
  `The state cannot be written (${reason}), and with --durable nothing is acknowledged before it is on disk: mend that, then send the request again.`

/** The title of the refusal if a change could not be shared with other replicas. */
export const NOT_SHARED = 'State not shared'

/**
 * Returns whether an error says that a call was not done, or may not have been done, because the state cannot
 * be shared. The message says why. Any other error is a defect.
 */
export const isNotShared = (error: unknown): error is Error =>
  error instanceof NotKeptError || error instanceof StateError

/** The log line and the refusal for an answer that cannot be delayed. */
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

/** Returns the approximate bytes that a waiting answer takes: its body, and the head of its request. */
const weightOf = ({ body }: Reply, { url = '', rawHeaders }: IncomingMessage): number =>
  rawHeaders.reduce((sum, text) => sum + text.length, Buffer.byteLength(body) + url.length)

const unsendable = (error: unknown): Reply =>
  problem(500, 'Unsendable', `The answer cannot be sent: ${(error as Error).message}`)

/** Creates a function that formats milliseconds as a `Date` header. It formats each second only once. */
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
