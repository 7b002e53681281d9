import { NotKeptError } from '../../core/records.ts'
import { elapsed } from '../clock.ts'

/** A call that waits for its turn. It is run again where its changes could not be appended. */
export interface WaitingCall {
  readonly run: () => void
  readonly deadline: number
  /** It needs the turn: it says so, or was seen to change something. */
  writes: boolean
  /** It was run against the copy while Redis is away, and would change something. */
  refused: boolean
  runs: number
  readonly done: () => void
  readonly failed: (reason: unknown) => void
}

/** Calls that are run in one turn at most: their answers leave together. */
const MOST_TOGETHER = 64
/** Runs of one call, where the turn is lost each time. */
const MOST_RUNS = 8

/** A call that settles a promise with what `run` last returned or threw. NotKeptError is thrown on. */
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

/** What a call is told that would change something while Redis is away. */
export const awayMessage = (reason: string): string =>
  `Redis cannot be used (${reason}), and nothing is acknowledged that other replicas would not know: send the request again when /__admin/readyz says ready.`

/** One tenant's calls that wait, those that came first before the others. */
export class WaitingCalls {
  #calls: WaitingCall[] = []

  get some(): boolean {
    return this.#calls.length > 0
  }

  get someWrites(): boolean {
    return this.#calls.some(({ writes }) => writes)
  }

  /** By the steady clock; infinite where none waits. */
  get firstDeadline(): number {
    return Math.min(...this.#calls.map(({ deadline }) => deadline))
  }

  add(call: WaitingCall): void {
    this.#calls.push(call)
  }

  /** Takes those of one turn. */
  takeTurn(): readonly WaitingCall[] {
    return this.#calls.splice(0, MOST_TOGETHER)
  }

  /** Takes those for which `isTaken` holds. */
  take(isTaken: (call: WaitingCall) => boolean): readonly WaitingCall[] {
    const [taken, left] = [[] as WaitingCall[], [] as WaitingCall[]]
    for (const call of this.#calls) (isTaken(call) ? taken : left).push(call)
    this.#calls = left
    return taken
  }

  /** Puts back those whose turn was lost, and rejects those that have no more time or runs. */
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

  /** Rejects those that have waited long enough. `reason`: why Redis does not serve; absent: others had the turn. */
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

  /** Rejects all. */
  fail(error: unknown): void {
    for (const { failed } of this.#calls.splice(0)) failed(error)
  }
}
