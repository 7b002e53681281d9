import { isAscii, isUtf8 } from 'node:buffer'
import {
  characterClass,
  COMMENT,
  FIRST_NAME,
  isNCName,
  NAME,
  PLAIN_WHITE_SPACE,
  TEXT,
} from './characters.ts'

/** A name with its prefix, which is empty if there is none. */
export interface QualifiedName {
  readonly prefix: string
  readonly local: string
}

const COLON = 0x3a
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * A UTF-8 document with a cursor. `text` has one character per byte, so that classes are looked up
 * by byte and only the parts in use are decoded: XmlUTF8TextReader never looks at bad UTF-8 in
 * parts that it skips. The first failure stays, and nothing can be read after it: methods that
 * read return null or false.
 */
export class XmlSource {
  readonly text: string
  position = 0
  failure: string | undefined
  readonly #bytes: Buffer
  readonly #isAscii: boolean
  readonly #isUtf8: boolean

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.text = bytes.toString('latin1')
    this.#isAscii = isAscii(bytes)
    this.#isUtf8 = this.#isAscii || isUtf8(bytes)
  }

  /** Records a failure with its line and position, unless there is an earlier failure. */
  fail(message: string): null {
    if (this.failure === undefined) {
      const { line, column } = this.place()
      this.failure = `${message} Line ${line}, position ${column}.`
    }
    return null
  }

  /** Returns the line and column of the cursor, both from 1. */
  place(): { readonly line: number; readonly column: number } {
    const before = this.text.slice(0, this.position)
    const lines = before.match(/\r\n?|\n/g)?.length ?? 0
    const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1
    return { line: lines + 1, column: this.position - start + 1 }
  }

  /** Returns the byte under the cursor; NaN at the end. */
  peek(): number {
    return this.text.charCodeAt(this.position)
  }

  isAtEnd(): boolean {
    return this.position >= this.text.length
  }

  /** Moves past all bytes of a class. */
  skip(mask: number): void {
    const { text } = this
    let at = this.position
    while (((characterClass[text.charCodeAt(at)] ?? 0) & mask) !== 0) at++
    this.position = at
  }

  /** Moves past an expected byte. Returns false, and records a failure, if another byte is found. */
  expect(character: string): boolean {
    if (this.text.charAt(this.position) === character) {
      this.position++
      return true
    }
    this.failExpecting(character)
    return false
  }

  failExpecting(token: string): null {
    if (this.isAtEnd()) return this.failAtEnd()
    const found = this.text.slice(this.position, this.position + token.length)
    return this.fail(`The token '${token}' was expected but found '${found}'.`)
  }

  failInvalidByte(): null {
    const byte = this.peek()
    if (Number.isNaN(byte)) return this.failAtEnd()
    const hex = byte.toString(16).toUpperCase().padStart(2, '0')
    return this.fail(`The byte 0x${hex} is not valid at this location.`)
  }

  failAtEnd(): null {
    return this.fail('Unexpected end of file.')
  }

  /** Returns the text of some bytes. Returns null, and records a failure, if they are not UTF-8. */
  decode(start: number, end: number): string | null {
    const text = this.tryDecode(start, end)
    if (text !== undefined) return text
    return this.fail(`'${this.#bytes.toString('utf8', start, end)}' contains invalid UTF8 bytes.`)
  }

  /** Returns the text of some bytes; undefined if they are not UTF-8. */
  tryDecode(start: number, end: number): string | undefined {
    const text = this.text.slice(start, end)
    if (this.#isAscii || !/[\x80-\xff]/.test(text)) return text
    const isText = this.#isUtf8 || isUtf8(this.#bytes.subarray(start, end))
    return isText ? this.#bytes.toString('utf8', start, end) : undefined
  }

  /**
   * Moves past a character that begins with the byte EF, which is under the cursor. U+FFFE and U+FFFF
   * are the only characters refused here.
   */
  skipCharacterEF(): boolean {
    const rest = this.text.slice(this.position + 1, this.position + 3)
    if (rest.length < 2) this.failAtEnd()
    else if (rest === '\xbf\xbe' || rest === '\xbf\xbf')
      this.fail('Characters with hexadecimal values 0xFFFE and 0xFFFF are not valid.')
    else this.position += 3
    return this.failure === undefined
  }

  readName(): QualifiedName | null {
    if (this.isAtEnd()) return this.failAtEnd()
    const start = this.position
    const isPlain = this.#skipNamePart()
    if (this.peek() !== COLON) return this.#name('', start, isPlain)
    const prefix = this.#namePart(start, this.position, isPlain)
    const localStart = ++this.position
    const isPlainLocal = this.#skipNamePart()
    return prefix === null ? null : this.#name(prefix, localStart, isPlainLocal)
  }

  #name(prefix: string, start: number, isPlain: boolean): QualifiedName | null {
    const local = this.#namePart(start, this.position, isPlain)
    return local === null ? null : { prefix, local }
  }

  /** Moves past a name. Returns false if the name still has to be verified. */
  #skipNamePart(): boolean {
    const { text } = this
    let at = this.position
    let all = text.charCodeAt(at)
    const isFirstName = ((characterClass[all] ?? 0) & FIRST_NAME) !== 0
    at++
    for (;;) {
      const byte = text.charCodeAt(at)
      if (((characterClass[byte] ?? 0) & NAME) === 0) break
      all |= byte
      at++
    }
    this.position = at
    return isFirstName && all < 0x80
  }

  #namePart(start: number, end: number, isPlain: boolean): string | null {
    if (isPlain) return this.text.slice(start, end)
    const name = this.decode(start, end)
    if (name === null || isNCName(name)) return name
    return this.fail(`The name '${name}' is not a valid XML name.`)
  }

  /**
   * Reads a reference and returns its character. A numeric reference may be any number up to
   * 10FFFF. The cursor is on `&`.
   */
  readReference(): string | null {
    const start = this.position + 1
    const end = this.text.indexOf(';', start)
    if (end < 0) return this.failAtEnd()
    const character = this.#referenced(this.text.slice(start, end))
    if (character === undefined) return this.fail('Character reference not valid.')
    this.position = end + 1
    return character
  }

  #referenced(name: string): string | undefined {
    if (Object.hasOwn(named, name)) return named[name]
    const match = /^#(?:x0*([0-9A-Fa-f]{0,6})|0*([0-9]{0,7}))$/.exec(name)
    if (match === null) return undefined
    const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1] || '0', 16)
    return code > 0x10ffff ? undefined : String.fromCodePoint(code)
  }
}

/** A piece of character data: a range of the document, or a single character, such as a reference's. */
export interface XmlTextNode {
  readonly kind: 'text' | 'white-space' | 'cdata'
  readonly start: number
  readonly end: number
  readonly character?: string
}

/** Reads the next piece of text. Returns null if no text can stand here. */
export const readTextNode = (source: XmlSource): XmlTextNode | null => {
  const mask = characterClass[source.peek()] ?? 0
  if ((mask & PLAIN_WHITE_SPACE) !== 0) return run(source, 'white-space', PLAIN_WHITE_SPACE)
  if ((mask & TEXT) !== 0) return run(source, 'text', TEXT)
  const start = source.position
  switch (source.text.charAt(start)) {
    case '&':
      return reference(source)
    case '\r':
      return lineEnd(source)
    case ']':
      return rightBracket(source)
    case '\xef':
      return source.skipCharacterEF() ? { kind: 'text', start, end: source.position } : null
    default:
      return source.failInvalidByte()
  }
}

const run = (source: XmlSource, kind: XmlTextNode['kind'], mask: number): XmlTextNode => {
  const start = source.position
  source.skip(mask)
  return { kind, start, end: source.position }
}

const character = (kind: XmlTextNode['kind'], text: string): XmlTextNode => ({
  kind,
  start: 0,
  end: 0,
  character: text,
})

const reference = (source: XmlSource): XmlTextNode | null => {
  const text = source.readReference()
  if (text === null) return null
  return character(/[\t\n\r ]/.test(text) ? 'white-space' : 'text', text)
}

/** Reads a CR. CRLF and CR in text become LF; a CR by reference stays. */
const lineEnd = (source: XmlSource): XmlTextNode => {
  source.position++
  return source.text.startsWith('\n', source.position)
    ? run(source, 'white-space', PLAIN_WHITE_SPACE)
    : character('text', '\n')
}

const rightBracket = (source: XmlSource): XmlTextNode | null => {
  if (source.text.startsWith(']]>', source.position))
    return source.fail("']]>' not valid in text node content.")
  source.position++
  return character('text', ']')
}

const BYTE_EF = 0xef

/** Moves past a comment. Returns false after a failure. The cursor is behind `<!`. */
export const skipComment = (source: XmlSource): boolean => {
  if (!source.expect('-') || !source.expect('-')) return false
  const { text } = source
  while (source.failure === undefined) {
    const byte = source.peek()
    if (byte === BYTE_EF) {
      source.skipCharacterEF()
    } else if (!text.startsWith('--', source.position)) {
      if (((characterClass[byte] ?? 0) & COMMENT) === 0) source.failInvalidByte()
      source.position++
    } else if (text.startsWith('-->', source.position)) {
      source.position += 3
      return true
    } else {
      source.fail("XML comments cannot contain '--' or end with '-'.")
    }
  }
  return false
}

/**
 * Moves past a CDATA section and returns where its text ends; null after a failure. The cursor is
 * behind `<!`. Control characters are text here, and line ends stay as they are (S).
 */
export const skipCdata = (source: XmlSource): number | null => {
  for (const character of '[CDATA[') if (!source.expect(character)) return null
  const { text } = source
  while (source.failure === undefined) {
    if (text.startsWith(']]>', source.position)) {
      source.position += 3
      return source.position - 3
    }
    if (source.isAtEnd()) source.failAtEnd()
    else if (source.peek() === BYTE_EF) source.skipCharacterEF()
    else source.position++
  }
  return null
}
