import { boundInput, type Call } from '../../core/pipeline.ts'
import { bodyText, decodeText } from './request-body.ts'
import type { Values } from '../matchers/value-match.ts'

/** Reads the values that a request has for one name or place. */
export type Read = (call: Call) => Values

/** Headers of which Node.js keeps only the first value. */
const keptOnce = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
)

/**
 * Reads the values of a header. Looks at own members only, because the headers from Node.js have a prototype.
 */
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

/** Reads the values of a form's field, whatever the content type says. */
export const formOf =
  (name: string): Read =>
  (call) =>
    queryValues(bodyText(call) ?? '', name)

const FORM = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i

/** Reads a form like WireMock: only if the content type is that of a form, and decoded in its charset. */
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

/** Takes off the quotes. Returns undefined if the value has a character that RFC 6265 does not allow. */
const strictValue = (written: string): string | undefined => {
  const found = VALUE.exec(written.trim())
  return found === null ? undefined : (found[1] ?? found[2])
}

/**
 * Returns the cookies of a `Cookie` header in order, as WireMock's server reads them. A name is a token that
 * does not begin with `$`, and a value may have quotes. A value with a character that RFC 6265 does not allow
 * is left out.
 */
export const cookiesOf = (header = ''): readonly (readonly [name: string, value: string])[] =>
  header.split(';').flatMap((pair) => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, Math.max(at, 0)).trim()
    const value = TOKEN.test(name) ? strictValue(pair.slice(at + 1)) : undefined
    return value === undefined ? [] : [[name, value] as const]
  })

/** Reads one cookie without reading the values of other cookies. */
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

/** Reads the values of a cookie like WireMock. */
export const strictCookieOf = (name: string): Read =>
  TOKEN.test(name) ? cookieReader(name, strictValue) : () => undefined

/** Reads the values of a cookie, without quotes around them. */
export const cookieOf = (name: string): Read =>
  cookieReader(name, (written) => written.trim().replace(/^"(.*)"$/s, '$1'))

/**
 * Reads a decoded field. A missing field and null are both `absent`; numbers and other values are compared as
 * texts.
 */
export const fieldOf =
  (name: string): Read =>
  (call) => {
    const input = call.operation === undefined ? plainFields(call) : boundInput(call)
    if (input === undefined || !Object.hasOwn(input, name)) return undefined
    const value = input[name]
    if (value === null || value === undefined) return undefined
    return typeof value === 'string' ? value : JSON.stringify(value)
  }

/** Reads the path as people write it: in UTF-8, percent-decoded. */
export const writtenPathOf: Read = ({ request }) => asWritten(request.path)

/** Reads path and query in the same form. */
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

/** Reads the host name of the `Host` header, without the port. */
export const hostOf: Read = ({ request }) => request.headers['host']?.replace(/:\d*$/, '')

/** Reads the port of the `Host` header, or the default port of the scheme. */
export const portOf: Read = (call) =>
  /:(\d+)$/.exec(call.request.headers['host'] ?? '')?.[1] ??
  (call.meta.secure === true ? '443' : '80')

export const schemeOf: Read = ({ meta }) => (meta.secure === true ? 'https' : 'http')

/** Reads the client's address: as a proxy gives it, else the address of the connection. */
export const clientIpOf: Read = ({ request, meta }) =>
  request.headers['x-forwarded-for'] ?? meta.clientIp

/**
 * Returns the values of a name in a raw query or form, as URLSearchParams reads it. Other pairs are not
 * decoded, because each of many stubs may search a long form.
 */
export const queryValues = (query: string, name: string): Values => {
  let first: string | undefined
  let all: string[] | undefined
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const end = at < 0 ? pair.length : at
    // Encoding never makes a name shorter.
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

/**
 * Returns the fields of a request that no API reads: the members of its JSON object, or the fields of its
 * form. Each body is read once.
 */
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
