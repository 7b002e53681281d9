const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'
export const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/'

interface Undo {
  readonly depth: number
  readonly prefix: string
  readonly before: string | undefined
}

/** Which namespace each prefix stands for, element by element. */
export class NamespaceScope {
  #default = ''
  readonly #bound = new Map<string, string>([['xml', XML_NAMESPACE]])
  readonly #undo: Undo[] = []

  /** An empty prefix is the default namespace. */
  lookup(prefix: string): string | undefined {
    return prefix === '' ? this.#default : this.#bound.get(prefix)
  }

  /** Declares a prefix for the element at this depth; answers why it cannot, if so. */
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

  /** Takes back what the element at this depth declared. */
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
