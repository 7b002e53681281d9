/** Texts that are remembered at most. Answers name the same few seconds: now, and when a token ends. */
const MOST = 64

/** Keeps the latest texts: those of one time are one text, which is also collected once. */
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

/** `2026-01-29T07:00:34`, for whole seconds since the epoch. */
export const isoSecond = remembered((second) => new Date(second * 1000).toISOString().slice(0, -5))

const isoMillisecond = remembered((whole) => {
  const second = Math.floor(whole / 1000)
  return `${isoSecond(second)}.${millis[whole - second * 1000] ?? ''}Z`
})

/**
 * `new Date(ms).toISOString()`; V8 prints that slowly, and a login needs it up to four times
 * (docs/performance.md#what-each-part-gains). Throws RangeError for what no Date can hold.
 */
export const isoInstant = (ms: number): string => isoMillisecond(Math.trunc(ms))
