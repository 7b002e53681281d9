import { createRequire } from 'node:module'

// Loaded with the first template that reads XML: start-up is measured in milliseconds.
const load = createRequire(import.meta.url)
const xmldom = () => load('@xmldom/xmldom') as typeof import('@xmldom/xmldom')
const xpath = () => load('xpath') as XPathParser

/** What its types leave out. */
interface XPathParser {
  readonly parse: (expression: string) => {
    readonly evaluate: (options: Readonly<Record<string, unknown>>) => XPathResult
  }
}

interface XPathResult {
  readonly toArray?: () => readonly XmlNode[]
  readonly booleanValue: () => boolean
  readonly numberValue: () => number
  readonly stringValue: () => string
}

/** The little of the DOM that is read here. */
export interface XmlNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly nodeValue: string | null
  readonly textContent: string | null
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }> | null
  readonly childNodes: Iterable<XmlNode>
}

/** Longest document, and deepest, that is read for a template. */
const LONGEST = 1_048_576
const DEEPEST = 200

/** The document in a text; undefined where it is none. */
export const readXml = (text: string): XmlNode | undefined => {
  if (text.length > LONGEST) return undefined
  try {
    const parser = new (xmldom().DOMParser)({
      onError: (level, message) => {
        if (level !== 'warning') throw new Error(message)
      },
    })
    const document = parser.parseFromString(text, 'text/xml') as unknown as XmlNode & {
      readonly documentElement: XmlNode | null
    }
    return document.documentElement === null || isDeeper(document, DEEPEST) ? undefined : document
  } catch {
    return undefined
  }
}

const isDeeper = (node: XmlNode, most: number): boolean => {
  if (most < 0) return true
  for (const child of node.childNodes) if (isDeeper(child, most - 1)) return true
  return false
}

/** Nodes, or a text, number or truth. Names without a prefix are of any namespace. Throws an Error for an unreadable path. */
export const findXml = (
  document: XmlNode,
  expression: string,
): readonly XmlNode[] | string | number | boolean => {
  const found = xpath()
    .parse(expression)
    .evaluate({ node: document, allowAnyNamespaceForNoPrefix: true })
  if (found.toArray !== undefined) return found.toArray()
  const kind = found.constructor.name
  if (kind === 'XBoolean') return found.booleanValue()
  return kind === 'XNumber' ? found.numberValue() : found.stringValue()
}

const ELEMENT = 1
const TEXT = 3
const CDATA = 4
const COMMENT = 8
const INSTRUCTION = 7

/** A node as Java's transformer prints it, in lines of its own; each ends in one. */
export const printXml = (node: XmlNode, compact: boolean): string => {
  const roots = node.nodeType === 9 ? [...node.childNodes] : [node]
  const printed = roots
    .filter(({ nodeType }) => nodeType !== 10)
    .map((root) => print(root, compact ? undefined : ''))
  return compact ? printed.join('') : printed.map((one) => `${one}\n`).join('')
}

const print = (node: XmlNode, indent: string | undefined): string => {
  switch (node.nodeType) {
    case ELEMENT:
      return element(node, indent)
    case TEXT:
      return escaped(node.nodeValue ?? '')
    case CDATA:
      return `<![CDATA[${node.nodeValue ?? ''}]]>`
    case COMMENT:
      return `<!--${node.nodeValue ?? ''}-->`
    case INSTRUCTION:
      return `<?${node.nodeName} ${node.nodeValue ?? ''}?>`
    default:
      return ''
  }
}

const element = (node: XmlNode, indent: string | undefined): string => {
  const attributes = [...(node.attributes ?? [])]
    .map(({ name, value }) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`)
    .join('')
  const children = [...node.childNodes].filter(
    ({ nodeType, nodeValue }) => nodeType !== TEXT || (nodeValue ?? '').trim() !== '',
  )
  const head = `<${node.nodeName}${attributes}`
  if (children.length === 0) return `${head}/>`
  const tail = `</${node.nodeName}>`
  const isPlain = children.every(({ nodeType }) => nodeType === TEXT || nodeType === CDATA)
  if (indent === undefined || isPlain)
    return `${head}>${children.map((child) => print(child, indent)).join('')}${tail}`
  const inner = `${indent}  `
  const lines = children.map((child) => inner + print(child, inner))
  return `${head}>\n${lines.join('\n')}\n${indent}${tail}`
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
