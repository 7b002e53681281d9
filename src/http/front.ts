import type { Front } from '../core/dialect.ts'
import type { Routed } from '../core/routing.ts'
import type { WireRequest } from '../core/wire.ts'
import { isAdminPath, parseTarget } from './target.ts'

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
  /^\s*\S+[ \t]+(\S+)/.exec(bytes.toString('latin1', 0, 16_384))?.[1] ?? '/'
