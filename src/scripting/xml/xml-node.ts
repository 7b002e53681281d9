/** A node of an XML document. Attributes are nodes too, though no children. */
export interface XmlNode {
  readonly kind: 'root' | 'element' | 'attribute' | 'text' | 'cdata' | 'comment' | 'instruction'
  /** As written, prefix and all; of an instruction its target. */
  readonly name: string
  readonly local: string
  /** Undefined where there is none. */
  readonly uri: string | undefined
  readonly value: string
  readonly parent: XmlNode | undefined
  readonly attributes: readonly XmlNode[]
  readonly children: readonly XmlNode[]
  /** Place in document order. */
  readonly order: number
}

export const isText = ({ kind }: XmlNode): boolean => kind === 'text' || kind === 'cdata'

export const isNamespaceDeclaration = ({ name }: XmlNode): boolean =>
  name === 'xmlns' || name.startsWith('xmlns:')

/** All text within a node. */
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
