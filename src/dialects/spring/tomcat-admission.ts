import { isIPv6 } from 'node:net'
import { clip } from '../../core/clip.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { nginxHost, notAHost, turnedWith, type Turned } from '../shared/nginx-admission.ts'

/**
 * Tomcat's `maxHeaderCount`, and the number of headers that nginx adds: Connection and three X- headers (R
 * for one at least, I).
 */
const MOST_HEADERS = 100
const ADDED = 4
/** The bytes of these four headers, of the rest of the request line, and of the empty line. */
const ADDED_BYTES = 108
/** Tomcat's `maxHttpHeaderSize`: the bytes of the request line and the headers together. */
const LONGEST_HEAD = 8192

/**
 * Returns the refusal of Tomcat's connector for a request that nginx has passed on (R). Returns undefined if
 * the request reaches Spring.
 */
export const turnedByTomcat = (request: WireRequest): Turned<'tomcat-bad-request'> | undefined => {
  const { path, query, headers, rawHeaders = [] } = request
  if (!isTarget(path) || !isTarget(query)) return badTarget(path, query)
  const host = headers['host']
  if (host !== undefined && !isTomcatHost(host)) return badHost(host)
  const passed = rawHeaders.filter((_, at) => isPassed(rawHeaders[at - (at % 2)] ?? ''))
  if (passed.length > (MOST_HEADERS - ADDED) * 2) return manyHeaders(passed.length / 2)
  const size = sizeOf(request, passed)
  if (size > LONGEST_HEAD) return longHead(size)
  if (request.isOdd === true) {
    const name = controlled(rawHeaders)
    if (name !== undefined) return badValue(name)
  }
  return path.includes('%') || path.includes('..') ? turnedByPath(path) : undefined
}

/** Whether the text has only characters that a URI may hold without encoding. */
const isTarget = (text: string): boolean => /^[!$-;=?-Z_a-z~]*$/.test(text)

/**
 * Whether Tomcat accepts the host as nginx passes it on: a domain name, an IPv4 address or an IPv6 literal.
 */
const isTomcatHost = (host: string): boolean => {
  const name = nginxHost(host) ?? ''
  return name.startsWith('[')
    ? name.endsWith(']') && !name.includes('%') && isIPv6(name.slice(1, -1))
    : /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)
}

/**
 * Whether nginx passes a header on unchanged. nginx drops headers whose names it does not accept, and drops
 * or rewrites headers about its connection to the client.
 */
const isPassed = (name: string): boolean =>
  /^[A-Za-z0-9-]+$/.test(name) &&
  !/^(?:connection|keep-alive|te|expect|upgrade|transfer-encoding)$/i.test(name)

const sizeOf = ({ method, path, query }: WireRequest, passed: readonly string[]): number => {
  let size = method.length + path.length + query.length + ADDED_BYTES + (query === '' ? 0 : 1)
  for (const text of passed) size += text.length + 2
  return size
}

/**
 * Returns the name of a header with a control character. Only a request that Node's HTTP parser refused can
 * have one.
 */
const controlled = (rawHeaders: readonly string[]): string | undefined => {
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (/[\x00-\x08\x0a-\x1f\x7f]/.test(rawHeaders[at + 1] ?? '')) return rawHeaders[at]
  return undefined
}

/**
 * Refuses a path with an encoded slash or backslash, and a path that leads above the root once path
 * parameters are removed.
 */
const turnedByPath = (path: string): Turned<'tomcat-bad-request'> | undefined => {
  const plain = path.replace(/;[^/]*/g, '')
  const encoded = /%2f|%5c/i.exec(plain)?.[0]
  if (encoded !== undefined) return badPath(path, `\`${encoded}\``)
  let depth = 0
  for (const segment of plain.replace(/%2e/gi, '.').split('/').slice(1)) {
    if (segment === '..') depth--
    else if (segment !== '.' && segment !== '') depth++
    if (depth < 0) return badPath(path, 'a way above the root')
  }
  return undefined
}

const turnedAway = turnedWith(
  'Tomcat answered 400 with a page of its own and Spring never saw the request',
)

const turned = (kind: Note['kind'], why: string, fix: string, about?: Partial<Note>) =>
  turnedAway('tomcat-bad-request', kind, why, fix, about)

const badTarget = (path: string, query: string) => {
  const character = /[^!$-;=?-Z_a-z~]/.exec(path + query)?.[0] ?? ''
  const shown = character > '\x7e' ? 'bytes over 7F' : `\`${character}\``
  return turned(
    'target-malformed',
    `The request target holds ${shown} as it is`,
    `write \`${encodeURIComponent(character > '\x7e' ? '中' : character)}\``.replace(
      '`%E4%B8%AD`',
      'them percent-encoded, as in `%E4%B8%AD`',
    ),
    { actual: clip(character) },
  )
}

const badPath = (path: string, what: string) =>
  turned('path-malformed', `The path \`${clip(path)}\` has ${what}`, 'send the documented path', {
    actual: clip(path),
  })

const badHost = (host: string) =>
  turned('host-malformed', notAHost(host), 'send a name of letters, digits, hyphens and dots', {
    path: 'Host',
    actual: clip(host),
  })

const manyHeaders = (count: number) =>
  turned(
    'too-many-headers',
    `There are ${count} headers; Tomcat takes ${MOST_HEADERS} and nginx adds ${ADDED}`,
    `send at most ${MOST_HEADERS - ADDED}`,
    { expected: `at most ${MOST_HEADERS - ADDED}`, actual: String(count) },
  )

const longHead = (size: number) =>
  turned(
    'header-too-large',
    `The request line and the headers have ${size} bytes together, over ${LONGEST_HEAD}`,
    'send less, or send parameters in a form',
    { expected: `at most ${LONGEST_HEAD} bytes`, actual: String(size) },
  )

const badValue = (name: string) =>
  turned(
    'header-malformed',
    `The header \`${clip(name)}\` holds a control character`,
    'send text without one',
    { path: clip(name) },
  )

/** A size in bytes well below the limits of nginx and Tomcat for the request line and headers. */
const SHORT_HEAD = 4096

let known = ''

/** Stores a `Host` header that nginx and Tomcat have accepted. */
export const rememberHost = (host: string | undefined): void => {
  if (host !== undefined) known = host
}

/**
 * Whether nginx and Tomcat accept a request on a mapped path for certain. Most requests pass this check,
 * which is faster than the checks of both servers.
 */
export const isEveryday = (request: WireRequest): boolean => {
  const { method, query, version, headers, rawHeaders, authority, isOdd } = request
  if (isOdd === true || authority !== undefined || version !== '1.1' || rawHeaders === undefined)
    return false
  if (method !== 'POST' && method !== 'GET' && method !== 'PUT' && method !== 'DELETE') return false
  if (headers['host'] !== known || headers['transfer-encoding'] !== undefined) return false
  let size = query.length + rawHeaders.length * 2
  let hosts = 0
  let tokens = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? ''
    size += name.length + (rawHeaders[at + 1]?.length ?? 0)
    if (name.length === 4 && (name === 'Host' || name.toLowerCase() === 'host')) hosts++
    else if (isRare(name)) return false
    else if (name.length === 13 && name.toLowerCase() === 'authorization') tokens++
  }
  return (
    hosts === 1 && tokens <= 1 && rawHeaders.length < 128 && size < SHORT_HEAD && isTarget(query)
  )
}

/** Whether the header is `If-…`, `Expect` or `Content-Range`, which nginx accepts only once. */
const isRare = (name: string): boolean =>
  name.charCodeAt(2) === 0x2d
    ? (name.charCodeAt(0) | 0x20) === 0x69
    : (name.length === 6 && name.toLowerCase() === 'expect') ||
      (name.length === 13 && name.toLowerCase() === 'content-range')
