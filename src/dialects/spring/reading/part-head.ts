import { decodeJava, javaCharset, javaTrim } from './java-text.ts'

/** The headers of a part of a multipart body, as Tomcat reads them. */
export interface PartHead {
  /** The Content-Disposition. Empty without that header. */
  readonly disposition: string
  /** Null if the part has no name. Tomcat skips such a part. */
  readonly name: string | null
  readonly file: string | undefined
  /** Whether the part has parts of its own. */
  readonly isMixed: boolean
  readonly contentType: string
}

/** Reads the headers of a part as FileUploadBase.getParsedHeaders does. `text` ends in an empty line. */
export const readPartHead = (text: string): PartHead => {
  const headers = headersOf(text)
  const disposition = headers.get('content-disposition') ?? ''
  const contentType = headers.get('content-type') ?? ''
  const isForm = /^form-data/i.test(disposition)
  const parameters =
    isForm || /^attachment/i.test(disposition)
      ? parseHeaderParameters(disposition, ';')
      : new Map<string, string | null>()
  return {
    disposition,
    contentType,
    name: isForm ? trimmed(parameters.get('name') ?? null) : null,
    file: parameters.has('filename') ? javaTrim(parameters.get('filename') ?? '') : undefined,
    isMixed: /^multipart\/mixed/i.test(contentType),
  }
}

const trimmed = (text: string | null): string | null => (text === null ? null : javaTrim(text))

/**
 * Reads the headers up to the first empty line, with continuation lines joined. Names are in lower case. The
 * first of several headers with the same name is kept.
 */
const headersOf = (text: string): ReadonlyMap<string, string> => {
  const headers = new Map<string, string>()
  const lines = text.slice(0, text.startsWith('\r\n') ? 0 : text.indexOf('\r\n\r\n'))
  for (const line of lines.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':')
    const name = javaTrim(line.slice(0, Math.max(colon, 0))).toLowerCase()
    if (colon >= 0 && !headers.has(name)) headers.set(name, javaTrim(line.slice(colon + 1)))
  }
  return headers
}

/**
 * Whether Spring treats a part as a file because of its Content-Disposition. Returns undefined if Spring
 * throws (ContentDisposition.parse, StandardMultipartHttpServletRequest).
 */
export const isSpringFile = (disposition: string): boolean | undefined => {
  const [type = '', ...attributes] = atSemicolons(disposition)
  if (type === '') return undefined
  let file: string | undefined
  for (const attribute of attributes) {
    if (attribute === '') continue
    const equals = attribute.indexOf('=')
    if (equals < 0) return undefined
    const value = withoutQuotes(attribute.slice(equals + 1))
    const name = attribute.slice(0, equals)
    if (name === 'size' && !isLong(value)) return undefined
    if (name === 'filename*') {
      file = isExtended(value) ? value : undefined
      if (file === undefined) return undefined
    } else if (name === 'filename' && file === undefined) {
      file = fileName(value)
      if (file === undefined) return undefined
    }
  }
  return file !== undefined
}

/**
 * Returns the file name, or undefined if Spring throws. Spring decodes Base64 encoded words. It leaves other
 * encoded words to a mail library, which the application does not have.
 */
const fileName = (value: string): string | undefined => {
  if (!value.startsWith('=?')) return value
  const [, charset, text = ''] = /=\?([0-9a-zA-Z_-]+)\?B\?([+/0-9a-zA-Z]+=*)\?=/.exec(value) ?? []
  if (charset === undefined) return value.endsWith('?=') ? undefined : value
  const isReadable = /^(?:.{4})*(?:[^=]{2,3}|[^=]{2}==|[^=]{3}=)?$/.test(text)
  return isReadable && javaCharset(charset) !== undefined ? value : undefined
}

/** Splits a Content-Disposition at its semicolons, and trims the pieces. */
const atSemicolons = (text: string): readonly string[] => {
  const parts: string[] = []
  let start = 0
  // The search begins at the first semicolon, because quotes have no meaning in the type.
  let from = Math.max(text.indexOf(';'), 0)
  for (;;) {
    const end = quotedEnd(text, from, ';')
    parts.push(text.slice(start, end).trim())
    if (end === text.length) return parts
    start = from = end + 1
  }
}

const withoutQuotes = (value: string): string =>
  value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value

/** Whether Long.parseLong accepts the text. */
const isLong = (text: string): boolean => {
  if (!/^[+-]?\d{1,64}$/.test(text)) return false
  const value = BigInt(text.replace('+', ''))
  return value >= -(2n ** 63n) && value < 2n ** 63n
}

/**
 * Whether Spring can decode an extended value such as `UTF-8''%E4%B8%AD`. It accepts UTF-8 and ISO-8859-1
 * only, and takes ASCII without a charset.
 */
const isExtended = (value: string): boolean => {
  const [first, ...rest] = value.split("'")
  const isNamed = rest.length >= 2
  if (isNamed && !/^(?:UTF-8|ISO-8859-1)$/.test(javaCharset((first ?? '').trim()) ?? ''))
    return false
  const text = isNamed ? rest.slice(1).join("'") : value
  return /^(?:[0-9A-Za-z!#$&+.^_`|~-]|%(?:[0-9a-fA-F]{2}|[+-][0-9a-fA-F]))*$/.test(text)
}

/**
 * Parses the `name=value` pairs of a header as Tomcat's ParameterParser does (S). Names are in lower case,
 * the last of equal names is kept, and a missing value is null. An asterisk at the end of a name is dropped
 * (RFC 2231), and encoded words are decoded (RFC 2047).
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

/**
 * Returns the offset of the next separator outside quotes, or the end of the text. A backslash escapes a
 * quote.
 */
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

/**
 * Decodes an extended value such as `UTF-8''%E4%B8%AD` (RFC2231Utility). Returns the value unchanged if Java
 * does not know its charset.
 */
const extended = (value: string): string => {
  const [charset = '', , ...rest] = value.split("'")
  const java = rest.length === 0 ? undefined : javaCharset(charset)
  if (java === undefined) return value
  const text = rest.join("'")
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '%') bytes.push(text.charCodeAt(at) & 0xff)
    else if (at + 2 < text.length) {
      // RFC2231Utility reads a character that is not a hex digit as 0.
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

/**
 * Decodes encoded words such as `=?UTF-8?B?YXBwSWQ=?=` (MimeUtility). Returns the text unchanged if one of
 * them cannot be decoded.
 */
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

/**
 * Decodes one word. Returns undefined if the word is not encoded, and `unknown` if Java does not know its
 * charset or encoding.
 */
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
