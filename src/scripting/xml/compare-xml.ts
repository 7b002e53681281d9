import { compileRegex } from '../regex/compile-regex.ts'
import { spend } from '../matchers/budget.ts'
import { isNamespaceDeclaration, isText, textContent, type XmlNode } from './xml-node.ts'

/**
 * Returns whether the actual text fits the placeholder. `actual` is undefined if the text is missing. Returns
 * undefined if the expected text is no placeholder.
 */
type Placeholder = (wanted: string, actual: string | undefined) => boolean | undefined

/**
 * Returns a test of XMLUnit's placeholders. `open` and `close` are the expressions of the delimiters. Throws
 * a one-sentence Error if a delimiter cannot be read.
 */
export const createPlaceholder = (open = '\\$\\{', close = '\\}'): Placeholder => {
  const { match } = compileRegex(`\\s*${open}\\s*xmlunit\\.(.+?)\\s*${close}\\s*`)
  return (wanted, actual) => {
    const [, keyword = ''] = match(wanted) ?? []
    const [, name = '', argument] = /^(\w+)(?:\(([^]*)\))?$/.exec(keyword) ?? []
    switch (name) {
      case 'ignore':
        return true
      case 'isNumber':
        return argument === undefined && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(actual ?? '')
      case 'matchesRegex':
        return argument !== undefined && argument !== '' && finds(argument, actual ?? '')
      case 'isDateTime':
        return actual !== undefined && isDateTime(actual, argument)
      default:
        return undefined
    }
  }
}

/** Returns whether an expression matches anywhere in a non-empty text. Throws a one-sentence Error. */
const finds = (source: string, text: string): boolean => {
  const { test } = compileRegex(source)
  return text !== '' && (test(text) || compileRegex(`(?s).*?(?-s:${source})(?s:.*)`).test(text))
}

/** Throws a one-sentence Error if a placeholder of a document cannot be read. */
export const checkPlaceholders = (node: XmlNode, placeholder: Placeholder): void => {
  for (const { value } of node.attributes) placeholder(value.trim(), '')
  for (const child of node.children)
    if (isText(child)) placeholder(child.value.trim(), '')
    else checkPlaceholders(child, placeholder)
}

const isDateTime = (text: string, format: string | undefined): boolean => {
  if (format === undefined)
    return (
      /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text) &&
      !Number.isNaN(Date.parse(text.replace(' ', 'T')))
    )
  return datePattern(format).test(text)
}

/** Converts a Java date format to an expression. The letters of the format become digits or words. */
const datePattern = (format: string): RegExp =>
  new RegExp(
    `^${format.replace(
      /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g,
      (all: string, quoted?: string, letter?: string) => {
        if (quoted !== undefined) return escaped(quoted)
        if (letter === undefined) return escaped(all)
        if (/[EaGzZX]/.test(letter) || (letter === 'M' && all.length > 2)) return '[^\\s]+'
        return all.length === 1 ? '\\d{1,2}' : `\\d{${all.length}}`
      },
    )}$`,
  )

const escaped = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '\\$&')

/** The kinds of difference that a match may exempt, by XMLUnit's names. */
export const comparisons = [
  'ELEMENT_TAG_NAME',
  'SCHEMA_LOCATION',
  'NO_NAMESPACE_SCHEMA_LOCATION',
  'NODE_TYPE',
  'NAMESPACE_URI',
  'TEXT_VALUE',
  'PROCESSING_INSTRUCTION_TARGET',
  'PROCESSING_INSTRUCTION_DATA',
  'ELEMENT_NUM_ATTRIBUTES',
  'ATTR_VALUE',
  'CHILD_NODELIST_LENGTH',
  'CHILD_LOOKUP',
  'ATTR_NAME_LOOKUP',
] as const

/** XMLUnit's other kinds of difference, which WireMock never counts. */
export const uncounted = [
  'XML_VERSION',
  'XML_STANDALONE',
  'XML_ENCODING',
  'HAS_DOCTYPE_DECLARATION',
  'DOCTYPE_NAME',
  'DOCTYPE_PUBLIC_ID',
  'DOCTYPE_SYSTEM_ID',
  'NAMESPACE_PREFIX',
  'ATTR_VALUE_EXPLICITLY_SPECIFIED',
  'CHILD_NODELIST_SEQUENCE',
] as const

type Comparison = (typeof comparisons)[number]

interface XmlComparison {
  readonly exempted: ReadonlySet<string>
  readonly placeholder: Placeholder | undefined
  /** Whether elements of the same name are sorted by their text. */
  readonly orderByText: boolean
  readonly awareness: 'STRICT' | 'LEGACY' | 'NONE'
}

/** The error for children that WireMock cannot sort: text beside elements. */
class Unsortable extends Error {}

/** Returns whether documents are equal as WireMock compares them by XMLUnit: in any order of siblings. */
export const sameXml = (wanted: XmlNode, actual: XmlNode, how: XmlComparison): boolean => {
  try {
    return sameNode(wanted, actual, how)
  } catch (error) {
    if (error instanceof Unsortable) return false
    throw error
  }
}

const sameNode = (wanted: XmlNode, actual: XmlNode, how: XmlComparison): boolean => {
  spend()
  const counts = (comparison: Comparison) => !how.exempted.has(comparison)
  const areTexts = how.awareness === 'LEGACY' && isText(wanted) && isText(actual)
  if (counts('NODE_TYPE') && !areTexts && wanted.kind !== actual.kind) return false
  switch (wanted.kind) {
    case 'element':
      return sameElement(wanted, actual, how, counts)
    case 'instruction':
      return (
        (!counts('PROCESSING_INSTRUCTION_TARGET') || wanted.name === actual.name) &&
        (!counts('PROCESSING_INSTRUCTION_DATA') || wanted.value === actual.value)
      )
    case 'root':
      return sameChildren(wanted, actual, how, counts)
    default:
      return !counts('TEXT_VALUE') || sameText(wanted.value, actual.value, how)
  }
}

const sameText = (wanted: string, actual: string, { placeholder }: XmlComparison): boolean =>
  wanted.trim() === actual.trim() || placeholder?.(wanted.trim(), actual.trim()) === true

type Counts = (comparison: Comparison) => boolean

const sameElement = (
  wanted: XmlNode,
  actual: XmlNode,
  how: XmlComparison,
  counts: Counts,
): boolean => {
  if (actual.kind !== 'element') return false
  const name = how.awareness === 'NONE' ? 'name' : 'local'
  if (counts('ELEMENT_TAG_NAME') && wanted[name] !== actual[name]) return false
  // If the expected element has no namespace, any namespace matches.
  const uri = uriOf(wanted, how)
  if (counts('NAMESPACE_URI') && uri !== undefined && uri !== uriOf(actual, how)) return false
  return sameAttributes(wanted, actual, how, counts) && sameChildren(wanted, actual, how, counts)
}

/** Returns the namespace that counts. With LEGACY only a default namespace counts. */
const uriOf = (node: XmlNode, { awareness }: XmlComparison): string | undefined => {
  if (awareness === 'STRICT') return node.uri
  if (awareness === 'NONE' || node.name.includes(':')) return undefined
  for (let at: XmlNode | undefined = node; at !== undefined; at = at.parent) {
    const declared = at.attributes.find((one) => one.name === 'xmlns')
    if (declared !== undefined) return declared.value === '' ? undefined : declared.value
  }
  return undefined
}

const SCHEMA = 'http://www.w3.org/2001/XMLSchema-instance'
const schemaHints: ReadonlyMap<string, Comparison> = new Map([
  ['schemaLocation', 'SCHEMA_LOCATION'],
  ['noNamespaceSchemaLocation', 'NO_NAMESPACE_SCHEMA_LOCATION'],
])

const attributesOf = (node: XmlNode, { awareness }: XmlComparison): ReadonlyMap<string, XmlNode> =>
  new Map(
    node.attributes
      .filter((one) => awareness === 'NONE' || !isNamespaceDeclaration(one))
      .map((one) => [
        awareness === 'STRICT' && one.uri !== undefined ? `{${one.uri}}${one.local}` : one.name,
        one,
      ]),
  )

const sameAttributes = (
  wanted: XmlNode,
  actual: XmlNode,
  how: XmlComparison,
  counts: Counts,
): boolean => {
  const [left, right] = [attributesOf(wanted, how), attributesOf(actual, how)]
  let size = 0
  let missing = 0
  for (const [name, one] of left) {
    const other = right.get(name)
    const hint = one.uri === SCHEMA ? schemaHints.get(one.local) : undefined
    if (hint !== undefined) {
      if (counts(hint) && one.value !== other?.value) return false
      continue
    }
    // An attribute whose value is ignored may be missing.
    const isIgnored = other === undefined && how.placeholder?.(one.value.trim(), undefined) === true
    if (isIgnored) {
      missing++
      continue
    }
    size++
    if (other === undefined) {
      if (counts('ATTR_NAME_LOOKUP')) return false
    } else if (counts('ATTR_VALUE') && !sameText(one.value, other.value, how)) return false
  }
  const actualSize = [...right.values()].filter(
    ({ uri, local }) => !(uri === SCHEMA && schemaHints.has(local)),
  ).length
  if (!counts('ELEMENT_NUM_ATTRIBUTES') || missing === 0)
    return !counts('ELEMENT_NUM_ATTRIBUTES') || size === actualSize
  // XMLUnit then also counts namespace declarations, or lets another attribute replace the missing attribute.
  return (
    size + missing === actualSize || wanted.attributes.length - actual.attributes.length === missing
  )
}

const sameChildren = (
  wanted: XmlNode,
  actual: XmlNode,
  how: XmlComparison,
  counts: Counts,
): boolean => {
  const [left, right] = [childrenOf(wanted), childrenOf(actual)]
  const [only] = left
  if (
    left.length === 1 &&
    only !== undefined &&
    isText(only) &&
    how.placeholder !== undefined &&
    right.length < 2
  ) {
    const text = right.every(isText) ? textContent(actual).trim() : undefined
    if (how.placeholder(only.value.trim(), text) === true) return true
  }
  if (counts('CHILD_NODELIST_LENGTH') && left.length !== right.length) return false
  return paired(sorted(left, how), sorted(right, how), how, counts)
}

/** Returns the children without comments and without blank texts. */
const childrenOf = ({ children }: XmlNode): readonly XmlNode[] =>
  children.filter((one) => one.kind !== 'comment' && !(isText(one) && one.value.trim() === ''))

const sorted = (nodes: readonly XmlNode[], { orderByText }: XmlComparison): readonly XmlNode[] => {
  if (nodes.length < 2) return nodes
  if (nodes.some(({ kind }) => kind !== 'element')) throw new Unsortable()
  spend(nodes.length)
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  const text = new Map(orderByText ? nodes.map((one) => [one, textContent(one)]) : [])
  return [...nodes].sort(
    (a, b) => order(a.local, b.local) || order(text.get(a) ?? '', text.get(b) ?? ''),
  )
}

/** Compares each wanted node with the next actual node of its kind. */
const paired = (
  left: readonly XmlNode[],
  right: readonly XmlNode[],
  how: XmlComparison,
  counts: Counts,
): boolean => {
  const isLike = (a: XmlNode, b: XmlNode) => a.kind === b.kind || (isText(a) && isText(b))
  let next = 0
  for (const one of left) {
    while (next < right.length && !isLike(one, right[next] ?? one)) next++
    const other = right[next++]
    if (other === undefined) {
      if (counts('CHILD_LOOKUP')) return false
    } else if (!sameNode(one, other, how)) return false
  }
  return true
}
