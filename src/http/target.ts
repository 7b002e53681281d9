import { TENANT_KEY } from '../core/tenant-key.ts'

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

const PREFIX = '/t/'

export const parseTarget = (url: string): Target => {
  const absolute = url.startsWith('/') ? null : /^https?:\/\/([^/?#]*)/i.exec(url)
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

export const isAdminPath = (path: string): boolean =>
  path.startsWith('/__admin') && (path.length === 8 || path.charCodeAt(8) === 0x2f)
