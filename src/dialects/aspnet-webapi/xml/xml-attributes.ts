import { ATTRIBUTE_TEXT, WHITE_SPACE } from './character-class.ts'
import { XMLNS_NAMESPACE, type NamespaceScope } from './namespace-scope.ts'
import type { QualifiedName, XmlSource } from './xml-source.ts'

/** An attribute of a start tag or of the declaration. */
export interface XmlAttribute extends RawAttribute {
  readonly namespace: string
}

export interface RawAttribute extends QualifiedName {
  /** Undefined where it is no UTF-8: that matters only to whoever reads it. */
  readonly value: string | undefined
}

/** Reads attributes up to the end of their tag, `>`, `/` or `?`; null where they are malformed. */
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
    // Spelt out: behind a spread V8 makes a new map each time, and looks everything up anew on it.
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

/** A tab, a line end: a space each. */
const readWhiteSpace = (source: XmlSource): string => {
  source.position += source.text.startsWith('\r\n', source.position) ? 2 : 1
  return ' '
}

/**
 * Takes the namespace declarations into the scope and puts every other attribute into its namespace;
 * null where a prefix is unknown or a name occurs twice.
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

/** No namespace that anybody means. */
const NOT_TEXT = '\ufffd'

/** The prefix that an attribute declares, empty for the default namespace. */
const declaredPrefix = (prefix: string, local: string): string | undefined => {
  if (prefix === 'xmlns') return local
  return prefix === '' && local === 'xmlns' ? '' : undefined
}

const duplicate = (name: string, namespace: string): string =>
  `Duplicate attribute found. Both '${name}' and '${name}' are from the namespace '${namespace}'.`
