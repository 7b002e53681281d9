import { durationMs } from './duration.ts'

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
  const at = parseInstant(text)
  return at === undefined ? undefined : { kind: 'frozen', at }
}
