/** Describes the valid instants of a clock, for a refusal. */
export const momentWords =
  'now, a shift such as +2h or -30m, an instant such as 2026-01-29T07:00:34Z, or a local date with its zone such as 2026-01-29 15:00 Asia/Shanghai'

const LOCAL =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))? ?(Z|UTC|[+-]\d\d:?\d\d|[A-Za-z]+\/[A-Za-z_/+-]+)$/

/**
 * Reads an instant, or a local date with its zone (`2026-01-29 15:00 +08:00`, `2026-01-29 Asia/Shanghai`).
 * Returns milliseconds since the epoch, or undefined for any other text.
 */
export const parseMoment = (text: string): number | undefined => {
  const plain = parseInstant(text)
  if (plain !== undefined) return plain
  const [, day = '', time = '00:00', zone = ''] = LOCAL.exec(text) ?? []
  const there = parseInstant(`${day}T${time}Z`)
  if (there === undefined) return undefined
  if (zone.includes('/')) return placeTime(there, zone)
  const offset = zone === 'UTC' || zone === 'Z' ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2')
  return parseInstant(`${day}T${time}${offset}`)
}

/**
 * Returns the instant at which a clock of the zone shows the date and time that a UTC clock shows at `there`.
 * Looks the zone's offset up at `there`, and again at the instant found with it: the two offsets may differ
 * on a day when summer time begins or ends.
 */
const placeTime = (there: number, zone: string): number | undefined => {
  try {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    const aheadAt = (at: number): number =>
      Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000
    return there - aheadAt(there - aheadAt(there))
  } catch {
    return undefined
  }
}

/** The start of a clock: frozen at an instant, or shifted against the real clock. */
export type ClockStart =
  | { readonly kind: 'frozen'; readonly at: number }
  | { readonly kind: 'shifted'; readonly offsetMs: number }

const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/

/**
 * Reads an ISO 8601 instant: a date (UTC), or a date and time with `Z` or an offset. Returns milliseconds
 * since the epoch, or undefined for any other text.
 */
export const parseInstant = (text: string): number | undefined => {
  if (!INSTANT.test(text)) return undefined
  const at = Date.parse(text)
  // Date.parse turns 30 February into a day of March. Such a date is refused.
  const day = Date.parse(text.slice(0, 10))
  if (Number.isNaN(at) || new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10))
    return undefined
  return at
}

/**
 * Reads `--clock`: an instant at which the clock is frozen, or a shift such as `+2h`, `-30m` or `+1h30m`.
 * Returns undefined for any other text.
 */
export const parseClock = (text: string): ClockStart | undefined => {
  const shift = /^[+-]/.test(text) ? durationMs(text.slice(1)) : undefined
  if (shift !== undefined)
    return { kind: 'shifted', offsetMs: text.startsWith('-') ? -shift : shift }
  const at = parseMoment(text)
  return at === undefined ? undefined : { kind: 'frozen', at }
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/**
 * Reads a duration without a sign, such as `90s` or `2h30m`, in milliseconds. Returns undefined for any other
 * text.
 */
const durationMs = (text: string): number | undefined => {
  if (!/^(?:\d{1,9}(?:ms|s|m|h|d))+$/.test(text)) return undefined
  let sum = 0
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(count) * UNITS[unit as keyof typeof UNITS]
  return sum
}

/**
 * Reads a duration that may have a sign, or a plain number of milliseconds. Returns milliseconds, or
 * undefined for any other text.
 */
export const signedDurationMs = (text: string): number | undefined => {
  const plain = text.replace(/^[-+]/, '')
  const ms = /^\d{1,15}$/.test(plain) ? Number(plain) : durationMs(plain)
  return ms === undefined ? undefined : text.startsWith('-') ? -ms : ms
}
