/** WireMock's truncations of dates, by their names. */
export const truncations = [
  'first second of minute',
  'first minute of hour',
  'first hour of day',
  'first day of month',
  'first day of next month',
  'last day of month',
  'first day of year',
  'first day of next year',
  'last day of year',
] as const

/** Truncates a local time, given as the milliseconds of the same time in UTC. */
export const truncated = (local: number, name: (typeof truncations)[number]): number => {
  const date = new Date(local)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (name) {
    case 'first second of minute':
      return Math.floor(local / 60_000) * 60_000
    case 'first minute of hour':
      return Math.floor(local / 3_600_000) * 3_600_000
    case 'first hour of day':
      return Math.floor(local / 86_400_000) * 86_400_000
    case 'first day of month':
      return Date.UTC(year, month)
    case 'first day of next month':
      return Date.UTC(year, month + 1)
    case 'last day of month':
      return Date.UTC(year, month + 1, 0)
    case 'first day of year':
      return Date.UTC(year, 0)
    case 'first day of next year':
      return Date.UTC(year + 1, 0)
    case 'last day of year':
      return Date.UTC(year, 11, 31)
  }
}

const units: ReadonlyMap<string, number> = new Map([
  ['seconds', 1000],
  ['minutes', 60_000],
  ['hours', 3_600_000],
  ['days', 86_400_000],
])

/** An instant so many units later, months and years counted in UTC; undefined for an unknown unit. NaN is out of range. */
export const shifted = (instant: number, amount: number, unit: string): number | undefined => {
  const name = unit.toLowerCase()
  const size = units.get(name)
  if (size !== undefined) return instant + amount * size
  if (name !== 'months' && name !== 'years') return undefined
  const date = new Date(instant)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + amount * (name === 'years' ? 12 : 1))
  // A month may be shorter: then its last day.
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}
