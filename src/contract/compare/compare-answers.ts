import type { ReadAnswer } from '../../core/dialect.ts'
import { headerOf, type Answer, type HeaderList } from '../recording/exchange.ts'
import { compareBodies } from './compare-bodies.ts'
import { drift, type Drift, NONE, volatileOf, withoutVolatile } from './drift.ts'

/** What a comparison of two answers is told. */
export interface Comparison {
  /** How the dialect's XML is read; absent: it answers none. */
  readonly readXml?: ReadAnswer | undefined
  /** Header names in lower case, and paths of the body; a path stands for all below it. */
  readonly ignored?: ReadonlySet<string> | undefined
  /** Texts that the request holds. An answer that repeats one must repeat it at both places. */
  readonly sent?: string | undefined
}

/** Shorter ones stand in every request. */
const SHORTEST_ECHO = 6

/** In what a back end's answer is not the mock's; empty: it is the same. */
export const compareAnswers = (
  expected: Answer,
  actual: Answer,
  { readXml, ignored = new Set(), sent = '' }: Comparison = {},
): readonly Drift[] => {
  const ownLength = [expected, actual].every(saysItsOwnLength)
  return [
    ...(expected.status === actual.status
      ? []
      : [drift('status', '', String(expected.status), String(actual.status))]),
    ...compareHeaders(
      expected.headers,
      actual.headers,
      (name) => ignored.has(name),
      // The body is compared by itself.
      (name) => name === 'content-length' && ownLength,
    ),
    ...compareBodies(expected.body, actual.body, {
      readXml,
      isIgnored: (path) => isBelow(path, ignored),
      wasSent: (text) => text.length >= SHORTEST_ECHO && sent.includes(text),
    }),
  ]
}

const saysItsOwnLength = ({ headers, body }: Answer): boolean => {
  const said = headerOf(headers, 'content-length')
  return said === undefined || body.length === 0 || said === String(body.length)
}

const isBelow = (path: string, ignored: ReadonlySet<string>): boolean => {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1))
    if (ignored.has(path.slice(0, end))) return true
  return false
}

/** A header with its place among those of the same name. */
interface Numbered {
  readonly key: string
  readonly name: string
  readonly value: string
}

/** In what the back end's headers are not the mock's: names, values but `Date`, order. */
const compareHeaders = (
  expected: HeaderList,
  actual: HeaderList,
  isIgnored: (name: string) => boolean,
  isValueKnown: (name: string) => boolean,
): readonly Drift[] => {
  const [one, other] = [numbered(expected, isIgnored), numbered(actual, isIgnored)]
  const drifts: Drift[] = []
  for (const [key, { name, value }] of one) {
    const twin = other.get(key)
    if (twin === undefined) drifts.push(headerDrift(name, value, NONE))
    else if (twin.name !== name) drifts.push(headerDrift(name, name, twin.name))
    else if (!isValueKnown(key) && !isSameValue(key, value, twin.value))
      drifts.push(headerDrift(name, value, twin.value))
  }
  for (const [key, { name, value }] of other)
    if (!one.has(key)) drifts.push(headerDrift(name, NONE, value))
  const [order, otherOrder] = [orderOf(one, other), orderOf(other, one)]
  if (order.toLowerCase() !== otherOrder.toLowerCase())
    drifts.push(drift('header', 'order', order, otherOrder))
  return drifts
}

const headerDrift = (name: string, expected: string, actual: string): Drift => {
  const kind = name.toLowerCase() === 'content-type' ? 'content-type' : 'header'
  return drift(kind, name, shown(name, expected), shown(name, actual))
}

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
