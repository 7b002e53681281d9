import { remember } from '../../core/on-need.ts'
import type { WireRequest } from '../../core/wire.ts'
import {
  closeness,
  parameterOf,
  parseAccept,
  parseList,
  parseMediaType,
  skipSpace,
  tokenEnd,
  type MediaType,
  type ParseAt,
} from './media-type.ts'

/** The charset of a body. Web API knows these two (docs/spec/aspnet-webapi.md#content-negotiation). */
export type Charset = 'utf-8' | 'utf-16'

/** A formatter that can write. */
export type FormatKind = 'json' | 'xml'

/** A formatter with the media type and charset of its output. */
interface Format {
  readonly kind: FormatKind
  readonly mediaType: string
  readonly charset: Charset
  /** The Content-Type header. */
  readonly contentType: string
}

/** The formatters in the order of `HttpConfiguration.Formatters`. The first type of each is its default. */
const formatters = [
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

/** How a request's body is read, according to its Content-Type. */
export interface RequestContent {
  /** Undefined if no formatter reads the media type. A request with a body is then answered with a 415. */
  readonly formatter: FormatKind | 'form' | undefined
  /** Undefined if the header is absent or malformed. */
  readonly mediaType: MediaType | undefined
  /**
   * The charset that the body is read with. A charset parameter with any other name is ignored
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
  // The value is compared with its quotes: "utf-16" in quotes is not utf-16 (S).
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

/** The format of the response, and what decided it. */
interface Negotiated {
  readonly format: Format
  /** `request`: the media type of the request; `default`: nothing in the request decided. */
  readonly by: 'xhr' | 'accept' | 'request' | 'default'
}

interface Match {
  readonly kind: FormatKind
  readonly mediaType: string
  readonly quality: number
  readonly closeness: 0 | 1 | 2
}

interface Accepted {
  readonly range: MediaType
  readonly quality: number
}

interface Asked {
  readonly accept: string
  readonly contentType: string
  readonly acceptCharset: string
  readonly xhr: boolean
  readonly negotiated: Negotiated
}

let last: Asked | undefined

/**
 * Chooses the format of the response as DefaultContentNegotiator does with the stock formatters; there
 * is never a 406 (docs/spec/aspnet-webapi.md#content-negotiation, S). Each request calls this function
 * three times, so the last headers and their result are kept.
 */
export const negotiate = ({ headers }: WireRequest): Negotiated => {
  const accept = headers['accept'] ?? ''
  const contentType = headers['content-type'] ?? ''
  const acceptCharset = headers['accept-charset'] ?? ''
  const xhr = isXhr(headers)
  if (
    last?.accept !== accept ||
    last.contentType !== contentType ||
    last.acceptCharset !== acceptCharset ||
    last.xhr !== xhr
  ) {
    const key = `${accept}\n${contentType}\n${acceptCharset}\n${xhr ? 'x' : ''}`
    last = { accept, contentType, acceptCharset, xhr, negotiated: negotiated(key) }
  }
  return last.negotiated
}

/**
 * Negotiates for a key that joins the headers by line feeds. Header values contain no line feed, so the
 * key splits into the same parts.
 */
const negotiated = remember((key: string): Negotiated => {
  const [accept = '', contentType = '', acceptCharset = '', xhr = ''] = key.split('\n')
  const content = requestContent(contentType)
  const chosen = choose(parseAccept(accept), content.mediaType, xhr !== '')
  const charset = negotiateCharset(acceptCharset) ?? content.charset
  const { kind, mediaType, by } = chosen
  return {
    format: { kind, mediaType, charset, contentType: `${mediaType}; charset=${charset}` },
    by,
  }
})

const isXhr = (headers: WireRequest['headers']): boolean =>
  headers['x-requested-with']?.toLowerCase().includes('xmlhttprequest') === true

const choose = (
  accept: readonly MediaType[],
  requested: MediaType | undefined,
  xhr: boolean,
): { readonly kind: FormatKind; readonly mediaType: string; readonly by: Negotiated['by'] } => {
  // The XHR mapping belongs to JSON. It applies only if Accept is absent or is a single */*.
  if (xhr && (accept.length === 0 || (accept.length === 1 && accept[0]?.text === '*/*')))
    return { kind: 'json', mediaType: 'application/json', by: 'xhr' }
  const accepted = bestAccepted(byQuality(accept))
  if (accepted !== undefined) return { ...accepted, by: 'accept' }
  const same = requested && bestAccepted([{ range: requested, quality: 1 }])
  if (same !== undefined) return { ...same, by: 'request' }
  return { kind: 'json', mediaType: 'application/json', by: 'default' }
}

/**
 * Sorts ranges by quality, best first. Among equals, the more specific range comes first, then the
 * order sent.
 */
const byQuality = (accept: readonly MediaType[]): readonly Accepted[] =>
  accept
    .map((range) => ({ range, quality: qualityOf(range) }))
    .sort((a, b) => b.quality - a.quality || specificity(b.range) - specificity(a.range))

/**
 * Returns the quality of a range. A `q` that .NET's double.TryParse(AllowDecimalPoint) rejects counts
 * as 1; a value above 1 is used as it is (S).
 */
const qualityOf = (range: MediaType): number => {
  const q = parameterOf(range, 'q') ?? ''
  return /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$/.test(q) ? Number(q) : 1
}

const specificity = (range: MediaType): number =>
  range.subtype !== '*' ? 2 : range.type === '*' ? 0 : 1

/** Takes each formatter's first match and returns the best: by quality, then by closeness, then JSON. */
const bestAccepted = (accepted: readonly Accepted[]): Match | undefined => {
  let best: Match | undefined
  for (const { kind, types } of formatters) {
    const match = firstMatch(kind, types, accepted)
    if (match !== undefined && (best === undefined || isBetter(match, best))) best = match
  }
  return best
}

const isBetter = (match: Match, best: Match): boolean =>
  match.quality > best.quality ||
  (match.quality === best.quality && match.closeness > best.closeness)

const firstMatch = (
  kind: FormatKind,
  types: (typeof formatters)[number]['types'],
  accepted: readonly Accepted[],
): Match | undefined => {
  for (const { range, quality } of accepted) {
    if (quality === 0) continue
    for (const { text, type, subtype } of types) {
      const close = closeness(range, type, subtype)
      if (close !== undefined) return { kind, mediaType: text, quality, closeness: close }
    }
  }
  return undefined
}

interface Wanted {
  readonly name: string
  readonly quality: number
}

/**
 * Returns the best charset of Accept-Charset that Web API supports. If undefined, the
 * request's own charset decides.
 */
const negotiateCharset = (header: string): Charset | undefined => {
  if (header === '') return undefined
  const wanted = [...parseList(header, charsetAt)].sort(
    (a, b) => b.quality - a.quality || Number(a.name === '*') - Number(b.name === '*'),
  )
  for (const { name, quality } of wanted) {
    if (quality === 0) continue
    if (name === 'utf-8' || name === '*') return 'utf-8'
    if (name === 'utf-16') return 'utf-16'
  }
  return undefined
}

/**
 * Reads a value such as `utf-16;q=0.8`. Unlike in Accept, a `q` outside 0 to 1 makes the
 * whole header malformed (S).
 */
const charsetAt: ParseAt<Wanted> = (text, start) => {
  const end = tokenEnd(text, start)
  if (end === start) return undefined
  const name = text.slice(start, end).toLowerCase()
  const semicolon = skipSpace(text, end)
  if (text.charAt(semicolon) !== ';') return { value: { name, quality: 1 }, end: semicolon }
  QUALITY.lastIndex = semicolon + 1
  const match = QUALITY.exec(text)
  const quality = Number(match?.[1])
  if (match === null || quality > 1) return undefined
  return { value: { name, quality }, end: QUALITY.lastIndex }
}

const QUALITY = /[ \t]*q[ \t]*=[ \t]*([0-9]+(?:\.[0-9]*)?)/iy
