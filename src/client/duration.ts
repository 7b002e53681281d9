import { signedDurationMs } from '../core/time.ts'

/**
 * Milliseconds of `90s`, `2h30m`, `-5m`, or of a number without a unit. Throws RangeError for anything
 * else; `what` begins its sentence.
 */
export const millisecondsOf = (given: string | number, what = 'The duration'): number => {
  if (typeof given === 'number' && Number.isFinite(given)) return given
  const ms = signedDurationMs(String(given))
  if (ms === undefined)
    throw new RangeError(
      `${what} ${JSON.stringify(given)} cannot be: use a duration such as 90s, 2h30m or -5m.`,
    )
  return ms
}
