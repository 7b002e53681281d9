/** What a clock's instant may be, for a refusal. */
export const momentWords =
  'now, a shift such as +2h or -30m, an instant such as 2026-01-29T07:00:34Z, or a local date with its zone such as 2026-01-29 15:00 Asia/Shanghai'

const LOCAL =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))? ?(Z|UTC|[+-]\d\d:?\d\d|[A-Za-z]+\/[A-Za-z_/+-]+)$/

/** Reads an instant, or a date of some place: `2026-01-29 15:00 +08:00`, `2026-01-29 Asia/Shanghai`. */
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
 * The instant at which a clock of the zone shows the date and time that a clock of UTC shows at `there`.
 * The zone's offset is looked up at `there`, and again at the instant found with it: on a day when summer
 * time begins or ends the two may differ.
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

/** How a clock starts: standing still at an instant, or running apart from the real one. */
export type ClockStart =
  | { readonly kind: 'frozen'; readonly at: number }
  | { readonly kind: 'shifted'; readonly offsetMs: number }

const INSTANT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/

/** Reads an ISO 8601 instant: a date (UTC), or date and time with `Z` or an offset. */
export const parseInstant = (text: string): number | undefined => {
  if (!INSTANT.test(text)) return undefined
  const at = Date.parse(text)
  // Date.parse turns 30 February into March: an instant that no calendar has is none.
  const day = Date.parse(text.slice(0, 10))
  if (Number.isNaN(at) || new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10))
    return undefined
  return at
}

/** Reads `--clock`: an instant to stand still at, or a shift such as `+2h`, `-30m`, `+1h30m`. */
export const parseClock = (text: string): ClockStart | undefined => {
  const shift = /^[+-]/.test(text) ? durationMs(text.slice(1)) : undefined
  if (shift !== undefined)
    return { kind: 'shifted', offsetMs: text.startsWith('-') ? -shift : shift }
  const at = parseMoment(text)
  return at === undefined ? undefined : { kind: 'frozen', at }
}

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of a duration without a sign, such as `90s` or `2h30m`; undefined for any other text. */
const durationMs = (text: string): number | undefined => {
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
