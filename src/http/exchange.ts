import { percentDecoded, type WireRequest, isOverrideName } from '../core/wire.ts'
import { TENANT_KEY } from '../core/tenant-key.ts'
import type { Front, Routed } from '../core/dialect.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Where a request wants to go, the mock's own parts of the target told apart from the rest. */
export interface Target {
  /** Raw path without the tenant prefix, always starting with `/`. */
  readonly path: string
  /** Raw query without its `?`, query overrides still in it. */
  readonly query: string
  /** The key in `/t/<key>/…`, unchecked. */
  readonly tenant: string | undefined
  /** Authority of an absolute-form target, which wins over `Host` (RFC 9112 §3.2.2). */
  readonly authority: string | undefined
}

/** A request with its response, its target parsed and its tenant known. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly target: Target
  readonly headers: WireRequest['headers']
  /** Key of the tenant it names, checked; undefined when it names none. */
  readonly tenant: string | undefined
}

const PREFIX = '/t/'

/** Reads a request target in origin form, absolute form or `*`. Decodes nothing. */
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

/** `OPTIONS *` and an absolute target without a path are about the root. */
const rooted = (path: string): string => (path.startsWith('/') ? path : '/')

/** What a tenant may be called: docs/spec/control.md#tenants. */
export const isTenantKey = (key: string): boolean => TENANT_KEY.test(key)

/** Whether a path without its tenant prefix is the admin API’s. */
export const isAdminPath = (path: string): boolean =>
  path.startsWith('/__admin') && (path.length === 8 || path.charCodeAt(8) === 0x2f)

/** Headers as the stacks read them: one text each, and the authority that really applies. */
export const headersOf = (request: IncomingMessage, target: Target): WireRequest['headers'] => {
  const { headers } = request
  const cookies = headers['set-cookie']
  // The cast holds: `set-cookie` is the only list node makes.
  if (cookies === undefined && target.authority === undefined)
    return headers as WireRequest['headers']
  return {
    ...(headers as WireRequest['headers']),
    ...(cookies === undefined ? {} : { 'set-cookie': cookies.join(', ') }),
    ...(target.authority === undefined ? {} : { host: target.authority }),
  }
}

/** Who stands in front of whatever a request target leads to. */
export type FrontOf = (target: string) => Front

const EMPTY = Buffer.alloc(0)

/** The stack decides to which the target's path belongs; the admin API is the mock's own. */
export const createFrontOf =
  (route: (request: WireRequest) => Routed): FrontOf =>
  (target) => {
    const { path } = parseTarget(target)
    if (isAdminPath(path)) return 'http-sys'
    const request = { method: 'GET', path, query: '', headers: {}, body: EMPTY }
    return route(request).api.dialect.front ?? 'http-sys'
  }

/** The target of a request whose line may be malformed; `/` where there is none. */
export const targetIn = (bytes: Buffer): string =>
  /^[ \t\r\n]*[^ \t\r\n]+[ \t]+([^ \t\r\n]+)/.exec(bytes.toString('latin1', 0, 16_384))?.[1] ?? '/'

interface QueryOverrides {
  /** The query the operation may see. */
  readonly query: string
  /** By name without the `__`; absent when there are none. */
  readonly queryOverrides?: Readonly<Record<string, string>>
}

/**
 * Takes `__code`, `__example`, … off a raw query (docs/spec/control.md#overrides). The first of a
 * name counts.
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

/** Why a request that was read past node's parser is none: which of the front's refusals, and what is wrong. */
export interface HeadRefusal {
  readonly refusal: string
  readonly why: string
}

const refusals = new WeakMap<IncomingMessage, HeadRefusal>()
const odd = new WeakSet<IncomingMessage>()

/** Marks a request that node's parser did not make. */
export const markOdd = (request: IncomingMessage, refusal?: HeadRefusal): void => {
  odd.add(request)
  if (refusal !== undefined) refusals.set(request, refusal)
}

export const isOdd = (request: IncomingMessage): boolean => odd.has(request)

export const headRefusal = (request: IncomingMessage): HeadRefusal | undefined =>
  refusals.get(request)
