import { hash } from 'node:crypto'
import { shape, string, type Infer } from '../../core/schema.ts'
import type { Headers, Reply } from '../../core/wire.ts'
import { bareHeaders, headersOf } from './headers.ts'
import { pageStyle } from './page-style.ts'

/** An answer to a browser: a page, a redirect, or JSON for a script. One of the three is given. */
export const pageAnswer = shape('PageAnswer', {
  location: string({ about: 'where the browser is sent, with 302' }),
  html: string({ about: 'the page' }),
  json: string({ about: 'the answer to `mock_answer`, as JSON text' }),
})
export type PageAnswer = Infer<typeof pageAnswer>

let headersOfPages: Headers | undefined

/**
 * Nothing on the page runs or loads; it is framed by nobody and tells no site where it was left from.
 * Its form may lead anywhere, as browsers hold the redirect behind it against `form-action`.
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
