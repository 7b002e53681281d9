import type { Bound } from '../../../core/wire.ts'
import { characterClass, TEXT, WHITE_SPACE } from './characters.ts'
import {
  NamespaceScope,
  readAttributes,
  readDeclaration,
  resolveAttributes,
  type XmlAttribute,
} from './xml-attributes.ts'
import { readTextNode, skipCdata, skipComment, XmlSource, type XmlTextNode } from './xml-source.ts'

type NodeKind =
  | 'none'
  | 'declaration'
  | 'element'
  | 'end-element'
  | 'text'
  | 'white-space'
  | 'cdata'
  | 'comment'
  | 'end-of-file'
  | 'failed'

/** Maximum depth of elements: Web API's reader quota. */
const MOST_DEPTH = 256
const [LESS_THAN, GREATER_THAN, SLASH] = [0x3c, 0x3e, 0x2f]
const NO_ATTRIBUTES: readonly XmlAttribute[] = []

/**
 * Reads a document node by node, by the rules of .NET's XmlUTF8TextReader (S, R): no processing
 * instruction, no document type, no entity except the five predefined entities and numbers. The reader
 * does not look beyond the current node. After a failure the kind stays `failed`.
 *
 * fast-xml-parser cannot replace this reader. Its tree keeps no trace of a document type. Its validator
 * accepts document types and raw control characters (recorded: xml-dtd, xml-rawctrl). Both read to the
 * end where .NET does not.
 */
export class XmlTextReader {
  kind: NodeKind = 'none'
  /** Local name of the current element. */
  local = ''
  namespace = ''
  isEmpty = false
  attributes = NO_ATTRIBUTES
  /** Number of open elements, including the current one. */
  depth = 0
  /** The bound that stopped the reader, if any. */
  over: Bound | undefined
  readonly #mostDepth: number
  readonly #source: XmlSource
  readonly #scope = new NamespaceScope()
  /** Names of the open elements as the document writes them. */
  readonly #open: string[] = []
  #hasRoot = false
  #isLeaving = false
  #text: XmlTextNode | null = null

  constructor(bytes: Buffer, mostDepth = MOST_DEPTH) {
    this.#source = new XmlSource(bytes)
    this.#mostDepth = Math.min(mostDepth, MOST_DEPTH)
  }

  get failure(): string | undefined {
    return this.#source.failure
  }

  place(): ReturnType<XmlSource['place']> {
    return this.#source.place()
  }

  lookupNamespace(prefix: string): string | undefined {
    return this.#scope.lookup(prefix)
  }

  /** Returns the text of a text, white space or CDATA node; null if the text is not UTF-8. */
  value(): string | null {
    const node = this.#text
    if (node === null) return null
    if (node.character !== undefined) return node.character
    const text = this.#source.decode(node.start, node.end)
    if (text === null) this.kind = 'failed'
    return text
  }

  /** Moves to the next node. Returns false at the end and after a failure. */
  read(): boolean {
    if (this.kind === 'failed') return false
    if (this.#isLeaving) this.#leave()
    const isFirst = this.kind === 'none'
    this.kind = this.#next(isFirst) ?? 'failed'
    if (this.#source.failure !== undefined) this.kind = 'failed'
    return this.kind !== 'failed' && this.kind !== 'end-of-file'
  }

  /**
   * Moves to an element, the end of an element, or text that is more than white space. Stays if the
   * reader is on such a node already.
   */
  moveToContent(): NodeKind {
    for (;;) {
      const { kind } = this
      if (kind === 'element' || kind === 'end-element') return kind
      if ((kind === 'text' || kind === 'cdata') && /[^\t\n\r ]/.test(this.value() ?? ''))
        return kind
      if (!this.read()) return this.kind
    }
  }

  /** Moves past the current element. */
  skip(): void {
    const { depth, isEmpty } = this
    while (!isEmpty && this.read()) {
      if (this.kind === 'end-element' && this.depth === depth) break
    }
    this.read()
  }

  /**
   * Reads the text of the current element, without comments, and moves past the element. Returns null
   * after a failure, or if the reader has come to an inner element.
   */
  readElementText(): string | null {
    if (this.isEmpty) {
      this.read()
      return ''
    }
    return this.#plainText() ?? this.#mixedText()
  }

  fail(message: string): null {
    this.#source.fail(message)
    this.kind = 'failed'
    return null
  }

  /**
   * Reads the usual content at once: text without references, then the end tag. Returns null
   * if there is other content.
   */
  #plainText(): string | null {
    const source = this.#source
    const start = source.position
    source.skip(TEXT)
    const end = source.position
    const name = this.#open[this.depth - 1] ?? ''
    if (!source.text.startsWith(`</${name}>`, end)) {
      source.position = start
      return null
    }
    const text = source.decode(start, end)
    source.position = end + name.length + 3
    this.#leave()
    this.kind = text === null ? 'failed' : 'end-element'
    this.read()
    return text
  }

  #mixedText(): string | null {
    let text = ''
    while (this.read()) {
      const { kind } = this
      if (kind === 'end-element') {
        this.read()
        return text
      }
      if (kind === 'element') return null
      if (kind !== 'comment') text += this.value() ?? ''
    }
    return null
  }

  #leave(): void {
    this.#scope.leave(this.depth)
    this.#open.pop()
    this.depth--
    this.#isLeaving = false
  }

  #next(isFirst: boolean): NodeKind | null {
    const source = this.#source
    const byte = source.peek()
    if (Number.isNaN(byte)) return this.#endOfFile()
    if (byte === LESS_THAN) return this.#markup(isFirst)
    const isWhiteSpace = ((characterClass[byte] ?? 0) & WHITE_SPACE) !== 0
    if (this.depth === 0 && !isWhiteSpace)
      return source.fail('The data at the root level is invalid.')
    this.#text = readTextNode(source)
    return this.#text?.kind ?? null
  }

  #endOfFile(): NodeKind | null {
    if (this.depth === 0) return 'end-of-file'
    const open = this.#open.toReversed().join(', ')
    return this.#source.fail(`Unexpected end of file. Following elements are not closed: ${open}.`)
  }

  #markup(isFirst: boolean): NodeKind | null {
    const source = this.#source
    switch (source.text.charAt(++source.position)) {
      case '/':
        return this.#endTag()
      case '!':
        return this.#exclamation()
      case '?':
        return readDeclaration(source, isFirst)
      default:
        return this.#startTag()
    }
  }

  /** Reads markup that begins with `<!`. A document type is refused as a misplaced CDATA section. */
  #exclamation(): NodeKind | null {
    const source = this.#source
    if (source.text.charAt(++source.position) === '-') return skipComment(source) ? 'comment' : null
    if (source.text.startsWith('DOCTYPE', source.position)) this.over = 'xml-entities'
    if (this.depth === 0)
      return source.fail('CData elements not valid at top level of an XML document.')
    const start = source.position + '[CDATA['.length
    const end = skipCdata(source)
    this.#text = end === null ? null : { kind: 'cdata', start, end }
    return this.#text?.kind ?? null
  }

  #endTag(): NodeKind | null {
    const source = this.#source
    const name = this.#open.at(-1)
    if (name === undefined) return source.fail('The input source is not correctly formatted.')
    if (!source.text.startsWith(name, ++source.position))
      return source.fail(`Start element '${name}' does not match end element.`)
    source.position += name.length
    source.skip(WHITE_SPACE)
    if (!source.expect('>')) return null
    this.#isLeaving = true
    return 'end-element'
  }

  #startTag(): NodeKind | null {
    const source = this.#source
    if (this.depth === 0 && this.#hasRoot) return source.fail('There are multiple root elements.')
    this.#hasRoot = true
    if (++this.depth > this.#mostDepth) {
      this.over = 'xml-depth'
      return source.fail(`The maximum read depth (${this.#mostDepth}) has been exceeded.`)
    }
    const start = source.position
    const name = source.readName()
    if (name === null) return null
    this.#open.push(source.text.slice(start, source.position))
    if (!this.#readAttributes()) return null
    const namespace = this.#scope.lookup(name.prefix)
    if (namespace === undefined) return source.fail(`The prefix '${name.prefix}' is not defined.`)
    this.local = name.local
    this.namespace = namespace
    this.isEmpty = source.peek() === SLASH
    this.#isLeaving = this.isEmpty
    if (this.isEmpty) source.position++
    return source.expect('>') ? 'element' : null
  }

  #readAttributes(): boolean {
    const source = this.#source
    this.attributes = NO_ATTRIBUTES
    source.skip(WHITE_SPACE)
    const byte = source.peek()
    if (byte === GREATER_THAN || byte === SLASH) return true
    const raw = readAttributes(source)
    const attributes = raw === null ? null : resolveAttributes(source, this.#scope, this.depth, raw)
    if (attributes === null) return false
    this.attributes = attributes
    return true
  }
}
