import { patternOnNeed } from '../../../core/on-need.ts'

/** Classes of bytes: what a byte of the document may be part of. A byte may be in several classes. */
export const FIRST_NAME = 1
export const NAME = 2
export const WHITE_SPACE = 4
export const TEXT = 8
export const ATTRIBUTE_TEXT = 16
/**
 * White space that a reader keeps as it is. A carriage return is left out, because it becomes a line
 * feed.
 */
export const PLAIN_WHITE_SPACE = 32
export const COMMENT = 64

const classOf = (byte: number): number => {
  // U+F000 to U+FFFF begin with EF. The reader checks these characters one by one, because it
  // refuses U+FFFE and U+FFFF.
  if (byte === 0xef) return FIRST_NAME | NAME
  if (byte >= 0x80) return COMMENT | FIRST_NAME | NAME | TEXT | ATTRIBUTE_TEXT
  const character = String.fromCharCode(byte)
  if (character === '\t' || character === '\n')
    return COMMENT | WHITE_SPACE | TEXT | PLAIN_WHITE_SPACE
  if (character === '\r') return COMMENT | WHITE_SPACE
  if (byte < 0x20) return 0
  if (character === ' ') return COMMENT | WHITE_SPACE | TEXT | ATTRIBUTE_TEXT | PLAIN_WHITE_SPACE
  if (character === '&' || character === '<') return COMMENT
  if (character === '"' || character === "'") return COMMENT | TEXT
  if (character === ']') return COMMENT | ATTRIBUTE_TEXT
  const common = COMMENT | TEXT | ATTRIBUTE_TEXT
  if (/[A-Z_a-z]/.test(character)) return common | FIRST_NAME | NAME
  return /[-.0-9]/.test(character) ? common | NAME : common
}

/**
 * The classes of each byte as XmlUTF8TextReader has them. The byte beyond the end of the
 * document (NaN) has none.
 */
export const characterClass: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  classOf(byte),
)

// XML 1.0 (fourth edition), appendix B: names are made of these categories of Unicode 2.0. Today's
// Unicode has more letters, so a few names pass here that .NET would refuse (I).
const LETTER = String.raw`\p{Ll}\p{Lu}\p{Lo}\p{Lt}\p{Nl}`
const OTHER = String.raw`\-.\d\u00b7\p{Mc}\p{Me}\p{Mn}\p{Lm}\p{Nd}`
/**
 * Characters that no name contains: compatibility characters, characters newer than Unicode 2.0, and
 * all characters beyond 16 bits.
 */
const NEVER = String.raw`\u00aa\u00b5\u00ba\u3400-\u4dbf\u9fa6-\u9fff\ua000-\uabff\ud7a4-\uffff\u{10000}-\u{10ffff}`
const first = patternOnNeed(`^(?![${NEVER}])[_${LETTER}]$`)
const later = patternOnNeed(`^(?![${NEVER}])[_${LETTER}${OTHER}]$`)

/** Whether a character (a code point as text) may begin a name; a colon may not. */
const beginsName = (character: string): boolean => first().test(character)

/** Whether a character (a code point as text) may stand inside a name. */
const continuesName = (character: string): boolean => later().test(character)

/** Whether `XmlConvert.VerifyNCName` accepts a name. */
export const isNCName = (name: string): boolean => {
  let isFirst = true
  for (const character of name) {
    if (!(isFirst ? beginsName(character) : continuesName(character))) return false
    isFirst = false
  }
  return !isFirst
}

const SPECIAL = /[&<>\u0000-\u0008\n-\u001f\ud800-\udfff\ufffe\uffff]/
const EACH = /\r\n?|[&<>\u0000-\u0008\n-\u001f\ufffe\uffff]/g

/**
 * Escapes an element's text as XmlWriter does with CheckCharacters off. Every line end becomes CRLF,
 * and control characters become upper-case hexadecimal references, which no XML 1.0 reader accepts.
 * Quotes and tabs stay raw. Returns undefined for a lone surrogate, at which .NET throws.
 * docs/spec/aspnet-webapi.md#writing-xml (R).
 */
export const escapeText = (text: string): string | undefined => {
  if (!SPECIAL.test(text)) return text
  if (!text.isWellFormed()) return undefined
  return text.replace(EACH, replacement)
}

const replacement = (found: string): string => {
  switch (found) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '\n':
    case '\r':
    case '\r\n':
      return '\r\n'
    default:
      return `&#x${hex(found.charCodeAt(0), 1)};`
  }
}

/**
 * Encodes a name as `XmlConvert.EncodeLocalName` does: a character that a name cannot contain becomes
 * `_xHHHH_`. docs/spec/aspnet-webapi.md#error-bodies (S).
 */
export const encodeLocalName = (name: string): string => {
  if (/^[A-Z_a-z][-.\w]*$/.test(name) && !ESCAPED.test(name)) return name
  let encoded = ''
  let index = 0
  for (const character of name) {
    const fits = index === 0 ? beginsName(character) : continuesName(character)
    const reads = character === '_' && ESCAPE.test(name.slice(index, index + 11))
    encoded += fits && !reads ? character : encodeCharacter(character)
    index += character.length
  }
  return encoded
}

/**
 * Matches an escape in a name. An underscore that would be read back as the start of an
 * escape is escaped itself.
 */
const ESCAPE = /^_[Xx](?:[0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/
const ESCAPED = /_[Xx](?:[0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/

const encodeCharacter = (character: string): string =>
  `_x${hex(character.codePointAt(0) ?? 0, character.length === 1 ? 4 : 8)}_`

const hex = (code: number, digits: number): string =>
  code.toString(16).toUpperCase().padStart(digits, '0')
