import type { Headers, Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import { isNavigation, sandboxed } from './browser-walls.ts'
import { withCors } from './cors.ts'
import { createDateHeader } from './date-header.ts'
import { dribble } from './dribble.ts'
import { performFault, type ResetSocket } from './faults.ts'
import type { Exchange } from './exchange.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import { isAdminPath } from './target.ts'
import { write } from './write.ts'
import type { Worlds } from '../world/worlds.ts'

/** What answers that wait for the disk ask of the worlds. */
export type Durable = Pick<Worlds, 'unsettled' | 'settled' | 'status'>

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
      else if (reply.delay?.dribble !== undefined) dribble(reply.delay.dribble, reply, writing)
      else write(reply, writing)
    } catch (error) {
      // A stub may answer with what no server could send, such as a header with a line end in it.
      if (response.headersSent) throw error
      write(unsendable(error), writing)
    }
  }

  let held = 0
  /** False when too many are held back already. With pipelining only one of the two may close. */
  const hold = ({ request, response }: Exchange): boolean => {
    if (held >= limits.delayedAnswers) return false
    held++
    let released = false
    const release = () => {
      if (!released) held--
      released = true
    }
    request.once('close', release)
    response.once('close', release)
    return true
  }

  const delayed = (reply: Reply, exchange: Exchange, now: () => number): void => {
    const before = reply.delay?.beforeMs ?? 0
    if (reply.delay !== undefined && !exchange.response.destroyed && !hold(exchange)) {
      log('warn', `answer not delayed but refused: ${limits.delayedAnswers} are waiting already`)
      perform(crowded(limits), exchange, now)
      return
    }
    if (before <= 0) {
      perform(reply, exchange, now)
      return
    }
    const timer = setTimeout(perform, before, reply, exchange, now)
    exchange.response.once('close', () => {
      clearTimeout(timer)
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

export const UNWRITTEN = 'State not written'

export const unwrittenBecause = (reason: string): string =>
  `The state cannot be written (${reason}), and with --durable nothing is acknowledged before it is on disk: mend that, then send the request again.`

const crowded = ({ delayedAnswers }: Limits): Reply =>
  problem(
    503,
    'Too many delayed answers',
    `${delayedAnswers} answers are waiting for their delay already; ask for fewer or raise --delayed-answers.`,
  )

const unsendable = (error: unknown): Reply =>
  problem(500, 'Unsendable', `The answer cannot be sent: ${(error as Error).message}`)
