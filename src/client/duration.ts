const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Milliseconds of `90s`, `2h30m`, `-5m`, or of a number without a unit. Throws RangeError for anything
 * else; `what` begins its sentence.
 */
export const millisecondsOf = (given: string | number, what = 'The duration'): number => {
  if (typeof given === 'number' && Number.isFinite(given)) return given
  const text = String(given)
  const sign = text.startsWith('-') ? -1 : 1
  const plain = text.replace(/^[-+]/, '')
  if (/^\d{1,15}$/.test(plain)) return sign * Number(plain)
  if (!/^(\d{1,9}(ms|s|m|h|d))+$/.test(plain))
    throw new RangeError(
      `${what} ${JSON.stringify(given)} cannot be: use a duration such as 90s, 2h30m or -5m.`,
    )
  const parts = [...plain.matchAll(/(\d+)(ms|s|m|h|d)/g)]
  return parts.reduce(
    (sum, [, count, unit]) => sum + sign * Number(count) * UNITS[unit as keyof typeof UNITS],
    0,
  )
}
