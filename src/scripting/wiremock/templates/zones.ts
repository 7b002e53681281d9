/** Minutes east of Greenwich of a zone at a moment. Throws an Error of one clause for an unknown zone. */
export const offsetAt = (zone: string, ms: number): number => {
  const fixed = fixedOffset(zone)
  if (fixed !== undefined) return fixed
  const parts = formatOf(zone).formatToParts(ms)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT'
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])?(\d+)?:?(\d+)?/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** Throws an Error of one clause for a zone that Java would not take. */
export const checkZone = (zone: string): void => {
  if (fixedOffset(zone) === undefined) formatOf(zone)
}

/** Offsets, and those after `UTC`, `GMT` and `UT`. */
const fixedOffset = (zone: string): number | undefined => {
  if (zone === 'Z') return 0
  const [all, , sign = '+', hours, minutes = '0'] =
    /^(UTC|GMT|UT)?(?:([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?)?$/.exec(zone) ?? []
  if (all === undefined || all === '') return undefined
  if (hours === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

const formats = new Map<string, Intl.DateTimeFormat>()
const MOST_FORMATS = 100

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  try {
    if (!zone.includes('/')) throw new RangeError()
    const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    if (formats.size < MOST_FORMATS) formats.set(zone, made)
    return made
  } catch (cause) {
    throw new Error(`there is no time zone ${zone}`, { cause })
  }
}

/** The name of a zone at a moment: `UTC`, `GMT+08:00`, `CST` or its long form. */
export const zoneName = (zone: string, ms: number, long: boolean): string => {
  if (zone === 'Z' || zone === 'UTC' || zone === 'UT')
    return long ? 'Coordinated Universal Time' : 'UTC'
  if (zone === 'GMT') return long ? 'Greenwich Mean Time' : 'GMT'
  if (fixedOffset(zone) !== undefined) {
    const offset = offsetText(offsetAt(zone, ms), ':')
    return /^[+-]/.test(zone) ? `GMT${offset}` : `GMT${offset}`
  }
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    timeZoneName: long ? 'long' : 'short',
  }).formatToParts(ms)
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
  return long ? name : (shortNames.get(`${zone} ${name}`) ?? name)
}

/** Where Java has a short name and ICU has an offset. */
const shortNames = new Map([
  ['Asia/Shanghai GMT+8', 'CST'],
  ['Asia/Hong_Kong GMT+8', 'HKT'],
  ['Asia/Taipei GMT+8', 'CST'],
  ['Asia/Singapore GMT+8', 'SGT'],
  ['Asia/Tokyo GMT+9', 'JST'],
  ['Asia/Seoul GMT+9', 'KST'],
  ['Asia/Kolkata GMT+5:30', 'IST'],
  ['Europe/London GMT+1', 'BST'],
  ['Europe/Berlin GMT+1', 'CET'],
  ['Europe/Berlin GMT+2', 'CEST'],
  ['Europe/Paris GMT+1', 'CET'],
  ['Europe/Paris GMT+2', 'CEST'],
  ['Australia/Sydney GMT+10', 'AEST'],
  ['Australia/Sydney GMT+11', 'AEDT'],
])

/** `+08:00`, `-0530`. */
export const offsetText = (minutes: number, between: string): string => {
  const [sign, size] = minutes < 0 ? ['-', -minutes] : ['+', minutes]
  return `${sign}${pad(Math.floor(size / 60))}${between}${pad(size % 60)}`
}

const pad = (value: number): string => String(value).padStart(2, '0')
