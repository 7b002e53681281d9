/** When China's summer time ended for good: 1991-09-15 01:00 CST. */
const LAST_CHANGE = 684_867_600
const OFFSET = 8 * 3600

/** Made on first need: it takes 5 ms, a tenth of a start. */
const history = (): Intl.DateTimeFormat =>
  (before ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Shanghai',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }))
let before: Intl.DateTimeFormat | undefined

/** `date('Y-m-d H:i:s', $seconds)` in Asia/Shanghai, whatever the machine's zone (R). */
export const shanghaiTime = (seconds: string): string => {
  const at = Number(seconds)
  const instant = new Date((Number.isFinite(at) ? Math.trunc(at) : 0) * 1000)
  if (Number.isNaN(instant.getTime())) return shanghaiTime('0')
  return at >= LAST_CHANGE ? withFixedOffset(instant) : withHistory(instant)
}

/** `date('Y-m-d', $seconds)`. */
export const shanghaiDate = (seconds: string): string => shanghaiTime(seconds).split(' ')[0] ?? ''

const withFixedOffset = (instant: Date): string =>
  new Date(Math.min(instant.getTime() + OFFSET * 1000, LATEST))
    .toISOString()
    .replace('T', ' ')
    .replace('.000Z', '')
const LATEST = 253_402_300_799_000

/** Birthdays, mostly: summer time (1986-1991 and earlier) must not move them by a day. */
const withHistory = (instant: Date): string => {
  const parts = Object.fromEntries(
    history()
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  ) as Record<Intl.DateTimeFormatPartTypes, string>
  const { year, month, day, hour, minute, second } = parts
  return `${year.padStart(4, '0')}-${month}-${day} ${hour}:${minute}:${second}`
}
