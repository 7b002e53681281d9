import { remember } from '../../../core/on-need.ts'
import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import { nginxHeaders } from '../../shared/nginx-pages.ts'
import { decodeUtf8 } from '../reading/java-text.ts'
import type { JsonFormat } from './accept.ts'

/**
 * Writes a value as Spring's message converter does. The body is chunked, because the converter does not know
 * its length when it begins to write (R).
 */
export const jsonReply = (
  { path, method }: WireRequest,
  { contentType, charset }: JsonFormat,
  answer: { readonly status: number; readonly value: unknown; readonly headers?: Headers },
): Reply => {
  const { status, value } = answer
  const guarded = needsFileName(path)
  // The answer to HEAD on a handler has the Content-Length of the body that is left out (R).
  const isCounted = method === 'HEAD' && status === 200
  const isEveryday = !guarded && !isCounted && answer.headers === undefined
  const headers = isEveryday
    ? jsonHeaders(contentType)
    : nginxHeaders(contentType, isCounted ? 'counted' : 'chunked', [
        ...(answer.headers ?? []),
        ...(guarded ? [CONTENT_DISPOSITION] : []),
      ])
  return { status, reason: '', headers, body: jsonBody(value, charset), basis: 'recorded' }
}

const CONTENT_DISPOSITION = ['Content-Disposition', 'inline;filename=f.txt'] as const

/** Returns the headers of a plain JSON answer. They are built once and shared by all such answers. */
const jsonHeaders = remember((contentType) => nginxHeaders(contentType, 'chunked'))

/**
 * Returns the JSON body of a value, as Jackson writes it in a charset. `charset` is Java's name of the
 * charset.
 */
export const jsonBody = (value: unknown, charset: string): string | Buffer => {
  const text = writeJackson(value)
  if (charset === 'UTF-8' || charset === 'US-ASCII') return text
  const plain = text.replace(pair, unescape)
  if (charset.startsWith('UTF-32')) return utf32(plain, charset === 'UTF-32LE')
  const little = Buffer.from(plain, 'utf16le')
  return charset === 'UTF-16LE' ? little : little.swap16()
}

/**
 * Matches an escaped surrogate pair, which only Jackson's UTF-8 writer escapes. It also matches every other
 * escape, so that `unescape` leaves that escape unchanged.
 */
const pair = /\\(?:u(D[89AB][0-9A-F]{2})\\u(D[C-F][0-9A-F]{2})|.)/g

const unescape = (whole: string, high: string | undefined, low: string | undefined): string =>
  high === undefined || low === undefined
    ? whole
    : String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16))

const utf32 = (text: string, isLittle: boolean): Buffer => {
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const bytes = Buffer.alloc(points.length * 4)
  for (const [index, point] of points.entries())
    if (isLittle) bytes.writeUInt32LE(point, index * 4)
    else bytes.writeUInt32BE(point, index * 4)
  return bytes
}

/**
 * Returns the JSON text of a value as Jackson writes it (R): compact, with the keys in the object's own
 * order. Only `"`, `\`, control characters and surrogates are escaped, in upper-case hex (`\u001F`, where
 * JSON.stringify writes lower-case). Strings without escapes skip JSON.stringify, which is slow on long
 * strings.
 */
export const writeJackson = (value: unknown): string => {
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(writeJackson).join(',')}]`
  let json = ''
  for (const name of Object.keys(value)) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (member !== undefined)
      json += `${json === '' ? '{' : ','}${writeName(name)}${writeJackson(member)}`
  }
  return json === '' ? '{}' : `${json}}`
}

const writeString = (text: string): string =>
  text.includes('"') || text.includes('\\') || special.test(text)
    ? JSON.stringify(text).replace(escape, upperCase).replace(surrogate, escaped)
    : `"${text}"`

/**
 * The other characters that are escaped. Without `"` and `\`, most text falls into one range of the pattern,
 * which makes the test faster.
 */
const special = /[\x00-\x1f\ud800-\udfff]/

/** Caches member names with their quotes. The names come from envelopes and stubs. */
const names = new Map<string, string>()
const MOST_NAMES = 1024

const writeName = (name: string): string => {
  let text = names.get(name)
  if (text === undefined) {
    text = `${writeString(name)}:`
    if (names.size < MOST_NAMES) names.set(name, text)
  }
  return text
}

/** Matches every escape, so that a `u` behind an escaped backslash is not read as a `\u` escape. */
const escape = /\\(?:u([0-9a-f]{4})|.)/g

const upperCase = (whole: string, digits: string | undefined): string =>
  digits === undefined ? whole : `\\u${digits.toUpperCase()}`

/** Matches the halves of surrogate pairs. JSON.stringify has already escaped lone surrogates. */
const surrogate = /[\ud800-\udfff]/g

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`

/**
 * Whether Spring adds `Content-Disposition: inline;filename=f.txt` to a converter's answer. It does so if the
 * path, as the client sent it, ends in an extension that a browser might run (R; the list of harmless
 * extensions S).
 */
const needsFileName = (path: string): boolean =>
  (path.includes('.') || path.includes('%')) && !isHarmless(path.slice(path.lastIndexOf('/') + 1))

/**
 * Whether the last path segment has only harmless extensions. Every `%` is followed by two hex digits,
 * because nginx refuses other paths.
 */
const isHarmless = (last: string): boolean => {
  const semicolon = last.indexOf(';')
  const [name, parameters] =
    semicolon < 0 ? [last, ''] : [last.slice(0, semicolon), last.slice(semicolon)]
  return [name, parameters].every((part) => isSafe(extensionOf(decoded(part))))
}

const decoded = (text: string): string =>
  text.includes('%')
    ? decodeUtf8(
        Buffer.from(
          text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
            String.fromCharCode(Number.parseInt(digits, 16)),
          ),
          'latin1',
        ),
      )
    : text

/** Imitates StringUtils.getFilenameExtension. */
const extensionOf = (text: string): string => {
  const dot = text.lastIndexOf('.')
  return dot < 0 || text.lastIndexOf('/') > dot ? '' : text.slice(dot + 1)
}

const isSafe = (extension: string): boolean =>
  extension.trim() === '' || safe.has(extension.toLowerCase())

/**
 * The extensions of Spring's own list, then those of images, sound, video and `+xml` among the media types
 * that Spring knows.
 */
const safe: ReadonlySet<string> = new Set(
  [
    'txt text yml properties csv json xml atom rss png jpe jpeg jpg gif wbmp bmp',
    '3ds 3g2 3gp aac adp aif aifc aiff asf asx au avi btif caf cgm cmx djv djvu dwg dxf f4v fh',
    'flac fli flv g3 gml gpx h261 h263 h264 ico ief inkml jpgm jpgv jpm kar kml ktx lvp m1v m2a',
    'm2v m3a m3u m4u m4v mathml mid midi mj2 mjp2 mka mkv mng mov movie mp2 mp2a mp3 mp4 mp4a',
    'mp4v mpe mpeg mpg mpg4 mpga mxu ncx oga ogg ogv opf pbm pct pcx pgm pic pnm ppm psd qt ra',
    'ram ras rdf rgb rmi sbml sid smi smil snd spx srx ssml svg svgz tga tif tiff ttml vxml wadl',
    'wav wax webm webp wma wmv wmx wsdl wvx xbm xdp xht xhtml xif xm xop xpm xslt xspf xul xwd yin',
  ].flatMap((line) => line.split(' ')),
)
