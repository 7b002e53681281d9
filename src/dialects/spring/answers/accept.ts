import { remember } from '../../../core/on-need.ts'
import {
  compareSpecificity,
  isCompatible,
  isConcrete,
  parseMediaType,
  parseMediaTypes,
  sortBySpecificity,
  type MediaType,
} from './media-type.ts'

/** The format of a JSON answer. */
export interface JsonFormat {
  readonly contentType: string
  /** Java's name of the charset. */
  readonly charset: string
}

/** The answer formats that the client accepts, out of those that Spring can write. */
interface Accepted {
  /** Undefined if the client accepts no type that Jackson writes. */
  readonly json: JsonFormat | undefined
  /** Whether errors are answered with Spring Boot's whitelabel page. */
  readonly wantsPage: boolean
}

/** Returns the answer formats that an `Accept` header accepts (R). */
export const acceptedBy = (accept: string | undefined): Accepted =>
  accept === undefined ? anything : negotiated(accept)

const plainJson: JsonFormat = { contentType: 'application/json', charset: 'UTF-8' }
const anything: Accepted = { json: plainJson, wantsPage: false }

/** Imitates HeaderContentNegotiationStrategy. A malformed header accepts no type. */
const negotiated = remember((accept: string): Accepted => {
  const parsed = parseMediaTypes(accept)
  if (parsed === undefined) return { json: undefined, wantsPage: false }
  if (parsed.length === 0) return anything
  const types = sortBySpecificity(parsed)
  return { json: jsonFormat(types), wantsPage: prefersPage(types) }
})

const typeOf = (text: string): MediaType => {
  const type = parseMediaType(text)
  if (type === undefined) throw new Error(`${text} is no media type.`)
  return type
}

/** The media types that Jackson's converter writes. */
const producible = [typeOf('application/json'), typeOf('application/*+json')]

/**
 * Imitates AbstractMessageConverterMethodProcessor: chooses the first concrete type that client and converter
 * have in common.
 */
const jsonFormat = (accepted: readonly MediaType[]): JsonFormat | undefined => {
  const both = accepted.flatMap((type) =>
    producible.filter((one) => isCompatible(type, one)).map((one) => mostSpecific(type, one)),
  )
  const chosen = sortBySpecificity(both).find(isConcrete)
  if (chosen === undefined) return undefined
  const charset = chosen.charset ?? 'UTF-8'
  return encodings.has(charset) ? { contentType: textOf(chosen), charset } : undefined
}

/** The charsets of Jackson's JsonEncoding. ASCII is written as UTF-8. */
const encodings: ReadonlySet<string> = new Set([
  'UTF-8',
  'UTF-16BE',
  'UTF-16LE',
  'UTF-32BE',
  'UTF-32LE',
  'US-ASCII',
])

const mostSpecific = (accepted: MediaType, produced: MediaType): MediaType => {
  const copy = { ...produced, quality: accepted.quality }
  const parameters = accepted.parameters.filter(isQuality)
  const produce = { ...copy, parameters: [...produced.parameters, ...parameters] }
  return compareSpecificity(accepted, produce) <= 0 ? accepted : produce
}

const isQuality = ([name]: readonly [string, string]): boolean => name.toLowerCase() === 'q'

/** Returns the media type as Tomcat prints it: without `q`, and with the charset last and unquoted. */
const textOf = ({ type, subtype, parameters }: MediaType): string => {
  const isCharset = ([name]: readonly [string, string]) => name.toLowerCase() === 'charset'
  const rest = parameters.filter((one) => !isQuality(one) && !isCharset(one))
  const charset = parameters.find(isCharset)?.[1].replaceAll('"', '')
  return [
    `${type}/${subtype}`,
    ...rest.map(([name, value]) => `${name}=${value}`),
    ...(charset === undefined ? [] : [`charset=${charset}`]),
  ].join(';')
}

/** Whether ProducesRequestCondition prefers the HTML method of BasicErrorController to its JSON method. */
const prefersPage = (accepted: readonly MediaType[]): boolean => {
  for (const { type, subtype } of accepted) {
    if (type === '*') return false
    if (type === 'text' && (subtype === 'html' || subtype === '*')) return true
  }
  return false
}
