import { ATTRIBUTE_TEXT, WHITE_SPACE } from './characters.ts'
import type { QualifiedName, XmlSource } from './xml-source.ts'

/** An attribute of a start tag, with its namespace. */
export interface XmlAttribute extends RawAttribute {
  readonly namespace: string
}

interface RawAttribute extends QualifiedName {
  /** Undefined if the value is not UTF-8, which is an error only if the value is needed. */
  readonly value: string | undefined
}

/** Reads attributes up to the end of their tag: `>`, `/` or `?`. Returns null if they are malformed. */
export const readAttributes = (source: XmlSource): readonly RawAttribute[] | null => {
  const attributes: RawAttribute[] = []
  for (;;) {
    const name = source.readName()
    if (name === null) return null
    source.skip(WHITE_SPACE)
    if (!source.expect('=')) return null
    source.skip(WHITE_SPACE)
    const quoted = readQuoted(source)
    if (quoted === null) return null
    // Members are listed one by one, because V8 is slow on objects that a spread has made.
    const { prefix, local } = name
    attributes.push({ prefix, local, value: quoted.value })
    const before = source.position
    source.skip(WHITE_SPACE)
    if (/[>/?]/.test(source.text.charAt(source.position))) return attributes
    if (source.position === before) return source.fail('Whitespace must appear between attributes.')
  }
}

const readQuoted = (source: XmlSource): Pick<RawAttribute, 'value'> | null => {
  const quote = source.text.charAt(source.position)
  if (quote !== '"' && quote !== "'") return source.failExpecting('"')
  let value: string | undefined = ''
  let start = ++source.position
  for (;;) {
    source.skip(ATTRIBUTE_TEXT)
    const found = source.text.charAt(source.position)
    if (found === quote || /[&\t\n\r]/.test(found)) {
      const run = source.tryDecode(start, source.position)
      value = value === undefined || run === undefined ? undefined : value + run
      if (found === quote) return closed(source, value)
      const escaped = found === '&' ? source.readReference() : readWhiteSpace(source)
      if (escaped === null) return null
      if (value !== undefined) value += escaped
      start = source.position
    } else if (found === '"' || found === "'") {
      source.position++
    } else if (found !== '\xef') {
      return source.failExpecting(quote)
    } else if (!source.skipCharacterEF()) {
      return null
    }
  }
}

const closed = (source: XmlSource, value: string | undefined): Pick<RawAttribute, 'value'> => {
  source.position++
  return { value }
}

/** Reads a tab or a line end, which becomes one space. */
const readWhiteSpace = (source: XmlSource): string => {
  source.position += source.text.startsWith('\r\n', source.position) ? 2 : 1
  return ' '
}

/**
 * Adds the namespace declarations to the scope and puts every other attribute into its namespace.
 * Returns null if a declaration is not allowed, a prefix is unknown or a name occurs twice.
 */
export const resolveAttributes = (
  source: XmlSource,
  scope: NamespaceScope,
  depth: number,
  raw: readonly RawAttribute[],
): readonly XmlAttribute[] | null => {
  const attributes: XmlAttribute[] = []
  const seen = new Set<string>()
  for (const { prefix, local, value } of raw) {
    const declared = declaredPrefix(prefix, local)
    if (declared === undefined) continue
    if (seen.has(declared)) return source.fail(duplicate(`xmlns:${declared}`, XMLNS_NAMESPACE))
    seen.add(declared)
    const refused = scope.declare(depth, declared, value ?? NOT_TEXT)
    if (refused !== undefined) return source.fail(refused)
  }
  for (const attribute of raw) {
    const { prefix, local, value } = attribute
    if (declaredPrefix(prefix, local) !== undefined) continue
    const namespace = prefix === '' ? '' : scope.lookup(prefix)
    if (namespace === undefined) return source.fail(`The prefix '${prefix}' is not defined.`)
    const name = `{${namespace}}${local}`
    if (seen.has(name)) return source.fail(duplicate(local, namespace))
    seen.add(name)
    attributes.push({ prefix, local, value, namespace })
  }
  return attributes
}

/** Replaces the value of a namespace declaration that is not UTF-8. No namespace in use equals it. */
const NOT_TEXT = '\ufffd'

/**
 * Returns the prefix that an attribute declares, empty for the default namespace; undefined if the
 * attribute is no declaration.
 */
const declaredPrefix = (prefix: string, local: string): string | undefined => {
  if (prefix === 'xmlns') return local
  return prefix === '' && local === 'xmlns' ? '' : undefined
}

const duplicate = (name: string, namespace: string): string =>
  `Duplicate attribute found. Both '${name}' and '${name}' are from the namespace '${namespace}'.`

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

interface Undo {
  readonly depth: number
  readonly prefix: string
  readonly before: string | undefined
}

/** The namespaces of all prefixes at the current element. */
export class NamespaceScope {
  #default = ''
  readonly #bound = new Map<string, string>([['xml', XML_NAMESPACE]])
  readonly #undo: Undo[] = []

  /**
   * Returns the namespace of a prefix; undefined if there is none. An empty prefix is the default
   * namespace.
   */
  lookup(prefix: string): string | undefined {
    return prefix === '' ? this.#default : this.#bound.get(prefix)
  }

  /**
   * Declares a prefix for the element at this depth. Returns the reason if the declaration is not
   * allowed.
   */
  declare(depth: number, prefix: string, namespace: string): string | undefined {
    if (prefix !== '' && namespace === '')
      return 'The empty namespace requires a null or empty prefix.'
    const fixed =
      prefix === 'xml' ? XML_NAMESPACE : prefix === 'xmlns' ? XMLNS_NAMESPACE : namespace
    if (namespace !== fixed)
      return `The prefix '${prefix}' can only be bound to the namespace '${fixed}'.`
    this.#undo.push({ depth, prefix, before: this.lookup(prefix) })
    this.#set(prefix, namespace)
    return undefined
  }

  /** Removes the declarations of the element at this depth. */
  leave(depth: number): void {
    for (let last = this.#undo.at(-1); last?.depth === depth; last = this.#undo.at(-1)) {
      this.#undo.pop()
      this.#set(last.prefix, last.before)
    }
  }

  #set(prefix: string, namespace: string | undefined): void {
    if (prefix === '') this.#default = namespace ?? ''
    else if (namespace === undefined) this.#bound.delete(prefix)
    else this.#bound.set(prefix, namespace)
  }
}

/** Reads `<?xml …?>`. The cursor is on the question mark. Any other processing instruction is refused. */
export const readDeclaration = (source: XmlSource, isFirst: boolean): 'declaration' | null => {
  if (!/^\?xml[\t\n\r ]$/.test(source.text.slice(source.position, source.position + 5)))
    return source.fail(
      'Processing instructions (other than the XML declaration) and DTDs are not supported.',
    )
  if (!isFirst) return source.fail('No characters can appear before the XML declaration.')
  source.position += 5
  source.skip(WHITE_SPACE)
  const attributes = readAttributes(source)
  if (attributes === null || !source.expect('?') || !source.expect('>')) return null
  const refused = refusal(attributes)
  return refused === undefined ? 'declaration' : source.fail(refused)
}

/**
 * Returns the reason why a declaration is refused; undefined if it is valid: version="1.0", then
 * encoding and standalone, in this order. The encoding was checked before.
 */
const refusal = (attributes: readonly RawAttribute[]): string | undefined => {
  const [version, ...others] = attributes.map(({ prefix, local, value }) => ({
    name: prefix === '' ? local : `${prefix}:${local}`,
    value,
  }))
  if (version?.name !== 'version') return 'Version not found in XML declaration.'
  if (version.value !== '1.0') return "XML version must be '1.0'."
  if (others[0]?.name === 'encoding') others.shift()
  const standalone = others.shift()
  if (others.length > 0 || (standalone !== undefined && standalone.name !== 'standalone'))
    return 'Malformed XML declaration.'
  if (standalone === undefined || standalone.value === 'yes' || standalone.value === 'no')
    return undefined
  return "'standalone' value in declaration must be 'yes' or 'no'."
}
