import { beginsName, continuesName } from './character-class.ts'

const SPECIAL = /[&<>\u0000-\u0008\n-\u001f\ud800-\udfff\ufffe\uffff]/
const EACH = /\r\n?|[&<>\u0000-\u0008\n-\u001f\ufffe\uffff]/g

/**
 * Element text as XmlWriter writes it with CheckCharacters off: every line end is CRLF, control
 * characters are upper-case hexadecimal references (which no XML 1.0 reader accepts). Quotes and
 * tabs stay raw. Undefined for a lone surrogate, at which .NET throws.
 * docs/spec/aspnet-webapi.md#writing-xml (R).
 */
export const escapeText = (text: string): string | undefined => {
  if (!SPECIAL.test(text)) return text
  if (/\p{Cs}/u.test(text)) return undefined
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
 * `XmlConvert.EncodeLocalName`: what cannot stand in a name becomes `_xHHHH_`.
 * docs/spec/aspnet-webapi.md#error-bodies (S).
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

/** An underscore that would be read back as the start of an escape is itself escaped. */
const ESCAPE = /^_[Xx](?:[0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/
const ESCAPED = /_[Xx](?:[0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_/

const encodeCharacter = (character: string): string =>
  `_x${hex(character.codePointAt(0) ?? 0, character.length === 1 ? 4 : 8)}_`

const hex = (code: number, digits: number): string =>
  code.toString(16).toUpperCase().padStart(digits, '0')
