import type { WireRequest } from '../../core/wire.ts'

/**
 * Returns the request's URI as `Uri.ToString()` prints it in a 404: partly unescaped
 * (docs/spec/aspnet-webapi.md#error-bodies).
 */
export const requestUri = ({ headers, path, query }: WireRequest): string => {
  const host = (headers['host'] ?? 'localhost').toLowerCase().replace(/:80$/, '')
  const tail = query === '' ? '' : `?${percentDecode(query, inQuery)}`
  return `http://${host}${percentDecode(canonicalPath(path), inPath)}${tail}`
}

/**
 * Whether an ASCII character may be unescaped. `UriHelper.IsNotSafeForUnescape` excludes control
 * characters and characters that would change the URI's meaning (S).
 */
const isSafe = (code: number): boolean => {
  if (code <= 0x1f || code === 0x7f) return false
  return !'#$%&+,/;=?@\\'.includes(String.fromCharCode(code))
}

/** Whether a character is an RFC 3987 ucschar, as `IriHelper.CheckIriUnicodeRange` decides (S). */
const isIriCharacter = (code: number): boolean => {
  if (code <= 0xffff)
    return (
      (code >= 0xa0 && code <= 0xd7ff) ||
      (code >= 0xf900 && code <= 0xfdcf) ||
      (code >= 0xfdf0 && code <= 0xffef)
    )
  return code < 0xf0000 && (code & 0xffff) <= 0xfffd && !(code >= 0xe0000 && code < 0xe1000)
}

const isPrivate = (code: number): boolean =>
  (code >= 0xe000 && code <= 0xf8ff) || (code >= 0xf0000 && (code & 0xffff) <= 0xfffd)

const inPath: Decoding = { ascii: isSafe, unicode: isIriCharacter, percent: '%25' }
const inQuery: Decoding = {
  ascii: isSafe,
  unicode: (code) => isIriCharacter(code) || isPrivate(code),
  percent: '%25',
}

/**
 * Returns the path as System.Uri keeps it: bytes beyond ASCII are UTF-8, `\` becomes `/`, and dot
 * segments are resolved (S).
 */
const canonicalPath = (path: string): string => {
  const text = /[\x80-\xff]/.test(path) ? Buffer.from(path, 'latin1').toString('utf8') : path
  const slashed = text.replaceAll('\\', '/')
  return /\/(?:\.|%2e)/i.test(slashed) ? withoutDots(slashed) : slashed
}

/** Returns the path that routes are matched against: every escape is decoded, `%2F` too (S). */
export const routePath = (path: string): string => percentDecode(canonicalPath(path), everything)

const everything: Decoding = { ascii: () => true, unicode: () => true, percent: '%' }

const withoutDots = (path: string): string => {
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  segments.forEach((segment, index) => {
    const dots = segment.replace(/%2e/gi, '.')
    const isDots = dots === '.' || dots === '..'
    if (dots === '..') kept.pop()
    if (!isDots) kept.push(segment)
    else if (index === segments.length - 1) kept.push('')
  })
  return `/${kept.join('/')}`
}

/** The escapes that System.Uri decodes (S). */
interface Decoding {
  /** Whether an escaped ASCII character is decoded. */
  readonly ascii: (code: number) => boolean
  /** Whether an escaped character beyond ASCII is decoded. */
  readonly unicode: (code: number) => boolean
  /** Replacement for a `%` that begins no escape. */
  readonly percent: string
}

/** Decodes the escapes that `decoding` selects. Escapes of bytes that are not UTF-8 stay. */
const percentDecode = (text: string, decoding: Decoding): string =>
  text.includes('%')
    ? text.replace(/(?:%[0-9a-f]{2})+|%/gi, (run) =>
        run === '%' ? decoding.percent : decodeRun(run, decoding),
      )
    : text

const decodeRun = (run: string, decoding: Decoding): string => {
  const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
  let decoded = ''
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0
    const length = sequenceLength(lead)
    const escaped = run.slice(at * 3, (at + length) * 3)
    const code = length === 1 ? lead : codePointOf(bytes.subarray(at, at + length))
    if (code === undefined) {
      decoded += run.slice(at * 3, at * 3 + 3).toUpperCase()
      at += 1
      continue
    }
    if (code < 0x80) decoded += decoding.ascii(code) ? String.fromCharCode(code) : escaped
    else if (!isBidiControl(code))
      decoded += decoding.unicode(code) ? String.fromCodePoint(code) : escaped.toUpperCase()
    at += length
  }
  return decoded
}

/** `Uri.IsBidiControlCharacter`: System.Uri drops these characters (S). */
const isBidiControl = (code: number): boolean =>
  code === 0x200e || code === 0x200f || (code >= 0x202a && code <= 0x202e)

const sequenceLength = (lead: number): number =>
  lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4

/** Returns the one character that all these bytes encode; undefined if they encode none. */
const codePointOf = (bytes: Buffer): number | undefined => {
  const text = bytes.toString('utf8')
  const code = text.codePointAt(0) ?? 0xfffd
  return code === 0xfffd || String.fromCodePoint(code) !== text ? undefined : code
}
