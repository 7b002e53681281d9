import { javaCharset, javaTrim } from './java-text.ts'
import { parseHeaderParameters } from './parameter-parser.ts'

/** The head of a part of a multipart body, as Tomcat reads it. */
export interface PartHead {
  /** Its Content-Disposition; empty without one. */
  readonly disposition: string
  /** Null where the part has none: it is passed over. */
  readonly name: string | null
  readonly file: string | undefined
  /** It has parts of its own. */
  readonly isMixed: boolean
  readonly contentType: string
}

/** FileUploadBase.getParsedHeaders and what it takes from them. `text` ends in an empty line. */
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

/** Up to the first empty line, continuation lines joined; names in lower case, of equal ones the first. */
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
 * Whether Spring takes a part for a file by its Content-Disposition; undefined where it throws
 * (ContentDisposition.parse, StandardMultipartHttpServletRequest).
 */
export const isSpringFile = (disposition: string): boolean | undefined => {
  const [type = '', ...attributes] = atSemicolons(disposition)
  if (type === '') return undefined
  let file: string | undefined
  for (const attribute of attributes) {
    if (attribute === '') continue
    const equals = attribute.indexOf('=')
    if (equals < 0) return undefined
    const value = unquoted(attribute.slice(equals + 1))
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

/** Encoded words are decoded where they are Base64; others are the business of a mail library, which is not there. */
const fileName = (value: string): string | undefined => {
  if (!value.startsWith('=?')) return value
  const [, charset, text = ''] = /=\?([0-9a-zA-Z_-]+)\?B\?([+/0-9a-zA-Z]+=*)\?=/.exec(value) ?? []
  if (charset === undefined) return value.endsWith('?=') ? undefined : value
  const isReadable = /^(?:.{4})*(?:[^=]{2,3}|[^=]{2}==|[^=]{3}=)?$/.test(text)
  return isReadable && javaCharset(charset) !== undefined ? value : undefined
}

/** Quotes hide a semicolon, a backslash hides a quote. */
const atSemicolons = (text: string): readonly string[] => {
  const parts: string[] = []
  let start = 0
  let [isQuoted, isEscaped] = [false, false]
  // The type has no quotes.
  for (let at = Math.max(text.indexOf(';'), 0); at < text.length; at++) {
    const character = text[at]
    if (character === ';' && !isQuoted) {
      parts.push(text.slice(start, at).trim())
      ;[start, isEscaped] = [at + 1, false]
      continue
    }
    if (!isEscaped && character === '"') isQuoted = !isQuoted
    isEscaped = !isEscaped && character === '\\'
  }
  return [...parts, text.slice(start).trim()]
}

const unquoted = (value: string): string =>
  value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value

/** Long.parseLong. */
const isLong = (text: string): boolean => {
  if (!/^[+-]?\d{1,64}$/.test(text)) return false
  const value = BigInt(text.replace('+', ''))
  return value >= -(2n ** 63n) && value < 2n ** 63n
}

/** `UTF-8''%E4%B8%AD`: of these two charsets only; without one, ASCII. */
const isExtended = (value: string): boolean => {
  const [first, ...rest] = value.split("'")
  const isNamed = rest.length >= 2
  if (isNamed && !/^(?:UTF-8|ISO-8859-1)$/.test(javaCharset((first ?? '').trim()) ?? ''))
    return false
  const text = isNamed ? rest.slice(1).join("'") : value
  return /^(?:[0-9A-Za-z!#$&+.^_`|~-]|%(?:[0-9a-fA-F]{2}|[+-][0-9a-fA-F]))*$/.test(text)
}
