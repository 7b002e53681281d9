import { isSecret, MASK, maskText } from '../../core/mask-text.ts'
import { oneLine } from '../../core/log.ts'

/** The kinds of differences between the mock's answer and a back end's. */
export const driftKinds = [
  'status',
  'header',
  'content-type',
  'field-added',
  'field-removed',
  'type',
  'value',
  'order',
  'bytes',
] as const

/** One of `driftKinds`. */
export type DriftKind = (typeof driftKinds)[number]

/**
 * One difference. `expected` is the mock's value, `actual` the back end's; `(none)` if there is no value.
 */
export interface Drift {
  readonly kind: DriftKind
  /** The header's name, or the path of a value in the body. Empty for the whole body. */
  readonly path: string
  readonly expected: string
  readonly actual: string
}

export const NONE = '(none)'

/** Creates a difference. */
export const drift = (kind: DriftKind, path: string, expected: string, actual: string): Drift => ({
  kind,
  path,
  expected,
  actual,
})

/** Formats a difference as a sentence without a full stop. Secrets are masked. */
export const driftSentence = (drift: Drift): string => {
  const { kind, path, expected, actual } = maskedDrift(drift)
  const where = path === '' ? '' : ` of ${oneLine(path)}`
  return `${kind}${where}: the mock has ${shortened(expected, 200)}, the back end ${shortened(actual, 200)}`
}

/** Masks secrets in a difference that are known by their names. */
export const maskedDrift = ({ kind, path, expected, actual }: Drift): Drift => {
  const name = path.slice(path.lastIndexOf('.') + 1)
  const mask = (text: string): string =>
    isSecret(name) && kind !== 'type' && text !== NONE ? MASK : maskText(text)
  return { kind, path, expected: mask(expected), actual: mask(actual) }
}

/** Returns the text as one line of at most `most` characters. */
export const shortened = (text: string, most = 48): string => {
  const line = oneLine(text)
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** The reason why two different values are treated as the same. */
type Volatile = 'time' | 'token' | 'id' | 'masked'

/**
 * Returns why two values may differ between two runs of the same server: a time, a token or an id. `name`
 * is the member's name. Undefined if the difference is real.
 */
export const volatileOf = (name: string, a: string, b: string): Volatile | undefined => {
  if (a.includes(MASK) || b.includes(MASK)) return isMaskOf(a, b) ? 'masked' : undefined
  const [one, other] = [patternOf(name, a), patternOf(name, b)]
  if (one !== undefined && one.pattern === other?.pattern) return one.kind
  return withoutVolatile(a) === withoutVolatile(b) ? 'time' : undefined
}

/** Replaces times, request ids and other values that change with every run. */
export const withoutVolatile = (text: string): string =>
  text
    .replace(/rid: [\da-f-]{8,40}/gi, 'rid: …')
    .replace(/[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/gi, (guid) =>
      /[A-F]/.test(guid) ? '…GUID…' : '…guid…',
    )
    .replace(/\b[a-z]?(?=[a-f]*\d)[\da-f]{14,64}\b/g, (hex) => `…${hex.length} hex digits…`)
    .replace(TIME_IN_TEXT, (time) => shapeOf(time))

interface Pattern {
  readonly kind: Exclude<Volatile, 'masked'>
  readonly pattern: string
}

const TIME_IN_TEXT =
  /\b(?:[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d [A-Z]{3,4} \d{4}|\d{4}[-/]\d{1,2}[-/]\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)/g
const TIME = new RegExp(`^(?:${TIME_IN_TEXT.source})$`)

const TIME_NAME = /(?:time|issued|expires|expiry|expire|date|_at|timestamp|created|updated)$/i
const TOKEN_NAME = /(?:ticket|nonce|(?<!\w)luk|code_challenge)$/i
const ID_NAME = /(?:(?:^|[a-z_@.-])(?:id|uid|guid|openid|unionid)|Id|ID|(?<!\w)lui)$/

const patternOf = (name: string, value: string): Pattern | undefined => {
  const is = (kind: Pattern['kind'], pattern: string): Pattern => ({ kind, pattern })
  if (value === '') return undefined
  if (TIME.test(value)) return is('time', shapeOf(value))
  if (isEpoch(value)) return is('time', `epoch of ${value.length}`)
  if (TIME_NAME.test(name) && /^\d+$/.test(value)) return is('time', `number of ${value.length}`)
  const [, scheme = '', rest = ''] = /^(Bearer )?([^]*)$/.exec(value) ?? []
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(rest)) return is('token', `${scheme}JWT`)
  const guid = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(value)
  if (guid) return is('id', /[A-F]/.test(value) ? 'GUID' : 'guid')
  if (isSecret(name) || TOKEN_NAME.test(name))
    return /\s/.test(rest) ? undefined : is('token', `${scheme}${classOf(rest)}`)
  if (/^[\da-f]{16,}$/.test(value)) return is('token', `hex of ${value.length}`)
  if (ID_NAME.test(name) && !/\s/.test(value)) return is('id', classOf(value))
  return undefined
}

/** Seconds or milliseconds since 1970, for dates from 2001 to 2096. */
const isEpoch = (value: string): boolean => /^[1-3]\d{9}(?:\d{3})?$/.test(value)

/** Returns the class of a token or id: digits, hex digits of a length, or text. */
const classOf = (value: string): string => {
  if (/^\d+$/.test(value)) return 'digits'
  return /^[\da-f]{16,}$/.test(value) ? `hex of ${value.length}` : 'text'
}

/** Returns the format of a time: its digits and names do not matter, nor does its fraction. */
const shapeOf = (time: string): string =>
  time
    .replace(/\.\d+/, '')
    .replace(/[A-Z][a-z]{2}/g, 'Aaa')
    .replace(/\d/g, '0')

/** A mask stands for any text. Recordings have a mask in place of each secret. */
const isMaskOf = (a: string, b: string): boolean => {
  const [masked, other] = a.includes(MASK) ? [a, b] : [b, a]
  const [first = '', ...parts] = masked.split(/\*{3}\d*/)
  const last = parts.pop() ?? ''
  if (!other.startsWith(first) || !other.endsWith(last)) return false
  let at = first.length
  for (const part of parts) {
    const found = other.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= other.length - last.length
}
