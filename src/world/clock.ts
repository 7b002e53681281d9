import { momentWords, parseClock, parseMoment, type ClockStart } from '../core/time.ts'

/** What a state file keeps of a clock that somebody has set. */
export interface ClockSetting {
  /** Milliseconds since the epoch; absent while it runs. */
  readonly frozenAt?: number
  readonly offsetMs: number
}

/** One tenant's time. The only code that may read the real one (besides `realNow`). */
export interface Clock {
  /** Milliseconds since the epoch. Needs no `this`. */
  readonly now: () => number
  state(): { now: string; frozen: boolean; offsetMs: number }
  /** `now` (in words, too: see `momentWords`) and `offsetMs` keep a frozen clock frozen unless `frozen` says otherwise. Throws RangeError. */
  set(change: { now?: string; frozen?: boolean; offsetMs?: number }): void
  /** Also backwards, by a negative amount. */
  advance(ms: number): void
  freeze(): void
  /** Runs on from where it stands. */
  resume(): void
  /** Back to how it started. */
  reset(): void
  /** Becomes what another replica has made of it, and tells nobody; undefined: as it started. */
  take(setting: ClockSetting | undefined): void
}

/** The real clock: idle times, lock files and the like; never an answer. */
export const realNow = (): number => Date.now()

/** A steady clock for measuring, in ms. */
export const elapsed = (): number => performance.now()

const REAL: ClockSetting = { offsetMs: 0 }
/** Years 0001 to 9999: what the imitated servers can print. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

interface ClockOptions {
  /** Asked at each reset. */
  readonly start?: () => ClockStart | undefined
  /** As kept from an earlier run. */
  readonly setting?: ClockSetting | undefined
  /** Told after each change; undefined when the clock is back to its start. */
  readonly changed?: (setting: ClockSetting | undefined) => void
  /** Milliseconds since the epoch; absent: this machine's. */
  readonly real?: () => number
}

export const createClock = ({
  start,
  setting,
  changed,
  real = Date.now,
}: ClockOptions = {}): Clock => {
  let { frozenAt, offsetMs } = setting ?? settingOf(start?.(), real)
  const nowAt = (base: number): number => frozenAt ?? base + offsetMs
  const now = (): number => nowAt(real())
  /** `base`: the real time that `at` was reckoned from. Read twice, it could be a millisecond off. */
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

/** `real`: the real time, which `now` is and shifts are from. */
const instantOf = (text: string, real: number): number => {
  if (text === 'now') return real
  const start = parseClock(text)
  if (start?.kind === 'shifted') return real + start.offsetMs
  const at = parseMoment(text)
  if (at === undefined)
    throw new RangeError(`${JSON.stringify(text)} is no instant: write ${momentWords}.`)
  return at
}
