import { remember } from '../../../core/on-need.ts'
import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import { nginxHeaders } from '../../shared/nginx-pages.ts'
import { decodeUtf8 } from '../reading/java-text.ts'
import type { JsonFormat } from './accept.ts'

/** What a message converter writes: chunked, for its length is not known when it begins (R). */
export const jsonReply = (
  { path, method }: WireRequest,
  { contentType, charset }: JsonFormat,
  answer: { readonly status: number; readonly value: unknown; readonly headers?: Headers },
): Reply => {
  const { status, value } = answer
  const guarded = needsFileName(path)
  // HEAD on a handler is the exception: what it would write is counted (R).
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

/** Of the everyday answer. Built once, shared by every answer. */
const jsonHeaders = remember((contentType) => nginxHeaders(contentType, 'chunked'))

/** A value as Jackson writes it in an encoding (Java's name). */
export const jsonBody = (value: unknown, charset: string): string | Buffer => {
  const text = writeJackson(value)
  if (charset === 'UTF-8' || charset === 'US-ASCII') return text
  const plain = text.replace(pair, unescape)
  if (charset.startsWith('UTF-32')) return utf32(plain, charset === 'UTF-32LE')
  const little = Buffer.from(plain, 'utf16le')
  return charset === 'UTF-16LE' ? little : little.swap16()
}

/** Only Jackson's writer of UTF-8 escapes pairs of surrogates. Any other escape is taken, too, to leave it alone. */
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
 * Jackson's text of a value: compact, keys in the object's own order, nothing but `"`, `\`,
 * control characters and surrogates escaped (R), and these in upper-case hex (`\u001F`; JSON.stringify's
 * is lower). Strings that need no escape are pasted, for JSON.stringify is slow on long ones.
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

/** What else is escaped. Without the two characters above it is one range for most text, which is found faster. */
const special = /[\x00-\x1f\ud800-\udfff]/

/** Names with their quotes; they come from envelopes and stubs. */
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

/** Any escape, so that the `u` of an escaped backslash's neighbour is not taken for one. */
const escape = /\\(?:u([0-9a-f]{4})|.)/g

const upperCase = (whole: string, digits: string | undefined): string =>
  digits === undefined ? whole : `\\u${digits.toUpperCase()}`

/** Halves of pairs; JSON.stringify has escaped the lone ones. */
const surrogate = /[\ud800-\udfff]/g

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`

/**
 * Whether Spring adds `Content-Disposition: inline;filename=f.txt` to what a converter writes: where the
 * path, as the client sent it, ends in an extension that a browser might run (R; the list of harmless ones S).
 */
const needsFileName = (path: string): boolean =>
  (path.includes('.') || path.includes('%')) && !isHarmless(path.slice(path.lastIndexOf('/') + 1))

/** A percent sign in it is followed by two digits: nginx takes no other. */
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

/** StringUtils.getFilenameExtension. */
const extensionOf = (text: string): string => {
  const dot = text.lastIndexOf('.')
  return dot < 0 || text.lastIndexOf('/') > dot ? '' : text.slice(dot + 1)
}

const isSafe = (extension: string): boolean =>
  extension.trim() === '' || safe.has(extension.toLowerCase())

/** Spring's own list, then pictures, sound, films and `+xml` of the media types it knows. */
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
