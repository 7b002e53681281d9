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

/** How an answer's JSON is written. */
export interface JsonFormat {
  readonly contentType: string
  /** Java's name of the encoding. */
  readonly charset: string
}

/** What a client takes of what Spring can write. */
interface Accepted {
  /** Undefined: nothing that Jackson writes. */
  readonly json: JsonFormat | undefined
  /** An error is told as the whitelabel page. */
  readonly wantsPage: boolean
}

/** By the `Accept` header (R). */
export const acceptedBy = (accept: string | undefined): Accepted =>
  accept === undefined ? anything : negotiated(accept)

const plainJson: JsonFormat = { contentType: 'application/json', charset: 'UTF-8' }
const anything: Accepted = { json: plainJson, wantsPage: false }

/** HeaderContentNegotiationStrategy; a malformed header takes nothing at all. */
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

/** What Jackson's converter writes. */
const producible = [typeOf('application/json'), typeOf('application/*+json')]

/** AbstractMessageConverterMethodProcessor: the first concrete of the types that both sides know. */
const jsonFormat = (accepted: readonly MediaType[]): JsonFormat | undefined => {
  const both = accepted.flatMap((type) =>
    producible.filter((one) => isCompatible(type, one)).map((one) => mostSpecific(type, one)),
  )
  const chosen = sortBySpecificity(both).find(isConcrete)
  if (chosen === undefined) return undefined
  const charset = chosen.charset ?? 'UTF-8'
  return encodings.has(charset) ? { contentType: textOf(chosen), charset } : undefined
}

/** Jackson's JsonEncoding; ASCII is written as UTF-8. */
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

/** Without `q`; the charset last and without quotes, as Tomcat prints it. */
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

/** BasicErrorController: which of its two methods ProducesRequestCondition puts first. */
const prefersPage = (accepted: readonly MediaType[]): boolean => {
  for (const { type, subtype } of accepted) {
    if (type === '*') return false
    if (type === 'text' && (subtype === 'html' || subtype === '*')) return true
  }
  return false
}
