import { clip } from '../../../core/clip.ts'
import type { Speaking } from '../../../core/dialect.ts'
import type { Note } from '../../../core/note.ts'
import type { Headers, Reply, WireRequest } from '../../../core/wire.ts'
import { nginxHeaders } from '../../shared/nginx-pages.ts'
import { acceptedBy } from './accept.ts'
import { jsonReply } from './json-reply.ts'

/** An error that Spring answers, with the additional headers of the answer. */
interface SpringError {
  readonly status: number
  readonly error: string
  readonly headers: Headers
  /** The client requested the error path itself. No error occurred. */
  readonly isDirect?: boolean
}

/**
 * Writes an error as BasicErrorController does: a page, JSON, or only the status, depending on the `Accept`
 * header (R).
 */
export const errorReply = (
  request: WireRequest,
  { status, error, headers, isDirect = false }: SpringError,
  { now, note }: Speaking,
): Reply => {
  const { accept } = request.headers
  const told = isDirect ? 999 : status
  const { json, wantsPage } = acceptedBy(accept)
  if (wantsPage) {
    const outcome = 'prefers text/html: Spring Boot answered the error with its page for browsers'
    note?.(acceptNote('error-as-page', accept ?? '', outcome))
    const language = [
      'Content-Language',
      contentLanguage(request.headers['accept-language']),
    ] as const
    return {
      status,
      reason: '',
      headers: nginxHeaders('text/html;charset=UTF-8', 'counted', [...headers, language]),
      body: whitelabelPage(told, error, now()),
      basis: 'recorded',
    }
  }
  if (json === undefined) {
    const outcome = `takes nothing that Spring writes: it answered ${status} without a body`
    note?.(acceptNote('accept-not-writable', accept ?? '', outcome))
    return emptyReply(status, headers)
  }
  const timestamp = new Date(now()).toISOString().replace('Z', '+00:00')
  // The path is as the client sent it, without the query.
  const value = { timestamp, status: told, error, ...(isDirect ? {} : { path: request.path }) }
  const rest = headers.length === 0 ? {} : { headers }
  return jsonReply(request, json, { status, value, ...rest })
}

/** Writes an answer without a body, and so without a Content-Type. */
export const emptyReply = (status: number, headers: Headers = []): Reply => ({
  status,
  reason: '',
  headers: nginxHeaders(undefined, 'counted', headers),
  body: '',
  basis: 'recorded',
})

/** Returns Spring Boot's error page (R). The time is formatted as Java's Date prints it. */
const whitelabelPage = (status: number, error: string, now: number): string =>
  [
    '<html><body><h1>Whitelabel Error Page</h1>',
    '<p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p>',
    `<div id='created'>${javaDate(now)}</div>`,
    `<div>There was an unexpected error (type=${error}, status=${status}).</div>`,
    '</body></html>',
  ].join('')

/** Formats a time as Date.toString() does on a server in UTC: `Sat Nov 28 21:01:59 UTC 2026`. */
const javaDate = (now: number): string => {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(now)
    .toUTCString()
    .split(' ')
  return `${day.replace(',', '')} ${month} ${date} ${time} UTC ${year}`
}

/** Returns a note about an `Accept` header and its effect on Spring's answer. */
const acceptNote = (kind: Note['kind'], accept: string, outcome: string): Note => ({
  kind,
  message: `The Accept header \`${clip(accept)}\` ${outcome}; send \`Accept: application/json\`.`,
  path: 'Accept',
  expected: 'application/json',
  actual: clip(accept),
})

/** Returns a note that Spring checks the `Accept` header only after the handler has run. */
export const notAcceptable = (accept: string): Note =>
  acceptNote(
    'not-acceptable',
    accept,
    'takes no JSON: Spring ran the handler, so that a code is used up, and answered 406 in place of what it made',
  )

/** Returns a note about a CORS preflight to an application without CORS. */
export const corsRejected = (origin: string): Note => ({
  kind: 'cors-rejected',
  message: `A preflight came from ${clip(origin)}, and the application has no CORS set up: Spring answered 403 and the browser will not send the request; call from a server, or start the mock with CORS.`,
  path: 'Origin',
  actual: clip(origin),
})

/**
 * Returns the language tag of the page, from `Accept-Language` (R; the spelling of tags by Java's Locale, S):
 * the tag with the highest weight, and the first of equal weights. Without a tag, returns English, the
 * server's own language.
 */
const contentLanguage = (header: string | undefined): string => {
  let best: string | undefined
  let most = 0
  for (const range of (header ?? '').split(',', 64)) {
    const [tag = '', ...parameters] = range.split(';')
    const language = tag.trim()
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(language)) continue
    const quality = parameters.length === 0 ? 1 : weight(parameters.join(';'))
    if (quality > most) [best, most] = [language, quality]
  }
  return best === undefined ? 'en' : languageTag(best)
}

/** Reads a weight such as `q=0.9`. Returns 0, which excludes the language, for any other text. */
const weight = (text: string): number => {
  const digits = /^\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?)\s*$/.exec(text)?.[1]
  return digits === undefined ? 0 : Math.min(1, Number(digits))
}

/**
 * Imitates Locale.forLanguageTag(…).toLanguageTag(): keeps the well-formed subtags from the left. Returns
 * `und` if there are none.
 */
const languageTag = (tag: string): string => {
  const subtags = (grandfathered.get(tag.toLowerCase()) ?? tag).split('-')
  let at = 0
  const take = (pattern: RegExp): string | undefined =>
    pattern.test(subtags[at] ?? '') ? subtags[at++] : undefined
  const parts = languageOf(take)
  if (parts.length > 0) {
    const script = take(/^[A-Za-z]{4}$/)
    if (script !== undefined)
      parts.push(script.charAt(0).toUpperCase() + script.slice(1).toLowerCase())
    const region = take(/^(?:[A-Za-z]{2}|\d{3})$/)
    if (region !== undefined) parts.push(region.toUpperCase())
    for (let variant; (variant = take(/^(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3})$/)) !== undefined;)
      parts.push(variant)
  }
  const rest = subtags.slice(at).join('-').toLowerCase()
  const extensions = /^(?:[a-wy-z](?:-[a-z0-9]{2,8})+(?:-|$))*/.exec(rest)?.[0] ?? ''
  if (extensions !== '' && parts.length > 0) parts.push(extensions.replace(/-$/, ''))
  const own = /^x(?:-[a-z0-9]{1,8})+/.exec(
    rest.slice(parts.length > 0 ? extensions.length : 0),
  )?.[0]
  if (own !== undefined) parts.push(own)
  return parts.length === 0 ? 'und' : parts.join('-')
}

/** Reads the language, or the first extended language behind it (`zh-yue` is `yue`). */
const languageOf = (take: (pattern: RegExp) => string | undefined): string[] => {
  const language = take(/^[A-Za-z]{2,8}$/)?.toLowerCase()
  if (language === undefined) return []
  const extended = language.length > 3 ? undefined : take(/^[A-Za-z]{3}$/)?.toLowerCase()
  if (extended !== undefined) take(/^[A-Za-z]{3}$/)
  if (extended !== undefined) take(/^[A-Za-z]{3}$/)
  return [extended ?? renamed.get(language) ?? language]
}

/** Old language codes that Java replaces by newer ones. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['iw', 'he'],
  ['ji', 'yi'],
  ['in', 'id'],
])

/** Grandfathered tags with their replacements (RFC 5646 §2.2.8; sun.util.locale.LanguageTag). */
const grandfathered: ReadonlyMap<string, string> = new Map(
  [
    'art-lojban jbo,cel-gaulish xtg-x-cel-gaulish,en-gb-oed en-GB-x-oed,i-ami ami,i-bnn bnn',
    'i-default en-x-i-default,i-enochian und-x-i-enochian,i-hak hak,i-klingon tlh,i-lux lb',
    'i-mingo see-x-i-mingo,i-navajo nv,i-pwn pwn,i-tao tao,i-tay tay,i-tsu tsu,no-bok nb',
    'no-nyn nn,sgn-be-fr sfb,sgn-be-nl vgt,sgn-ch-de sgg,zh-guoyu cmn,zh-hakka hak',
    'zh-min nan-x-zh-min,zh-min-nan nan,zh-xiang hsn',
  ]
    .flatMap((line) => line.split(','))
    .map((pair): [string, string] => [pair.split(' ')[0] ?? '', pair.split(' ')[1] ?? '']),
)
