const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of a duration without a sign, such as `90s` or `2h30m`; undefined for any other text. */
export const durationMs = (text: string): number | undefined => {
  if (!/^(?:\d{1,9}(?:ms|s|m|h|d))+$/.test(text)) return undefined
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(count) * UNITS[unit as keyof typeof UNITS]
  return sum
}

/** As `durationMs`, with a sign, or a number of milliseconds. */
export const signedDurationMs = (text: string): number | undefined => {
  const plain = text.replace(/^[-+]/, '')
  const ms = /^\d{1,15}$/.test(plain) ? Number(plain) : durationMs(plain)
  return ms === undefined ? undefined : text.startsWith('-') ? -ms : ms
}
