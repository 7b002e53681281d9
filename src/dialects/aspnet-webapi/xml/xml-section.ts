import { characterClass, COMMENT } from './character-class.ts'
import type { XmlSource } from './xml-source.ts'

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
