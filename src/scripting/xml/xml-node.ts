/** A node of an XML document. An attribute is a node, but not a child of its element. */
export interface XmlNode {
  readonly kind: 'root' | 'element' | 'attribute' | 'text' | 'cdata' | 'comment' | 'instruction'
  /** The name with its prefix. For an instruction, its target. */
  readonly name: string
  readonly local: string
  /** The namespace URI. Undefined for a node without a namespace. */
  readonly uri: string | undefined
  readonly value: string
  readonly parent: XmlNode | undefined
  readonly attributes: readonly XmlNode[]
  readonly children: readonly XmlNode[]
  /** The position in document order. */
  readonly order: number
}

export const isText = ({ kind }: XmlNode): boolean => kind === 'text' || kind === 'cdata'

export const isNamespaceDeclaration = ({ name }: XmlNode): boolean =>
  name === 'xmlns' || name.startsWith('xmlns:')

/** Returns all text within a node. */
export const textContent = (node: XmlNode): string => {
  if (node.kind !== 'element' && node.kind !== 'root') return node.value
  let text = ''
  const pending = [...node.children].reverse()
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isText(next)) text += next.value
    else for (const child of [...next.children].reverse()) pending.push(child)
  }
  return text
}

const escapedText = (text: string): string =>
  text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;')

const escapedValue = (text: string): string => escapedText(text).replaceAll('"', '&quot;')

/**
 * Prints a node as Java's transformer does: indented by two blanks, each element on its line, with a line
 * break at the end. With `compact` there are no line breaks.
 */
export const printXml = (node: XmlNode, compact = false): string => {
  const printed = (node.kind === 'root' ? node.children : [node]).map((one) =>
    print(one, compact ? undefined : ''),
  )
  return compact ? printed.join('') : printed.map((one) => `${one}\n`).join('')
}

/** Prints a node. Without an indent everything is on one line. */
const print = (node: XmlNode, indent: string | undefined): string => {
  switch (node.kind) {
    case 'text':
      return escapedText(node.value)
    case 'cdata':
      return `<![CDATA[${node.value}]]>`
    case 'comment':
      return `<!--${node.value}-->`
    case 'instruction':
      return `<?${node.name} ${node.value}?>`
    default:
      return printElement(node, indent)
  }
}

const printElement = (node: XmlNode, indent: string | undefined): string => {
  const { name, attributes } = node
  // Java prints namespace declarations first.
  const sorted = [
    ...attributes.filter(isNamespaceDeclaration),
    ...attributes.filter((one) => !isNamespaceDeclaration(one)),
  ]
  const tag = `${name}${sorted.map((one) => ` ${one.name}="${escapedValue(one.value)}"`).join('')}`
  const children = node.children.filter((one) => one.kind !== 'text' || one.value.trim() !== '')
  if (children.length === 0) return `<${tag}/>`
  if (indent === undefined || children.every(isText))
    return `<${tag}>${children.map((child) => print(child, indent)).join('')}</${name}>`
  const inner = `${indent}  `
  const lines = children.map((child) => `\n${inner}${print(child, inner)}`)
  return `<${tag}>${lines.join('')}\n${indent}</${name}>`
}

/** Returns a node as Java prints it: an element as XML, a text or attribute as its value. */
export const nodeText = (node: XmlNode): string => {
  switch (node.kind) {
    case 'text':
    case 'attribute':
      return node.value
    case 'cdata':
      return `[#cdata-section: ${node.value}]`
    case 'comment':
      return `[#comment: ${node.value}]`
    case 'instruction':
      return `[${node.name}: ${node.value === '' ? 'null' : node.value}]`
    default:
      return printXml(node)
  }
}
