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
