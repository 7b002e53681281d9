import { createRequire } from 'node:module'
import { watchdog, type TellSlow } from './bounded-regex.ts'
import type { ValueMatch, ValueTest } from './value-match.ts'

// Loaded when the first stub needs one: start-up is measured in milliseconds.
const load = createRequire(import.meta.url)
const jsonPath = () => load('json-p3') as typeof import('json-p3')
const xpath = () => load('xpath') as typeof import('xpath')
const xmldom = () => load('@xmldom/xmldom') as typeof import('@xmldom/xmldom')
type JsonValue = import('json-p3').JSONValue

/** WireMock's matches of JSON and XML bodies. */
export interface StructuredMatch {
  /** A JSON text, or the value itself. */
  readonly equalToJson?: unknown
  readonly ignoreArrayOrder?: boolean
  readonly ignoreExtraElements?: boolean
  readonly matchesJsonPath?: string | ({ readonly expression: string } & ValueMatch)
  readonly equalToXml?: string
  readonly matchesXPath?: string | ({ readonly expression: string } & ValueMatch)
  readonly xPathNamespaces?: Readonly<Record<string, string>>
}

export const isStructured = (match: StructuredMatch): boolean =>
  match.equalToJson !== undefined ||
  match.matchesJsonPath !== undefined ||
  match.equalToXml !== undefined ||
  match.matchesXPath !== undefined

type Compile = (match: ValueMatch) => ValueTest

export const compileStructured = (
  match: StructuredMatch,
  compile: Compile,
  slow: TellSlow,
): ValueTest => {
  const tests: ValueTest[] = []
  if (match.equalToJson !== undefined) tests.push(jsonTest(match))
  if (match.matchesJsonPath !== undefined)
    tests.push(jsonPathTest(match.matchesJsonPath, compile, slow))
  if (match.equalToXml !== undefined) tests.push(xmlTest(match.equalToXml))
  if (match.matchesXPath !== undefined) tests.push(xpathTest(match, match.matchesXPath, compile))
  return (value) => tests.every((test) => answered(test, value))
}

/** A body may be nested deeper than a library can follow: then it is not what was looked for. */
const answered = (test: ValueTest, value: string | undefined): boolean => {
  try {
    return test(value)
  } catch {
    return false
  }
}

const jsonTest = (match: StructuredMatch): ValueTest => {
  const { equalToJson, ignoreArrayOrder = false, ignoreExtraElements = false } = match
  const wanted: unknown = typeof equalToJson === 'string' ? parsed(equalToJson) : equalToJson
  if (wanted === undefined) throw new Error(`equalToJson ${String(equalToJson)} is not JSON.`)
  return (value) => {
    const actual = value === undefined ? undefined : parsed(value)
    return (
      actual !== undefined && sameJson(wanted, actual, { ignoreArrayOrder, ignoreExtraElements })
    )
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

interface JsonOptions {
  readonly ignoreArrayOrder: boolean
  readonly ignoreExtraElements: boolean
}

const sameJson = (wanted: unknown, actual: unknown, options: JsonOptions): boolean => {
  if (Array.isArray(wanted)) return Array.isArray(actual) && sameList(wanted, actual, options)
  if (typeof wanted === 'object' && wanted !== null)
    return typeof actual === 'object' && actual !== null && !Array.isArray(actual)
      ? sameObject(Object.entries(wanted), new Map(Object.entries(actual)), options)
      : false
  return wanted === '${json-unit.ignore}' || wanted === actual
}

const sameList = (wanted: unknown[], actual: unknown[], options: JsonOptions): boolean => {
  if (actual.length < wanted.length) return false
  if (actual.length > wanted.length && !options.ignoreExtraElements) return false
  if (!options.ignoreArrayOrder)
    return wanted.every((one, at) => sameJson(one, actual[at], options))
  const left = [...actual]
  return wanted.every((one) => {
    const at = left.findIndex((other) => sameJson(one, other, options))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

const sameObject = (
  wanted: readonly [string, unknown][],
  actual: ReadonlyMap<string, unknown>,
  options: JsonOptions,
): boolean =>
  (options.ignoreExtraElements || actual.size === wanted.length) &&
  wanted.every(([name, value]) => actual.has(name) && sameJson(value, actual.get(name), options))

const jsonPathTest = (
  path: NonNullable<StructuredMatch['matchesJsonPath']>,
  compile: Compile,
  slow: TellSlow,
): ValueTest => {
  const { expression, ...rest } = typeof path === 'string' ? { expression: path } : path
  const query = readJsonPath(expression)
  const find = (value: string): JsonValue[] => query.query(parsed(value) as JsonValue).values()
  // `match` and `search` take regular expressions, from the body too.
  const watched = watchdog(slow, `the JSONPath ${expression}`)
  const found = /(?:match|search)\s*\(/.test(expression)
    ? (value: string): JsonValue[] => watched(() => find(value)) ?? []
    : find
  const test = compile(rest)
  return (value) => {
    if (value === undefined || parsed(value) === undefined) return false
    const results = found(value)
    return typeof path === 'string'
      ? results.length > 0
      : results.length === 0
        ? test(undefined)
        : results.some((one) => test(typeof one === 'string' ? one : JSON.stringify(one)))
  }
}

const readJsonPath = (expression: string) => {
  const { JSONPathEnvironment } = jsonPath()
  try {
    return new JSONPathEnvironment({ maxRecursionDepth: MOST_LEVELS }).compile(expression)
  } catch (cause) {
    throw new Error(`The JSONPath ${expression} cannot be read (RFC 9535).`, { cause })
  }
}
/** Of objects and lists that `..` goes down; a deeper body has nothing that was looked for. */
const MOST_LEVELS = 1_000

const readXml = (text: string) => {
  try {
    return new (xmldom().DOMParser)({ onError: () => undefined }).parseFromString(text, 'text/xml')
  } catch {
    return undefined
  }
}
type XmlNode = NonNullable<ReturnType<typeof readXml>>

const xmlTest = (wanted: string): ValueTest => {
  const expected = readXml(wanted)
  if (expected === undefined) throw new Error(`equalToXml ${wanted} is not XML.`)
  const canonical = canonicalXml(expected)
  return (value) => {
    const actual = value === undefined ? undefined : readXml(value)
    return actual !== undefined && canonicalXml(actual) === canonical
  }
}

/** Elements by namespace and name, attributes sorted, text trimmed: what WireMock compares by default. */
const canonicalXml = (document: XmlNode): string => {
  const print = (node: Node): string => {
    if (node.nodeType === 3 || node.nodeType === 4)
      return JSON.stringify((node.nodeValue ?? '').trim())
    if (node.nodeType !== 1) return ''
    const attributes = Array.from(node.attributes ?? [])
      .filter(({ name }) => name !== 'xmlns' && !name.startsWith('xmlns:'))
      .map(({ name, value }) => `${name}=${JSON.stringify(value)}`)
      .sort()
    const children = Array.from(node.childNodes)
      .map(print)
      .filter((one) => one !== '""')
    return `<${node.namespaceURI ?? ''}|${node.localName ?? ''} ${attributes.join(' ')}>${children.join('')}</>`
  }
  return document.documentElement === null ? '' : print(document.documentElement)
}

/** The little of the DOM that is read here. */
interface Node {
  readonly nodeType: number
  readonly nodeValue: string | null
  readonly namespaceURI?: string | null
  readonly localName?: string | null
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>
  readonly childNodes: Iterable<Node>
}

const xpathTest = (
  match: StructuredMatch,
  path: NonNullable<StructuredMatch['matchesXPath']>,
  compile: Compile,
): ValueTest => {
  const { expression, ...rest } = typeof path === 'string' ? { expression: path } : path
  const select = xpath().useNamespaces({ ...match.xPathNamespaces })
  try {
    select(expression, readXml('<a/>') as unknown as globalThis.Node)
  } catch (cause) {
    throw new Error(`The XPath ${expression} cannot be read; is a prefix of it undeclared?`, {
      cause,
    })
  }
  const test = compile(rest)
  return (value) => {
    const document = value === undefined ? undefined : readXml(value)
    if (document === undefined) return false
    const found = results(() => select(expression, document as unknown as globalThis.Node))
    if (typeof path === 'string') return found.length > 0
    return found.length === 0 ? test(undefined) : found.some(test)
  }
}

/** What an XPath found, as texts; false and no nodes are nothing. */
const results = (select: () => unknown): string[] => {
  const found = select()
  if (Array.isArray(found))
    return found.map(
      (node: { textContent?: string | null; nodeValue?: string | null }) =>
        node.textContent ?? node.nodeValue ?? '',
    )
  return typeof found === 'string' || typeof found === 'number' || found === true
    ? [String(found)].filter((text) => text !== '')
    : []
}
