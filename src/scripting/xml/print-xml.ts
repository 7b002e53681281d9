import { isNamespaceDeclaration, isText, type XmlNode } from './xml-node.ts'

const escapedText = (text: string): string =>
  text.replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;')

const escapedValue = (text: string): string => escapedText(text).replaceAll('"', '&quot;')

/** As Java's transformer prints an element: indented by two, each on a line, a line's end last. */
export const printXml = (node: XmlNode, indent = ''): string => {
  if (node.kind === 'root') return node.children.map((child) => printXml(child)).join('')
  return `${print(node, indent)}\n`
}

const print = (node: XmlNode, indent: string): string => {
  switch (node.kind) {
    case 'text':
      return escapedText(node.value)
    case 'cdata':
      return `<![CDATA[${node.value}]]>`
    case 'comment':
      return `<!--${node.value}-->`
    case 'instruction':
      return `<?${node.name}${node.value === '' ? '' : ` ${node.value}`}?>`
    default:
      return printElement(node, indent)
  }
}

const printElement = (node: XmlNode, indent: string): string => {
  const { name, attributes, children } = node
  // Declarations come first.
  const sorted = [
    ...attributes.filter(isNamespaceDeclaration),
    ...attributes.filter((one) => !isNamespaceDeclaration(one)),
  ]
  const tag = `${name}${sorted.map((one) => ` ${one.name}="${escapedValue(one.value)}"`).join('')}`
  if (children.length === 0) return `<${tag}/>`
  const hasText = children.some(isText)
  if (hasText && children.every(isText))
    return `<${tag}>${children.map((child) => print(child, '')).join('')}</${name}>`
  const inner = `${indent}  `
  const lines = children
    .filter((child) => !(isText(child) && child.value.trim() === ''))
    .map((child) => `\n${inner}${print(child, inner)}`)
  return `<${tag}>${lines.join('')}\n${indent}</${name}>`
}
