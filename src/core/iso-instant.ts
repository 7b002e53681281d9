/** The largest number of cached texts. Answers name few instants at a time: now, and the ends of tokens. */
const MOST = 64

/** Caches the printed texts. Equal times share one string, which also saves garbage collection. */
const remembered = (print: (time: number) => string): ((time: number) => string) => {
  const texts = new Map<number, string>()
  return (time) => {
    const known = texts.get(time)
    if (known !== undefined) return known
    const text = print(time)
    if (texts.size >= MOST) texts.clear()
    texts.set(time, text)
    return text
  }
}

const millis: readonly string[] = Array.from({ length: 1000 }, (_, ms) =>
  String(ms).padStart(3, '0'),
)

/** Prints whole seconds since the epoch as `2026-01-29T07:00:34`. */
export const isoSecond = remembered((second) => new Date(second * 1000).toISOString().slice(0, -5))

const isoMillisecond = remembered((whole) => {
  const second = Math.floor(whole / 1000)
  return `${isoSecond(second)}.${millis[whole - second * 1000] ?? ''}Z`
})

/**
 * Returns the same text as `new Date(ms).toISOString()`, from a cache: V8 prints dates slowly, and a login
 * needs up to four (docs/performance.md#what-each-part-gains). Throws RangeError for a time that no Date can
 * hold.
 */
export const isoInstant = (ms: number): string => isoMillisecond(Math.trunc(ms))
