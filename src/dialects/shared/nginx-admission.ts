import { clip } from '../../core/clip.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import type { NginxRefusal } from './nginx-pages.ts'

/** The answer of a server in front of the framework to a request that the server does not pass on. */
export interface Turned<Refusal extends string = string> {
  readonly refusal: Refusal
  readonly note: Note
}

/** The limits of `large_client_header_buffers 4 8k`, in bytes: one line with its line end, and all lines. */
const LONGEST_LINE = 8192
const LONGEST_HEAD = 4 * LONGEST_LINE

/**
 * Returns nginx's refusal of a request by its request line and headers (R). Returns undefined if nginx passes
 * the request on.
 */
export const turnedByNginx = (request: WireRequest): Turned<NginxRefusal> | undefined => {
  const { method, path, query, version } = request
  if (version === '2.0') return otherVersion
  if (!/^[A-Z_-]+$/.test(method)) {
    const why = `The method \`${clip(method)}\` is not in capital letters`
    return badMethod(method, why, 'send it as POST, GET, PUT or DELETE')
  }
  if (version === '0.9' && method !== 'GET') {
    const why = `The request line names no version, and HTTP/0.9 knows no ${clip(method)}`
    return badMethod(method, why, 'send `HTTP/1.1` behind the target')
  }
  const line = method.length + path.length + query.length + (query === '' ? 12 : 13)
  if (line > LONGEST_LINE) return lineTooLong(line)
  const control = /[\x00-\x20\x7f]/.exec(path) ?? /[\x00-\x20\x7f]/.exec(query)
  if (control !== null) return badTarget(`the byte ${hex(control[0])}`)
  const byHeaders = turnedByHeaders(request, line)
  if (byHeaders !== undefined) return byHeaders
  const needsHost = version !== undefined && version !== '1.0' && version !== '0.9'
  if (needsHost && request.headers['host'] === undefined)
    return badHost('There is no Host header', 'send one, as HTTP/1.1 wants it')
  if (method === 'TRACE' || method === 'CONNECT') return notAllowed(method)
  return nginxUri(path) === undefined ? badPath(path) : undefined
}

const turnedByHeaders = (
  { rawHeaders = [], authority, version }: WireRequest,
  line: number,
): Turned<NginxRefusal> | undefined => {
  let total = line
  let hosts = 0
  let codings = 0
  let coding: string | undefined
  let length: string | undefined
  let seen: Set<string> | undefined
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]]
    const size = name.length + value.length + 4
    total += size
    if (size > LONGEST_LINE || total > LONGEST_HEAD) return headerTooLarge(name, size)
    if (name.length === 4 && name.toLowerCase() === 'host') {
      if (++hosts > 1) return badHost('There are two Host headers', 'send one')
      if (nginxHost(value) === undefined)
        return badHost(notAHost(value), 'send the name that you connect to', {
          actual: clip(value),
        })
    } else if (name.length === 14 && name.toLowerCase() === 'content-length') {
      if (length !== undefined) return badLength('it is sent twice')
      if (!isLength(value)) return badLength(`\`${clip(value)}\` is no number, or too large a one`)
      length = value
    } else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') {
      codings++
      coding = value
    } else if (onlyOnce.test(name)) {
      const key = name.toLowerCase()
      if (seen?.has(key) === true) return sentTwice(name)
      ;(seen ??= new Set()).add(key)
    }
  }
  if (authority !== undefined && !isAbsoluteHost(authority)) return badTarget('the authority')
  return coding === undefined ? undefined : turnedByCoding(coding, codings, length, version)
}

/**
 * The headers that nginx accepts only once (ngx_http_process_unique_header_line), apart from Host,
 * Content-Length and Transfer-Encoding.
 */
const onlyOnce =
  /^(?:if-(?:modified-since|unmodified-since|match|none-match|range)|content-range|expect|authorization)$/i

const turnedByCoding = (
  coding: string,
  codings: number,
  length: string | undefined,
  version: string | undefined,
): Turned<NginxRefusal> | undefined => {
  if (version === '1.0') return badCoding('HTTP/1.0 knows none')
  if (codings > 1) return badCoding('it is sent twice')
  if (coding.toLowerCase() !== 'chunked') return unknownCoding(coding)
  return length === undefined ? undefined : badCoding('Content-Length is sent as well')
}

/** Returns the reason why a `Host` header is refused, for a note. */
export const notAHost = (host: string): string =>
  `The Host header \`${clip(host)}\` is no host name`

let lastHost = ''
let lastNamed: string | undefined

/**
 * Returns nginx's `$host`: the `Host` header in lower case, without the port and a trailing dot. Returns
 * undefined if nginx refuses the header.
 */
export const nginxHost = (host: string): string | undefined => {
  if (host === lastHost) return lastNamed
  ;[lastHost, lastNamed] = [host, hostOf(host)]
  return lastNamed
}

/** Imitates ngx_http_validate_host. */
const hostOf = (host: string): string | undefined => {
  if (/[/\x00-\x20\x7f]/.test(host) || host.includes('..')) return undefined
  const literal = host.startsWith('[') ? host.indexOf(']') : -1
  const colon = host.startsWith('[') ? -1 : host.indexOf(':')
  const end = literal >= 0 ? literal + 1 : colon >= 0 ? colon : host.length
  const name = host.slice(0, end).replace(/\.$/, '').toLowerCase()
  return name === '' ? undefined : name
}

/** Whether nginx accepts the host in a request target such as `http://host:port/path`. */
const isAbsoluteHost = (authority: string): boolean =>
  /^(?:[a-zA-Z0-9.-]+|\[[\w:.~!$&'()*+,;=-]*\])(?::\d*)?$/.test(authority) &&
  nginxHost(authority) !== undefined

/** Whether ngx_atoof accepts the number: digits, with leading zeros allowed, that fit into 63 bits. */
const isLength = (value: string): boolean => {
  if (!/^\d+$/.test(value)) return false
  const digits = value.replace(/^0+/, '')
  return digits.length < 19 || (digits.length === 19 && digits <= MOST_LENGTH)
}

const MOST_LENGTH = '9223372036854775807'

const hex = (character: string): string =>
  character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')

/**
 * Returns a function that makes a refusal with its note. `outcome` says in the note what the server did
 * instead of passing the request on.
 */
export const turnedWith =
  (outcome: string) =>
  <Refusal extends string>(
    refusal: Refusal,
    kind: Note['kind'],
    why: string,
    fix: string,
    about: Partial<Note> = {},
  ): Turned<Refusal> => ({
    refusal,
    note: { kind, message: `${why}: ${outcome}; ${fix}.`, ...about },
  })

const turned = turnedWith(
  'nginx, in front, answered by itself and the application never saw the request',
)

const badRequest = (kind: Note['kind'], why: string, fix: string, about?: Partial<Note>) =>
  turned('nginx-bad-request', kind, why, fix, about)

const otherVersion = turned(
  'version-not-supported',
  'request-malformed',
  'The request names HTTP/2.0',
  'send HTTP/1.1',
  { expected: 'HTTP/1.1', actual: 'HTTP/2.0' },
)

const badMethod = (method: string, why: string, fix: string) =>
  badRequest('method-malformed', why, fix, { actual: clip(method) })

const lineTooLong = (length: number) =>
  turned(
    'uri-too-long',
    'request-line-too-long',
    `The request line has ${length} bytes, over ${LONGEST_LINE}`,
    'send parameters in a form instead of the query',
    { expected: `at most ${LONGEST_LINE} bytes`, actual: String(length) },
  )

const badTarget = (what: string) =>
  badRequest(
    'target-malformed',
    `The request target holds what no URL has (${what})`,
    'percent-encode it',
  )

const badPath = (path: string) =>
  badRequest(
    'path-malformed',
    `The path \`${clip(path)}\` has a \`%\` without two hex digits, a \`%00\`, or leads above the root`,
    'write `%25` for a percent sign and no `..`',
    { actual: clip(path) },
  )

const headerTooLarge = (name: string, size: number) =>
  turned(
    'header-too-large',
    'header-too-large',
    `The header \`${clip(name)}\` has ${size} bytes with its name, or all of them over ${LONGEST_HEAD}; one may have ${LONGEST_LINE}`,
    'send less, for instance fewer cookies',
    { path: clip(name), actual: String(size) },
  )

const sentTwice = (name: string) =>
  badRequest('header-malformed', `The header \`${clip(name)}\` is sent twice`, 'send it once', {
    path: clip(name),
  })

const badHost = (why: string, fix: string, about: Partial<Note> = {}) =>
  badRequest('host-malformed', why, fix, { path: 'Host', ...about })

const badLength = (why: string) =>
  badRequest(
    'content-length-malformed',
    `Content-Length is malformed, for ${why}`,
    'send the number of bytes of the body, once',
    { path: 'Content-Length' },
  )

const badCoding = (why: string) =>
  badRequest(
    'transfer-encoding-malformed',
    `Transfer-Encoding is out of place, for ${why}`,
    'send a Content-Length alone, or chunks alone',
    { path: 'Transfer-Encoding' },
  )

const unknownCoding = (coding: string) =>
  turned(
    'not-implemented',
    'transfer-encoding-unknown',
    `nginx knows no Transfer-Encoding \`${clip(coding)}\``,
    'send `chunked` or a Content-Length',
    { path: 'Transfer-Encoding', expected: 'chunked', actual: clip(coding) },
  )

const notAllowed = (method: string) =>
  turned(
    'nginx-not-allowed',
    'verb-not-allowed',
    `${method} is never passed on`,
    'send the documented method',
    { actual: method },
  )

/**
 * Returns the path that nginx compares with its locations (S, R): percent-decoded, with `//` as one slash and
 * without `.` and `..` segments. The result has one character for each byte. Returns undefined if nginx
 * refuses the path: a `%` without two hex digits, a zero byte, or a step above the root.
 */
export const nginxUri = (path: string): string | undefined => {
  if (!/[%#]|\/[./]/.test(path)) return path
  const decoded = decode(path)
  if (decoded === undefined) return undefined
  const walked: string[] = []
  const segments = decoded.split('/').slice(1)
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1
    if (segment === '..') {
      if (walked.pop() === undefined) return undefined
      if (isLast) walked.push('')
    } else if (segment === '.' || segment === '') {
      if (isLast) walked.push('')
    } else walked.push(segment)
  }
  return `/${walked.join('/')}`
}

const decode = (path: string): string | undefined => {
  let text = ''
  for (let at = 0; at < path.length; at++) {
    const character = path.charAt(at)
    if (character === '#') return text
    if (character !== '%') {
      text += character
      continue
    }
    const digits = path.slice(at + 1, at + 3)
    if (!/^[0-9a-fA-F]{2}$/.test(digits) || digits === '00') return undefined
    text += String.fromCharCode(Number.parseInt(digits, 16))
    at += 2
  }
  return text
}
