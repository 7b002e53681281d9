import { faults, LONGEST_DELAY_MS, isOverrideName, type Fault } from '../core/wire.ts'

/**
 * What a request may ask of the mock (docs/spec/control.md#overrides): `Prefer:`, or the query
 * overrides.
 */
export interface Preferences {
  readonly code?: string
  readonly example?: string
  readonly layout?: string
  readonly delay?: number
  readonly fault?: Fault
  /** For `Preference-Applied`, in the order they came: `delay=300`. */
  readonly applied: readonly string[]
}

/** A preference that cannot be done: one sentence. */
export interface BadPreference {
  readonly error: string
}

/** RFC 7240: `a=b, c="d"; parameter`; other people's preferences are passed over. The first of a name counts. */
export const parsePreferences = (header: string): Preferences | BadPreference => {
  const found = new Map<string, string>()
  for (const part of header.split(',')) {
    const [preference = ''] = part.split(';', 1)
    const at = preference.indexOf('=')
    const name = (at < 0 ? preference : preference.slice(0, at)).trim().toLowerCase()
    if (!isOverrideName(name) || found.has(name)) continue
    found.set(name, at < 0 ? '' : unquoted(preference.slice(at + 1).trim()))
  }
  return toPreferences(found)
}

export const toPreferences = (found: ReadonlyMap<string, string>): Preferences | BadPreference => {
  const delay = found.get('delay')
  const fault = found.get('fault')
  const layout = found.get('layout')
  if (delay !== undefined && !isDelay(delay))
    return bad('delay', delay, `a number of milliseconds from 0 to ${LONGEST_DELAY_MS}`)
  if (fault !== undefined && !isFault(fault))
    return bad('fault', fault, `one of ${faults.join(', ')}`)
  if (layout !== undefined && layout !== 'documented') return bad('layout', layout, '`documented`')
  return {
    ...pick(found, 'code'),
    ...pick(found, 'example'),
    ...pick(found, 'layout'),
    ...(delay === undefined ? {} : { delay: Number(delay) }),
    ...(fault === undefined ? {} : { fault }),
    applied: [...found].map(([name, value]) => `${name}=${value}`),
  }
}

const unquoted = (value: string): string =>
  value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value

const pick = <Name extends string>(found: ReadonlyMap<string, string>, name: Name) => {
  const value = found.get(name)
  return (value === undefined ? {} : { [name]: value }) as Partial<Record<Name, string>>
}

const isDelay = (text: string) => /^\d{1,6}$/.test(text) && Number(text) <= LONGEST_DELAY_MS
const isFault = (text: string): text is Fault => (faults as readonly string[]).includes(text)

const bad = (name: string, value: string, allowed: string): BadPreference => ({
  error: `The preference ${name}=${value} cannot be done: ${name} is ${allowed}.`,
})
