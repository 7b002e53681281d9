import type { Operation } from '../../core/api.ts'
import type { Reply } from '../../core/wire.ts'
import { headersOf, jsonHeadersFor, bareHeaders } from './headers.ts'

/**
 * What a broken WeChat sends in place of an errcode. A handler's envelope returns one of these values
 * as they are.
 */
export const broken = {
  /** A gateway that reaches nobody (I). */
  unreachable: { broken: 'unreachable' },
  empty: { broken: 'empty' },
  /** A page where JSON should be. */
  unreadable: { broken: 'unreadable' },
  /** JSON that has none of the members. */
  incomplete: {},
} as const

/** Compact JSON of the members that are there. */
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

/** A member that a stub or a handler left out is not sent. */
const withoutNull = (_name: string, value: unknown): unknown => value ?? undefined
