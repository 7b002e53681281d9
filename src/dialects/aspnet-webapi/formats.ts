import { closeness, parameterOf, parseMediaType, type MediaType } from './media-type.ts'
import { remember } from './remember.ts'

/**
 * What a body's text is turned into bytes with; Web API knows these two
 * (docs/spec/aspnet-webapi.md#content-negotiation).
 */
export type Charset = 'utf-8' | 'utf-16'

/** One of the two formatters that write. */
export type FormatKind = 'json' | 'xml'

/** A formatter and how it labels what it writes. */
export interface Format {
  readonly kind: FormatKind
  readonly mediaType: string
  readonly charset: Charset
  /** The Content-Type header. */
  readonly contentType: string
}

/** In the order of `HttpConfiguration.Formatters`; the first type of each is its default. */
export const formatters = [
  {
    kind: 'json',
    types: [
      { text: 'application/json', type: 'application', subtype: 'json' },
      { text: 'text/json', type: 'text', subtype: 'json' },
    ],
  },
  {
    kind: 'xml',
    types: [
      { text: 'application/xml', type: 'application', subtype: 'xml' },
      { text: 'text/xml', type: 'text', subtype: 'xml' },
    ],
  },
] as const

const known = new Map<string, Format>()

/** The one object for these three; there are few. */
export const formatOf = (kind: FormatKind, mediaType: string, charset: Charset): Format => {
  const contentType = `${mediaType}; charset=${charset}`
  let format = known.get(contentType)
  if (format === undefined) {
    format = { kind, mediaType, charset, contentType }
    known.set(contentType, format)
  }
  return format
}

/**
 * Text as a reply's body: UTF-8 without a BOM is left to the writer, UTF-16 has one
 * (docs/spec/aspnet-webapi.md#content-negotiation).
 */
export const bodyIn = (charset: Charset, text: string): string | Buffer =>
  charset === 'utf-8' ? text : Buffer.from(`\ufeff${text}`, 'utf16le')

/** The text of a body that `bodyIn` made. */
export const textOf = (body: string | Buffer): string => {
  if (typeof body === 'string') return body
  return body[0] === 0xff && body[1] === 0xfe ? body.toString('utf16le', 2) : body.toString('utf8')
}

/** What a Content-Type header makes of a request's body. */
export interface RequestContent {
  /** Undefined: none reads it, which is a 415 where there is a body. */
  readonly formatter: 'json' | 'xml' | 'form' | undefined
  /** Undefined where the header is absent or malformed. */
  readonly mediaType: MediaType | undefined
  /**
   * What the body is read with; a charset of another name counts for nothing
   * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter).
   */
  readonly charset: Charset
  /** The charset parameter as sent. */
  readonly declaredCharset: string | undefined
}

/**
 * Chooses the formatter that reads a body
 * (docs/spec/aspnet-webapi.md#choice-of-the-input-formatter).
 */
export const requestContent = remember((header: string): RequestContent => {
  const mediaType = parseMediaType(header)
  const declaredCharset = mediaType && parameterOf(mediaType, 'charset')
  // Compared with its quotes, if any: "utf-16" in quotes is not utf-16 (S).
  const charset = declaredCharset?.toLowerCase() === 'utf-16' ? 'utf-16' : 'utf-8'
  return { formatter: mediaType && readerOf(mediaType), mediaType, charset, declaredCharset }
})

const readerOf = (sent: MediaType): RequestContent['formatter'] => {
  for (const { kind, types } of formatters)
    for (const { type, subtype } of types)
      if (closeness(sent, type, subtype) !== undefined) return kind
  return sent.type === 'application' && sent.subtype === 'x-www-form-urlencoded'
    ? 'form'
    : undefined
}
