import { NotKeptError } from '../../core/records.ts'
import { elapsed } from '../clock.ts'

/** A call that waits for a turn. It is run again if its changes could not be appended. */
export interface WaitingCall {
  readonly run: () => void
  readonly deadline: number
  /** The call needs the turn: its caller says so, or an earlier run has changed something. */
  writes: boolean
  /** The call was run on the copy while Redis could not be used, and tried to change something. */
  refused: boolean
  runs: number
  readonly done: () => void
  readonly failed: (reason: unknown) => void
}

/** The most calls of one turn. Their answers leave together. */
const MOST_TOGETHER = 64
/** The most runs of one call that loses the turn each time. */
const MOST_RUNS = 8

/**
 * Creates a call that settles a promise with the result or the error of its last run. A run throws
 * NotKeptError on to its caller.
 */
export const waitingCall = <T>(
  { writes, mostMs }: { readonly writes: boolean; readonly mostMs: number },
  run: () => T,
  resolve: (value: T) => void,
  reject: (reason: unknown) => void,
): WaitingCall => {
  let result: { readonly value: T } | { readonly error: unknown } | undefined
  return {
    writes,
    deadline: elapsed() + mostMs,
    refused: false,
    runs: 0,
    run: () => {
      try {
        result = { value: run() }
      } catch (error) {
        if (error instanceof NotKeptError) throw error
        result = { error }
      }
    },
    done: () => {
      if (result !== undefined && 'value' in result) resolve(result.value)
      else reject(result?.error)
    },
    failed: reject,
  }
}

/** Returns the message for a call that would change something while Redis cannot be used. */
export const awayMessage = (reason: string): string =>
  `Redis cannot be used (${reason}), and nothing is acknowledged that other replicas would not know: send the request again when /__admin/readyz says ready.`

/** One tenant's waiting calls, in the order of their arrival. */
export class WaitingCalls {
  #calls: WaitingCall[] = []

  get some(): boolean {
    return this.#calls.length > 0
  }

  get someWrites(): boolean {
    return this.#calls.some(({ writes }) => writes)
  }

  /** The earliest deadline by the steady clock. Infinity if no call waits. */
  get firstDeadline(): number {
    return Math.min(...this.#calls.map(({ deadline }) => deadline))
  }

  add(call: WaitingCall): void {
    this.#calls.push(call)
  }

  /** Takes the calls of one turn. */
  takeTurn(): readonly WaitingCall[] {
    return this.#calls.splice(0, MOST_TOGETHER)
  }

  /** Takes the calls for which `isTaken` returns true. */
  take(isTaken: (call: WaitingCall) => boolean): readonly WaitingCall[] {
    const [taken, left] = [[] as WaitingCall[], [] as WaitingCall[]]
    for (const call of this.#calls) (isTaken(call) ? taken : left).push(call)
    this.#calls = left
    return taken
  }

  /** Puts back calls whose turn was lost. Rejects calls that have no time or no runs left. */
  putBack(calls: readonly WaitingCall[]): void {
    const now = elapsed()
    const isOver = ({ runs, deadline }: WaitingCall): boolean =>
      runs >= MOST_RUNS || deadline <= now
    this.#calls.unshift(...calls.filter((call) => !isOver(call)))
    for (const { failed } of calls.filter(isOver))
      failed(
        new NotKeptError(
          'Other replicas were faster each time: send the request again, or send those of one tenant to one replica.',
        ),
      )
  }

  /**
   * Rejects calls past their deadlines. `reason`: why Redis cannot be used; absent: other replicas had the
   * turn.
   */
  expire(reason?: string): void {
    const now = elapsed()
    for (const { failed } of this.take(({ deadline }) => deadline <= now))
      failed(
        new NotKeptError(
          reason === undefined
            ? 'Other replicas had the turn all the time: send the request again, or send those of one tenant to one replica.'
            : awayMessage(reason),
        ),
      )
  }

  /** Rejects all calls. */
  fail(error: unknown): void {
    for (const { failed } of this.#calls.splice(0)) failed(error)
  }
}
