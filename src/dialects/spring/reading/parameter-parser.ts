import { decodeJava, javaCharset } from './java-text.ts'

/**
 * The `name=value` pairs of a header, as Tomcat's ParameterParser takes them apart (S): names in lower
 * case, of equal ones the last, null for no value. An asterisk at a name's end is dropped (RFC 2231),
 * encoded words are decoded (RFC 2047).
 */
export const parseHeaderParameters = (
  text: string,
  separator: string,
): ReadonlyMap<string, string | null> => {
  const parameters = new Map<string, string | null>()
  let at = 0
  while (at < text.length) {
    const nameEnd = endOf(text, at, [separator, '='])
    const name = text.slice(at, nameEnd).trim().toLowerCase()
    at = nameEnd
    let value: string | null = null
    if (text[at] === '=') {
      const end = quotedEnd(text, at + 1, separator)
      value = unquoted(text.slice(at + 1, end).trim())
      at = end
    }
    at++
    const isExtended = name.endsWith('*')
    const read = value === null ? null : isExtended ? extended(value) : decodeWords(value)
    if (name !== '') parameters.set(isExtended ? name.slice(0, -1) : name, read)
  }
  return parameters
}

const endOf = (text: string, from: number, ends: readonly string[]): number => {
  let at = from
  while (at < text.length && !ends.includes(text.charAt(at))) at++
  return at
}

/** Quotes hide the separator; a backslash hides a quote. */
const quotedEnd = (text: string, from: number, separator: string): number => {
  let isQuoted = false
  let isEscaped = false
  let at = from
  for (; at < text.length; at++) {
    const character = text[at]
    if (!isQuoted && character === separator) break
    if (!isEscaped && character === '"') isQuoted = !isQuoted
    isEscaped = !isEscaped && character === '\\'
  }
  return at
}

const unquoted = (text: string): string | null => {
  const inner =
    text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  return inner === '' ? null : inner
}

/** `UTF-8''%E4%B8%AD` (RFC2231Utility); as it is in a charset that Java does not know. */
const extended = (value: string): string => {
  const [charset = '', , ...rest] = value.split("'")
  const java = rest.length === 0 ? undefined : javaCharset(charset)
  if (java === undefined) return value
  const text = rest.join("'")
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '%') bytes.push(text.charCodeAt(at) & 0xff)
    else if (at + 2 < text.length) {
      // What is no hex digit counts as 0.
      bytes.push(hexValue(text.charCodeAt(at + 1)) * 16 + hexValue(text.charCodeAt(at + 2)))
      at += 2
    } else break
  }
  return decodeJava(Buffer.from(bytes), java)
}

const hexValue = (unit: number): number => {
  const digit = Number.parseInt(String.fromCharCode(unit & 0x7f), 16)
  return Number.isNaN(digit) ? 0 : digit
}

/** Encoded words of mail, `=?UTF-8?B?YXBwSWQ=?=` (MimeUtility); as it is where one cannot be read. */
const decodeWords = (text: string): string => {
  if (!text.includes('=?')) return text
  let decoded = ''
  let wasEncoded = false
  for (const [, blank = '', word = ''] of text.matchAll(/([ \t\r\n]*)([^ \t\r\n]+)/g)) {
    const plain = decodeWord(word)
    if (plain === 'unknown') return text
    decoded += wasEncoded && plain !== undefined ? plain.text : blank + (plain?.text ?? word)
    wasEncoded = plain !== undefined
  }
  return decoded
}

/** Undefined for a word that is not encoded, `unknown` for an encoding that Java does not know. */
const decodeWord = (word: string): { readonly text: string } | 'unknown' | undefined => {
  const parts = /^=\?([^?]*)\?([^?]*)\?(.*?)\?=/s.exec(word)
  if (parts === null) return undefined
  const [, charset = '', encoding = '', text = ''] = parts
  if (text === '') return { text }
  const java = javaCharset(charset)
  if (java === undefined) return 'unknown'
  if (encoding === 'B') return { text: decodeJava(Buffer.from(text, 'base64'), java) }
  if (encoding !== 'Q' || /=(?![0-9a-fA-F]{2}|\r\n)/.test(text)) return 'unknown'
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=(\r\n|[0-9a-fA-F]{2})/g, (_, digits: string) =>
      digits === '\r\n' ? '' : String.fromCharCode(Number.parseInt(digits, 16)),
    )
  return { text: decodeJava(Buffer.from(bytes, 'latin1'), java) }
}
