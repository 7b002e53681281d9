import { characterClass, COMMENT, PLAIN_WHITE_SPACE, TEXT } from './characters.ts'
import type { XmlSource } from './xml-source.ts'

/** A piece of character data: a run of the document, or what a reference stands for. */
export interface XmlTextNode {
  readonly kind: 'text' | 'white-space' | 'cdata'
  readonly start: number
  readonly end: number
  readonly character?: string
}

/** Reads the next piece of text; null where there can be none. */
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

/** CRLF and CR in text are LF; a referenced CR is not. */
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

/** Moves past a comment; the cursor is behind `<!`. */
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
 * Moves past a CDATA section and answers where its text ends; the cursor is behind `<!`. Control
 * characters are text here, and line ends stay as they are (S).
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
