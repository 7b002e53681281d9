import type { Note } from '../../core/note.ts'
import type { Call } from '../../core/pipeline.ts'

/** The tenant's clock beside the real one. */
export interface TenantClock {
  readonly isFrozen: () => boolean
  readonly realNow: () => number
}

/** Kinds that say of something that it is over, in `expected`: `before <instant>`. */
const expiries = new Set(['code-expired', 'token-expired'])
const BEFORE = 'before '

/** Whether something was over only because the mock's clock is not the real one. */
export const clockSkew = (call: Call, clock: TenantClock): Note | undefined => {
  const expired = call.trace.notes.find(({ kind }) => expiries.has(kind))
  if (expired?.expected?.startsWith(BEFORE) !== true) return undefined
  const end = Date.parse(expired.expected.slice(BEFORE.length))
  const now = call.context.now()
  const realNow = clock.realNow()
  if (!(end > realNow && end <= now)) return undefined
  const instant = new Date(now).toISOString()
  const state = clock.isFrozen() ? `frozen at ${instant}` : `${span(now - realNow)} fast`
  return {
    kind: 'clock-skew',
    message: `It expired by the mock's clock, which is ${state}: in real time it is good until ${new Date(end).toISOString()}; set the clock (PUT /__admin/clock) or ask for a new one.`,
    ...(expired.path === undefined ? {} : { path: expired.path }),
    expected: expired.expected,
    actual: instant,
  }
}

const units = [
  [86_400_000, 'days'],
  [3_600_000, 'hours'],
  [60_000, 'minutes'],
  [1000, 'seconds'],
] as const

/** `26 hours`: the largest unit of which there are two. */
const span = (ms: number): string => {
  for (const [length, name] of units)
    if (Math.round(ms / length) >= 2) return `${Math.round(ms / length)} ${name}`
  return 'a second'
}
