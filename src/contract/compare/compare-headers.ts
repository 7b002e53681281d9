import type { HeaderList } from './answer.ts'
import { NONE, type Drift } from './drift.ts'
import { volatileOf, withoutVolatile } from './volatile.ts'

/** A header with its place among those of the same name. */
interface Numbered {
  readonly key: string
  readonly name: string
  readonly value: string
}

/** In what the back end's headers are not the mock's: names, values but `Date`, order. */
export const compareHeaders = (
  expected: HeaderList,
  actual: HeaderList,
  isIgnored: (name: string) => boolean,
  isValueKnown: (name: string) => boolean,
): readonly Drift[] => {
  const [one, other] = [numbered(expected, isIgnored), numbered(actual, isIgnored)]
  const drifts: Drift[] = []
  for (const [key, { name, value }] of one) {
    const twin = other.get(key)
    if (twin === undefined) drifts.push(drift(name, value, NONE))
    else if (twin.name !== name) drifts.push(drift(name, name, twin.name))
    else if (!isValueKnown(key) && !isSameValue(key, value, twin.value))
      drifts.push(drift(name, value, twin.value))
  }
  for (const [key, { name, value }] of other)
    if (!one.has(key)) drifts.push(drift(name, NONE, value))
  const [order, otherOrder] = [orderOf(one, other), orderOf(other, one)]
  if (order.toLowerCase() !== otherOrder.toLowerCase())
    drifts.push({ kind: 'header', path: 'order', expected: order, actual: otherOrder })
  return drifts
}

const drift = (name: string, expected: string, actual: string): Drift => ({
  kind: name.toLowerCase() === 'content-type' ? 'content-type' : 'header',
  path: name,
  expected: shown(name, expected),
  actual: shown(name, actual),
})

const shown = (name: string, value: string): string =>
  /^set-cookie$/i.test(name) ? withoutCookieValue(value) : value

const numbered = (
  headers: HeaderList,
  isIgnored: (name: string) => boolean,
): ReadonlyMap<string, Numbered> => {
  const found = new Map<string, Numbered>()
  for (const [name, value] of headers) {
    const lower = name.toLowerCase()
    if (isIgnored(lower)) continue
    let [key, count] = [lower, 1]
    while (found.has(key)) key = `${lower} ${++count}`
    found.set(key, { key, name, value })
  }
  return found
}

const isSameValue = (key: string, a: string, b: string): boolean => {
  if (a === b || key === 'date') return true
  if (key.startsWith('set-cookie'))
    return withoutVolatile(withoutCookieValue(a)) === withoutVolatile(withoutCookieValue(b))
  return volatileOf('', a, b) !== undefined
}

/** What a cookie holds is the session's. */
const withoutCookieValue = (value: string): string => value.replace(/^([^=;]+)=[^;]*/, '$1=…')

const orderOf = (of: ReadonlyMap<string, Numbered>, among: ReadonlyMap<string, Numbered>): string =>
  [...of.values()]
    .filter(({ key }) => among.has(key))
    .map(({ name }) => name)
    .join(', ')
