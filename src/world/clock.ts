import { momentWords, parseClock, parseMoment, type ClockStart } from '../core/time.ts'

/** A clock setting, as the store keeps it after an admin call has changed the clock. */
export interface ClockSetting {
  /** Milliseconds since the epoch. Absent while the clock runs. */
  readonly frozenAt?: number
  readonly offsetMs: number
}

/** One tenant's clock. No code outside of this file reads the machine's time, except by `realNow`. */
export interface Clock {
  /** Returns milliseconds since the epoch. Can be called without `this`. */
  readonly now: () => number
  state(): { now: string; frozen: boolean; offsetMs: number }
  /**
   * Sets the clock to an instant (`now`, in any notation of `momentWords`) or to an offset from real
   * time. A frozen clock stays frozen unless `frozen` is false. Throws RangeError if `now` cannot be
   * read, or if the clock would leave the years 0001 to 9999.
   */
  set(change: { now?: string; frozen?: boolean; offsetMs?: number }): void
  /** Moves the clock, backwards by a negative amount. Throws RangeError outside of the years 0001 to 9999. */
  advance(ms: number): void
  freeze(): void
  /** Lets a frozen clock run on from the time that it shows. */
  resume(): void
  /** Sets the clock as it was at the start. */
  reset(): void
  /**
   * Takes over another replica's setting without calling `changed`. Undefined: as the clock was at the start.
   */
  take(setting: ClockSetting | undefined): void
}

/**
 * Returns the machine's time in milliseconds since the epoch. Imitated answers use the tenant's clock
 * instead.
 */
export const realNow = (): number => Date.now()

/** Returns a steady clock's time in milliseconds, for measuring durations. */
export const elapsed = (): number => performance.now()

const REAL: ClockSetting = { offsetMs: 0 }
/** Years 0001 to 9999: the years that the imitated servers can print. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

interface ClockOptions {
  /** Called at each reset. */
  readonly start?: () => ClockStart | undefined
  /** The setting that an earlier run has stored. */
  readonly setting?: ClockSetting | undefined
  /** Called after each change; with undefined when the clock is as it was at the start. */
  readonly changed?: (setting: ClockSetting | undefined) => void
  /** Returns real time in milliseconds since the epoch. Default: the machine's time. */
  readonly real?: () => number
}

/** Creates a clock. A stored `setting` takes precedence over `start`. */
export const createClock = ({
  start,
  setting,
  changed,
  real = Date.now,
}: ClockOptions = {}): Clock => {
  let { frozenAt, offsetMs } = setting ?? settingOf(start?.(), real)
  const nowAt = (base: number): number => frozenAt ?? base + offsetMs
  const now = (): number => nowAt(real())
  /** `base` is the real time from which `at` was computed. A second reading could differ by a millisecond. */
  const become = (at: number, frozen: boolean, base: number): void => {
    if (!(at >= FIRST && at <= LAST)) throw new RangeError('The clock shows years 0001 to 9999.')
    frozenAt = frozen ? at : undefined
    offsetMs = at - base
    changed?.(frozen ? { frozenAt: at, offsetMs } : { offsetMs })
  }
  const move = (ms: number, frozen: boolean): void => {
    const base = real()
    become(nowAt(base) + ms, frozen, base)
  }
  return {
    now,
    state: () => ({
      now: new Date(now()).toISOString(),
      frozen: frozenAt !== undefined,
      offsetMs,
    }),
    set: (change) => {
      const frozen = change.frozen ?? frozenAt !== undefined
      const base = real()
      if (change.now !== undefined) become(instantOf(change.now, base), frozen, base)
      else if (change.offsetMs !== undefined) become(base + change.offsetMs, frozen, base)
      else if (frozen !== (frozenAt !== undefined)) move(0, frozen)
    },
    advance: (ms) => {
      move(ms, frozenAt !== undefined)
    },
    freeze: () => {
      move(0, true)
    },
    resume: () => {
      move(0, false)
    },
    reset: () => {
      ;({ frozenAt, offsetMs } = settingOf(start?.(), real))
      changed?.(undefined)
    },
    take: (other) => {
      ;({ frozenAt, offsetMs } = other ?? settingOf(start?.(), real))
    },
  }
}

const settingOf = (start: ClockStart | undefined, real: () => number): ClockSetting => {
  if (start === undefined) return REAL
  return start.kind === 'frozen'
    ? { frozenAt: start.at, offsetMs: start.at - real() }
    : { offsetMs: start.offsetMs }
}

/** Reads an instant. `real` is the value of `now` and the base of shifts. Throws RangeError. */
const instantOf = (text: string, real: number): number => {
  if (text === 'now') return real
  const start = parseClock(text)
  if (start?.kind === 'shifted') return real + start.offsetMs
  const at = parseMoment(text)
  if (at === undefined)
    throw new RangeError(`${JSON.stringify(text)} is no instant: write ${momentWords}.`)
  return at
}
