import { percentDecoded, type WireRequest, isOverrideName } from '../core/wire.ts'
import { TENANT_KEY } from '../core/tenant-key.ts'
import type { Front, Routed } from '../core/dialect.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request target, with the mock's own parts separated from the rest. */
export interface Target {
  /** Raw path without the tenant prefix. Always starts with `/`. */
  readonly path: string
  /** Raw query without its `?`. It still contains the query overrides. */
  readonly query: string
  /** The key in `/t/<key>/…`, unchecked. */
  readonly tenant: string | undefined
  /** Authority of an absolute-form target. It overrides `Host` (RFC 9112 §3.2.2). */
  readonly authority: string | undefined
}

/** A request with its response, its parsed target and the key of its tenant. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: Target
  readonly headers: WireRequest['headers']
  /** Checked key of the tenant that the request names; undefined if it names none. */
  readonly tenant: string | undefined
}

const PREFIX = '/t/'

/** Parses a request target in origin form, absolute form or `*`. Decodes nothing. */
export const parseTarget = (url: string): Target => {
  const absolute = url.startsWith('/') ? null : /^[a-z][a-z0-9+.-]*:\/\/([^/?]*)/i.exec(url)
  const target = absolute === null ? url : url.slice(absolute[0].length)
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const query = mark < 0 ? '' : target.slice(mark + 1)
  const authority = absolute?.[1]
  if (!path.startsWith(PREFIX)) return { path: rooted(path), query, tenant: undefined, authority }
  const end = path.indexOf('/', PREFIX.length)
  return end < 0
    ? { path: '/', query, tenant: path.slice(PREFIX.length), authority }
    : { path: path.slice(end), query, tenant: path.slice(PREFIX.length, end), authority }
}

/** Returns the root for `*` (as in `OPTIONS *`) and for an absolute target without a path. */
const rooted = (path: string): string => (path.startsWith('/') ? path : '/')

/** Returns whether a text can be the key of a tenant (docs/spec/control.md#tenants). */
export const isTenantKey = (key: string): boolean => TENANT_KEY.test(key)

/** Returns whether a path, without its tenant prefix, belongs to the admin API. */
export const isAdminPath = (path: string): boolean =>
  path.startsWith('/__admin') && (path.length === 8 || path.charCodeAt(8) === 0x2f)

/** Returns the headers as the stacks read them: one text each. The target's authority replaces `Host`. */
export const headersOf = (request: IncomingMessage, target: Target): WireRequest['headers'] => {
  const { headers } = request
  const cookies = headers['set-cookie']
  // The cast is safe: `set-cookie` is the only header that Node represents as a list.
  if (cookies === undefined && target.authority === undefined)
    return headers as WireRequest['headers']
  return {
    ...(headers as WireRequest['headers']),
    ...(cookies === undefined ? {} : { 'set-cookie': cookies.join(', ') }),
    ...(target.authority === undefined ? {} : { host: target.authority }),
  }
}

/** Returns the server that stands in front of the stack that a request target belongs to. */
export type FrontOf = (target: string) => Front

const EMPTY = Buffer.alloc(0)

/**
 * Creates the function that finds the front server of a target. The stack that routing finds for the path
 * decides. HTTP.sys is the front of the admin API, and of stacks that name none.
 */
export const createFrontOf =
  (route: (request: WireRequest) => Routed): FrontOf =>
  (target) => {
    const { path } = parseTarget(target)
    if (isAdminPath(path)) return 'http-sys'
    const request = { method: 'GET', path, query: '', headers: {}, body: EMPTY }
    return route(request).api.dialect.front ?? 'http-sys'
  }

/** Returns the target of a request whose request line may be malformed, or `/` if it has none. */
export const targetIn = (bytes: Buffer): string =>
  /^[ \t\r\n]*[^ \t\r\n]+[ \t]+([^ \t\r\n]+)/.exec(bytes.toString('latin1', 0, 16_384))?.[1] ?? '/'

interface QueryOverrides {
  /** The query without overrides, as the operation sees it. */
  readonly query: string
  /** Values by override name without the `__`; absent if there are none. */
  readonly queryOverrides?: Readonly<Record<string, string>>
}

/**
 * Removes `__code`, `__example`, … from a raw query and returns both parts (docs/spec/control.md#overrides).
 * If a name is repeated, the first value counts.
 */
export const takeQueryOverrides = (query: string): QueryOverrides => {
  if (!query.includes('__')) return { query }
  const queryOverrides = new Map<string, string>()
  const kept: string[] = []
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const name = at < 0 ? pair : pair.slice(0, at)
    if (!name.startsWith('__') || !isOverrideName(name.slice(2))) kept.push(pair)
    else if (!queryOverrides.has(name.slice(2)))
      queryOverrides.set(name.slice(2), at < 0 ? '' : plain(pair, at + 1))
  }
  return queryOverrides.size === 0
    ? { query }
    : { query: kept.join('&'), queryOverrides: Object.fromEntries(queryOverrides) }
}

const plain = (pair: string, from: number): string =>
  percentDecoded(pair.slice(from).replaceAll('+', ' '))

/** The reason why nginx refuses a request: the name of a refusal of its dialect, and what is wrong. */
export interface HeadRefusal {
  readonly refusal: string
  readonly why: string
}

const refusals = new WeakMap<IncomingMessage, HeadRefusal>()
const odd = new WeakSet<IncomingMessage>()

/**
 * Marks a request that Node's parser did not make, or that nginx reads otherwise than Node. `refusal` is set
 * if nginx refuses the request.
 */
export const markOdd = (request: IncomingMessage, refusal?: HeadRefusal): void => {
  odd.add(request)
  if (refusal !== undefined) refusals.set(request, refusal)
}

/** Returns whether `markOdd` has marked a request. */
export const isOdd = (request: IncomingMessage): boolean => odd.has(request)

/** Returns the refusal that a request was marked with, or undefined. */
export const headRefusal = (request: IncomingMessage): HeadRefusal | undefined =>
  refusals.get(request)
