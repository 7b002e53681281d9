import { spend } from '../matchers/budget.ts'
import { isNamespaceDeclaration, type XmlNode } from './xml-node.ts'

interface XmlOptions {
  /** Whether prefixes are resolved to namespaces. Each prefix must then be declared. */
  readonly namespaces: boolean
  readonly comments: boolean
}

/** The deepest nesting of elements. Deeper documents are not read. */
const MOST_LEVELS = 1_000

const XML_URI = 'http://www.w3.org/XML/1998/namespace'
const XMLNS_URI = 'http://www.w3.org/2000/xmlns/'
const NAME = '[:A-Z_a-z\\xc0-\\ud7ff\\ue000-\\ufffd][-.0-9:A-Z_a-z\\xb7-\\ud7ff\\ue000-\\ufffd]*'

type Writable<T> = { -readonly [K in keyof T]: T[K] }
interface Open extends Writable<XmlNode> {
  readonly children: XmlNode[]
  readonly attributes: XmlNode[]
}

/**
 * Reads a document. Returns undefined if the document is not well-formed. Knows XML's five entities, and the
 * text entities that the document declares.
 */
export const readXml = (text: string, options: XmlOptions): XmlNode | undefined => {
  try {
    return read(text.replace(/^\ufeff/, ''), options)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const fail = (): never => {
  throw new SyntaxError()
}

const read = (given: string, options: XmlOptions): XmlNode => {
  const text = given.replace(/\r\n?/g, '\n')
  let at = 0
  let order = 0
  const sticky = (source: string) => {
    const regex = new RegExp(source, 'y')
    return (): RegExpExecArray | null => {
      regex.lastIndex = at
      const found = regex.exec(text)
      if (found !== null) at = regex.lastIndex
      return found
    }
  }
  const startTag = sticky(`<(${NAME})`)
  const endTag = sticky(`</(${NAME})\\s*>`)
  const attribute = sticky(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`)
  const tagEnd = sticky('\\s*(/?)>')
  const characters = sticky('[^<]+')
  const comment = sticky('<!--((?:(?!--)[^])*)-->')
  const cdata = sticky('<!\\[CDATA\\[([^]*?)\\]\\]>')
  const instruction = sticky(`<\\?(${NAME})(?:\\s+([^]*?))?\\?>`)
  const declaration = sticky('<\\?xml\\s+version\\s*=\\s*["\']1\\.[01]["\'][^?]*\\?>')
  const doctype = sticky('<!DOCTYPE\\s[^[>]*(?:\\[([^\\]]*)\\])?\\s*>')

  let own: OwnEntities = { values: new Map(), left: MOST_EXPANDED }
  const node = (kind: XmlNode['kind'], name: string, value: string, parent?: XmlNode): Open => ({
    kind,
    name,
    local: name.slice(name.indexOf(':') + 1),
    uri: undefined,
    value,
    parent,
    attributes: [],
    children: [],
    order: order++,
  })
  const root = node('root', '', '')
  const open: Open[] = [root]
  const scopes: ReadonlyMap<string, string>[] = [new Map([['xml', XML_URI]])]

  const element = (name: string): void => {
    const parent = open.at(-1) ?? root
    if (open.length > MOST_LEVELS) fail()
    if (parent === root && root.children.some(({ kind }) => kind === 'element')) fail()
    const made = node('element', name, '', parent)
    const names = new Set<string>()
    for (let found = attribute(); found !== null; found = attribute()) {
      const [, key = '', double, single] = found
      if (names.has(key)) fail()
      names.add(key)
      const value = unescaped((double ?? single ?? '').replace(/[\t\n]/g, ' '), own)
      made.attributes.push(node('attribute', key, value, made))
    }
    const [, selfClosing] = tagEnd() ?? fail()
    const scope = scopeOf(made, scopes.at(-1) ?? new Map())
    if (options.namespaces) bind(made, scope)
    parent.children.push(made)
    if (selfClosing === '/') return
    open.push(made)
    scopes.push(scope)
  }
  const close = (name: string): void => {
    if (open.length < 2 || open.pop()?.name !== name) fail()
    scopes.pop()
  }
  const add = (kind: XmlNode['kind'], name: string, value: string): void => {
    const parent = open.at(-1) ?? root
    const last = parent.children.at(-1) as Open | undefined
    // The texts before and after a comment become one text if comments are not read.
    if (kind === 'text' && last?.kind === 'text') last.value += value
    else parent.children.push(node(kind, name, value, parent))
  }
  const misc = (): boolean => {
    const [, said] = comment() ?? []
    if (said !== undefined) {
      if (options.comments) add('comment', '', said)
      return true
    }
    const [, target, data = ''] = instruction() ?? []
    if (target === undefined || target.toLowerCase() === 'xml') return false
    add('instruction', target, data)
    return true
  }

  declaration()
  while (at < text.length) {
    spend()
    if (open.length === 1) {
      if (/\s/.test(text[at] ?? '')) at++
      else if (!misc()) {
        const declared = root.children.length === 0 ? doctype() : null
        if (declared !== null) {
          own = entitiesOf(declared[1] ?? '')
          continue
        }
        element(startTag()?.[1] ?? fail())
      }
      continue
    }
    const plain = characters()?.[0]
    if (plain !== undefined) add('text', '', plain.includes(']]>') ? fail() : unescaped(plain, own))
    else if (text.startsWith('</', at)) close(endTag()?.[1] ?? fail())
    else if (text.startsWith('<![', at)) add('cdata', '', cdata()?.[1] ?? fail())
    else if (!misc()) element(startTag()?.[1] ?? fail())
  }
  if (open.length > 1 || !root.children.some(({ kind }) => kind === 'element')) fail()
  return root
}

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

const MOST_ENTITIES = 100
/** The most characters that all entities of a document may expand to. */
const MOST_EXPANDED = 64_000

interface OwnEntities {
  readonly values: Map<string, string>
  /** The characters that the entities may still expand to. */
  left: number
}

/** Returns the text entities that a document declares. Leaves out entities with markup and external ones. */
const entitiesOf = (subset: string): OwnEntities => {
  const found: OwnEntities = { values: new Map(), left: MOST_EXPANDED }
  for (const [, name = '', double, single] of subset.matchAll(
    /<!ENTITY\s+([\w.-]+)\s+(?:"([^"<%]*)"|'([^'<%]*)')\s*>/g,
  )) {
    if (found.values.size >= MOST_ENTITIES) fail()
    // An entity may hold only entities declared before it, so that none holds itself.
    const value = unescaped(double ?? single ?? '', found)
    if (!found.values.has(name)) found.values.set(name, value)
  }
  return found
}

const unescaped = (text: string, own: OwnEntities): string => {
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text)) fail()
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|([\w.-]+));|&/g, (all, decimal, hex, name) => {
    if (all === '&') return fail()
    if (name !== undefined) {
      const known = entities[name as string]
      if (known !== undefined) return known
      const value = own.values.get(name as string) ?? fail()
      own.left -= value.length
      return own.left < 0 ? fail() : value
    }
    const code = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal)
    if (code > 0x10ffff || code === 0) fail()
    return String.fromCodePoint(code)
  })
}

const scopeOf = (
  { attributes }: XmlNode,
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const own = attributes.filter(isNamespaceDeclaration)
  if (own.length === 0) return outer
  return new Map([
    ...outer,
    ...own.map(({ name, value }): [string, string] => [
      name === 'xmlns' ? '' : name.slice(6),
      value,
    ]),
  ])
}

const bound = (uri: string | undefined): string | undefined => (uri === '' ? undefined : uri)

/** Sets the namespaces of an element and its attributes. Fails for a prefix that is not declared. */
const bind = (element: Open, scope: ReadonlyMap<string, string>): void => {
  const uriOf = (node: Open): string | undefined => {
    const isAttribute = node.kind === 'attribute'
    if (isAttribute && isNamespaceDeclaration(node)) return XMLNS_URI
    const colon = node.name.indexOf(':')
    if (colon < 0) return isAttribute ? undefined : bound(scope.get(''))
    return bound(scope.get(node.name.slice(0, colon))) ?? fail()
  }
  element.uri = uriOf(element)
  const names = new Set<string>()
  for (const attribute of element.attributes as Open[]) {
    attribute.uri = uriOf(attribute)
    const full = `${attribute.uri ?? ''} ${attribute.local}`
    if (names.has(full)) fail()
    names.add(full)
  }
}
