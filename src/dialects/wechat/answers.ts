import { hash } from 'node:crypto'
import type { Operation } from '../../core/api.ts'
import { shape, string, type Infer } from '../../core/schema.ts'
import { DATE, LENGTH, type Headers, type Reply } from '../../core/wire.ts'

/** Returns the headers of WeChat's servers for a content type (docs/spec/wechat-platform.md#wire). */
const headersOf = (contentType: string): Headers =>
  Object.freeze([
    ['Connection', 'keep-alive'],
    ['Content-Type', contentType],
    ['Date', DATE],
    ['Content-Length', LENGTH],
  ] as const)

/** The headers of an answer without a body. */
export const bareHeaders: Headers = Object.freeze([
  ['Connection', 'keep-alive'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
] as const)

const snsHeaders = headersOf('text/plain')
const apiHeaders = headersOf('application/json; encoding=utf-8')

/**
 * Returns the headers of a JSON answer: text/plain for `sns/…`, and JSON for all other paths (U). `path` is
 * the path of an operation, without the leading slash.
 */
export const jsonHeadersFor = (path: string): Headers =>
  path.startsWith('sns/') ? snsHeaders : apiHeaders

/**
 * The answers of a broken WeChat, in place of an errcode. A handler's envelope returns one of these values
 * unchanged.
 */
export const broken = {
  /** The gateway cannot reach a server (I). */
  unreachable: { broken: 'unreachable' },
  empty: { broken: 'empty' },
  /** The answer is an HTML page instead of JSON. */
  unreadable: { broken: 'unreadable' },
  /** The answer is a JSON object without any of the expected members. */
  incomplete: {},
} as const

/**
 * Writes an answer as compact JSON, without members that are null or undefined. Writes a value of `broken` as
 * the failure that it stands for.
 */
export const writeAnswer = ({ path }: Operation, value: unknown): Reply => {
  if (value === broken.unreachable)
    return { status: 502, headers: bareHeaders, body: '', basis: 'inferred' }
  const headers = jsonHeadersFor(path)
  if (value === broken.empty) return { status: 200, headers, body: '', basis: 'inferred' }
  if (value === broken.unreadable)
    return {
      status: 200,
      headers: htmlHeaders,
      body: '<html><body>502 Bad Gateway</body></html>',
      basis: 'inferred',
    }
  return { status: 200, headers, body: JSON.stringify(value, withoutNull), basis: 'documented' }
}

const htmlHeaders = headersOf('text/html')

/** Members that a stub or a handler sets to null are not sent. */
const withoutNull = (_name: string, value: unknown): unknown => value ?? undefined

/**
 * An answer to a browser: a page, a redirect, or JSON for a script. Exactly one of the three fields is set.
 */
export const pageAnswer = shape('PageAnswer', {
  location: string({ about: 'where the browser is sent, with 302' }),
  html: string({ about: 'the page' }),
  json: string({ about: 'the answer to `mock_answer`, as JSON text' }),
})
/** The value that an operation with the response `pageAnswer` returns. */
export type PageAnswer = Infer<typeof pageAnswer>

let headersOfPages: Headers | undefined

/**
 * Forbids scripts and foreign resources on the page, frames around it, and a Referer header for links that
 * leave it. `form-action` allows every host, because browsers also apply `form-action` to the redirect that
 * answers the form.
 */
const pageHeaders = (): Headers =>
  (headersOfPages ??= Object.freeze([
    ...headersOf('text/html; charset=utf-8'),
    ['Cache-Control', 'no-store'],
    [
      'Content-Security-Policy',
      `default-src 'none'; style-src 'self' 'sha256-${hash('sha256', pageStyle, 'base64')}'; form-action http: https:; base-uri 'none'; frame-ancestors 'none'`,
    ],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
  ] as const))

const jsonHeaders: Headers = Object.freeze([
  ...headersOf('application/json; encoding=utf-8'),
  ['Cache-Control', 'no-store'],
] as const)

/** Writes a `PageAnswer`: a redirect (302), JSON for a script, or a page (200). */
export const writePage = ({ location, html, json }: PageAnswer): Reply => {
  if (typeof location === 'string')
    return {
      status: 302,
      headers: [...bareHeaders, ['Location', location], ['Cache-Control', 'no-store']],
      body: '',
      basis: 'documented',
    }
  return typeof json === 'string'
    ? { status: 200, headers: jsonHeaders, body: json, basis: 'inferred' }
    : { status: 200, headers: pageHeaders(), body: html ?? '', basis: 'inferred' }
}

/**
 * The style sheet of WeChat's pages. The page embeds it, and the Content-Security-Policy holds its digest.
 */
export const pageStyle = `
*{box-sizing:border-box}
body{margin:0;background:#ededed;color:#191919;font:16px/1.5 -apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
main{max-width:30rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
h1{font-size:1.4rem;margin:1rem 0 .5rem}
h2{font-size:1rem;margin:1.5rem 0 .5rem}
ul{list-style:none;margin:0;padding:0}
li{margin:0 0 .5rem}
a.choice,a.plain,a.deny{display:block;padding:.75rem;border-radius:.5rem;background:#fff;color:inherit;text-decoration:none}
a.choice{padding-left:4rem;position:relative;min-height:4rem}
a.deny{color:#a61b1b}
a:focus-visible,button:focus-visible,input:focus-visible,summary:focus-visible{outline:3px solid #0a7cff;outline-offset:2px}
.avatar{position:absolute;left:.75rem;top:.75rem;width:2.5rem;height:2.5rem;border-radius:.25rem;background:#046a38;color:#fff;text-align:center;line-height:2.5rem}
.name{display:block;font-weight:600}
.about{display:block;font-size:.8rem;color:#555}
.mock{margin:0;padding:.5rem .75rem;border-radius:.5rem;background:#fff3c4;color:#4d3800;font-size:.85rem}
form{margin:1rem 0}
input{font:inherit;max-width:100%;padding:.4rem;border:1px solid #767676;border-radius:.25rem;background:#fff;color:#191919}
button{font:inherit;padding:.4rem 1rem;border:0;border-radius:.25rem;background:#046a38;color:#fff}
summary{padding:.5rem 0;cursor:pointer}
@media (prefers-color-scheme:dark){
body{background:#111;color:#e6e6e6}
a.choice,a.plain,a.deny{background:#1e1e1e}
a{color:#7ab8ff}
a.deny{color:#ff8a8a}
.about{color:#b0b0b0}
.mock{background:#4d3800;color:#fff3c4}
input{background:#1e1e1e;color:#e6e6e6}
}
`
