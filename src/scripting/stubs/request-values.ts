import { boundInput, type Call } from '../../core/pipeline.ts'
import { bodyText, decodeText } from './request-body.ts'
import type { Values } from '../matchers/value-match.ts'

/** Finds what a request has of something. */
export type Read = (call: Call) => Values

/** Names that node keeps only the first value of. */
const keptOnce = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
)

/** The values of a header. Looks at own members only: node's headers are an object with a prototype. */
export const headerOf = (name: string): Read => {
  const lower = name.toLowerCase()
  const once = keptOnce.has(lower)
  return ({ request: { headers, rawHeaders } }) => {
    const joined = Object.hasOwn(headers, lower) ? headers[lower] : undefined
    if (joined === undefined || rawHeaders === undefined) return joined
    if (!once && !joined.includes(lower === 'cookie' ? ';' : ',')) return joined
    const values = linesOf(rawHeaders, lower)
    return values.length > 1 ? values : joined
  }
}

const linesOf = (raw: readonly string[], lower: string): readonly string[] => {
  const values: string[] = []
  for (let at = 0; at < raw.length; at += 2)
    if (raw[at]?.toLowerCase() === lower) values.push(raw[at + 1] ?? '')
  return values
}

export const queryOf =
  (name: string): Read =>
  ({ request }) =>
    queryValues(request.query, name)

/** The values of a form's field, whatever the content type says. */
export const formOf =
  (name: string): Read =>
  (call) =>
    queryValues(bodyText(call) ?? '', name)

const FORM = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i

/** As WireMock reads a form: of its content type only, decoded in the charset that this names. */
export const typedFormOf = (name: string): Read => {
  const plain = formOf(name)
  return (call) => {
    const type = call.request.headers['content-type'] ?? ''
    if (!FORM.test(type)) return undefined
    return /charset/i.test(type) ? charsetFormOf(name, type, bodyText(call) ?? '') : plain(call)
  }
}

const charsetFormOf = (name: string, type: string, form: string): Values => {
  const decoded = (text: string): string =>
    text
      .replaceAll('+', ' ')
      .replace(/(?:%[\da-f]{2})+/gi, (bytes) =>
        decodeText(Buffer.from(bytes.replaceAll('%', ''), 'hex'), type),
      )
  const pairs = form.split('&').map((pair) => pair.split(/=(.*)/s, 2).map(decoded))
  const values = pairs.filter(([key]) => key === name).map(([, value = '']) => value)
  return values.length > 1 ? values : values[0]
}

const TOKEN = /^(?!\$)[\w!#$%&'*+.^`|~-]+$/
const VALUE = /^(?:"([ !#-+\--:<-[\]-~]*)"|([ !#-+\--:<-[\]-~]*))$/

/** Without its quotes; undefined where it has a character that RFC 6265 does not allow. */
const strictValue = (written: string): string | undefined => {
  const found = VALUE.exec(written.trim())
  return found === null ? undefined : (found[1] ?? found[2])
}

/**
 * The cookies of a `Cookie` header in their order, as WireMock's server reads them: a name is a token that does not
 * begin with `$`, a value may stand in quotes, and a value with a character that RFC 6265 does not allow is left out.
 */
export const cookiesOf = (header = ''): readonly (readonly [name: string, value: string])[] =>
  header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0)).trim()
    const value = TOKEN.test(name) ? strictValue(pair.slice(at + 1)) : undefined
    return value === undefined ? [] : [[name, value] as const]
  })

/** Does not look at the values of other cookies. */
const cookieReader =
  (name: string, valueOf: (written: string) => string | undefined): Read =>
  ({ request }) => {
    const found: string[] = []
    for (const pair of (request.headers['cookie'] ?? '').split(';')) {
      const at = pair.indexOf('=')
      if (at < 1 || pair.slice(0, at).trim() !== name) continue
      const value = valueOf(pair.slice(at + 1))
      if (value !== undefined) found.push(value)
    }
    return found.length > 1 ? found : found[0]
  }

/** The values of a cookie as WireMock reads them. */
export const strictCookieOf = (name: string): Read =>
  TOKEN.test(name) ? cookieReader(name, strictValue) : () => undefined

/** The values of a cookie, without quotes around them. */
export const cookieOf = (name: string): Read =>
  cookieReader(name, (written) => written.trim().replace(/^"(.*)"$/s, '$1'))

/** Absent and null are both `absent`; numbers and the like are compared as texts. */
export const fieldOf =
  (name: string): Read =>
  (call) => {
    const input = call.operation === undefined ? plainFields(call) : boundInput(call)
    if (input === undefined || !Object.hasOwn(input, name)) return undefined
    const value = input[name]
    if (value === null || value === undefined) return undefined
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

/** The path as people write it: UTF-8, percent-encoding taken off. */
export const writtenPathOf: Read = ({ request }) => asWritten(request.path)

/** Path and query in the same form. */
export const writtenUrlOf: Read = (call) => asWritten(String(urlOf(call)))

const asWritten = (text: string): string => {
  try {
    return decodeURIComponent(Buffer.from(text, 'latin1').toString('utf8'))
  } catch {
    return text
  }
}

export const urlOf: Read = ({ request: { path, query } }) =>
  query === '' ? path : `${path}?${query}`

/** What `Host` names, without its port. */
export const hostOf: Read = ({ request }) => request.headers['host']?.replace(/:\d*$/, '')

/** The port that `Host` names, or the scheme's own. */
export const portOf: Read = (call) =>
  /:(\d+)$/.exec(call.request.headers['host'] ?? '')?.[1] ??
  (call.meta.secure === true ? '443' : '80')

export const schemeOf: Read = ({ meta }) => (meta.secure === true ? 'https' : 'http')

/** As a proxy in between says, else the address that the connection came from. */
export const clientIpOf: Read = ({ request, meta }) =>
  request.headers['x-forwarded-for'] ?? meta.clientIp

/**
 * The values of a name in a raw query or form, as URLSearchParams reads it. Other pairs are not decoded: each of
 * many stubs may look into a long form.
 */
export const queryValues = (query: string, name: string): Values => {
  let first: string | undefined
  let all: string[] | undefined
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const end = at < 0 ? pair.length : at
    // Encoding makes no name shorter.
    if (pair === '' || end < name.length) continue
    if (decoded(pair.slice(0, end)) !== name) continue
    const value = decoded(pair.slice(end + 1))
    if (first === undefined) first = value
    else (all ??= [first]).push(value)
  }
  return all ?? first
}

const decoded = (text: string): string =>
  text.includes('%') || text.includes('+') ? (new URLSearchParams(`=${text}`).get('') ?? '') : text

type Fields = Readonly<Record<string, unknown>>

const read = new WeakMap<Buffer, Fields>()

/** Of a request that no API reads: the members of its JSON object, or the fields of its form. Read once. */
const plainFields = (call: Call): Fields => {
  const { body } = call.request
  let fields = read.get(body)
  if (fields === undefined) {
    fields = fieldsOf(bodyText(call) ?? '', call.request.headers['content-type'] ?? '')
    read.set(body, fields)
  }
  return fields
}

const fieldsOf = (text: string, type: string): Fields => {
  if (/^\s*\{/.test(text)) {
    try {
      return JSON.parse(text) as Fields
    } catch {
      return {}
    }
  }
  return /urlencoded/i.test(type) ? Object.fromEntries(new URLSearchParams(text)) : {}
}
