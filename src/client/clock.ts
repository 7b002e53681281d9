import type { Clock } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'
import { millisecondsOf } from './duration.ts'

/** The tenant's clock: codes, tokens and the `Date` header follow it. */
export interface ClockCalls {
  readonly get: () => Promise<Clock>
  /** Puts it at an ISO 8601 instant, or so far from the real one: `+2h`, `-30m`. */
  readonly set: (to: string | Date) => Promise<Clock>
  /** Moves it on: `2h`, `90s`, `-5m`, or milliseconds. */
  readonly advance: (by: string | number) => Promise<Clock>
  /** Lets it stand still. */
  readonly freeze: () => Promise<Clock>
  /** Lets it run on. */
  readonly resume: () => Promise<Clock>
}

export const clockCalls = ({ call }: AdminCaller): ClockCalls => ({
  get: () => call('getClock'),
  set: async (to) => {
    const text = typeof to === 'string' ? to : to.toISOString()
    const body = /^[-+]\d/.test(text)
      ? { offsetMs: millisecondsOf(text, 'The shift') }
      : { now: text }
    return call('setClock', { body })
  },
  advance: async (by) => call('advanceClock', { body: { ms: millisecondsOf(by) } }),
  freeze: () => call('freezeClock'),
  resume: () => call('resumeClock'),
})
