import type { ReadAnswer } from '../../core/dialect.ts'
import { headerOf, type Answer, type HeaderList } from '../recording/exchange.ts'
import { compareBodies } from './compare-bodies.ts'
import { drift, type Drift, NONE, volatileOf, withoutVolatile } from './drift.ts'

/** The settings of a comparison of two answers. */
export interface Comparison {
  /** Reads the dialect's XML. Absent if the dialect does not answer with XML. */
  readonly readXml?: ReadAnswer | undefined
  /** Names of headers in lower case, and paths in the body. A path includes everything below it. */
  readonly ignored?: ReadonlySet<string> | undefined
  /** The request's texts. If an answer repeats one of them, the other answer must repeat it too. */
  readonly sent?: string | undefined
}

/** The least length of an echoed text. Every request contains shorter ones by chance. */
const SHORTEST_ECHO = 6

/**
 * Returns the differences between the mock's answer (`expected`) and the back end's (`actual`). Empty if
 * they are the same.
 */
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
      // If both lengths are correct, the comparison of the bodies covers them.
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

/** A header with a key that includes its number among the headers of the same name. */
interface Numbered {
  readonly key: string
  readonly name: string
  readonly value: string
}

/** Returns the differences between headers: in names, in values except `Date`, and in order. */
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

/** The value of a cookie differs in every session. */
const withoutCookieValue = (value: string): string => value.replace(/^([^=;]+)=[^;]*/, '$1=…')

const orderOf = (of: ReadonlyMap<string, Numbered>, among: ReadonlyMap<string, Numbered>): string =>
  [...of.values()]
    .filter(({ key }) => among.has(key))
    .map(({ name }) => name)
    .join(', ')
