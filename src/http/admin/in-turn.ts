import type { Request, RequestHandler, Response, Router } from 'express'
import type { Shared } from '../../world/replicas/shared-store.ts'
import { isNotShared, NOT_SHARED } from '../not-shared.ts'
import { isTenantKey } from '../target.ts'
import { DEFAULT_TENANT } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { sendProblem } from './answer.ts'

/** What tells of the server alone. */
const exempt = new Set(['/livez', '/readyz', '/health', '/version', '/shutdown', '/note-kinds'])

/** What an answer was ended with, or the error that was passed on; neither: it goes on by itself. */
interface Outcome {
  ended?: readonly unknown[]
  passed?: { readonly error: unknown }
}

/**
 * Runs admin calls in turns, as the data plane does: each sees what every replica has acknowledged, and its
 * answer leaves when what it changed is shared. `calls` may be run several times for one request.
 */
export const inTurn =
  (
    shared: Shared,
    { tenants, tenantKey }: Pick<Admin, 'tenants' | 'tenantKey'>,
    isAsking: (request: Request) => boolean,
    calls: Router,
  ): RequestHandler =>
  (request, response, next) => {
    if (exempt.has(request.path)) {
      calls(request, response, next)
      return
    }
    const key = subjectOf(request) ?? tenantKey(request) ?? DEFAULT_TENANT
    const asks = isAsking(request)
    const begin = snapshotOf(response)
    const run = (): Outcome => {
      if (!asks) shared.mayChange()
      begin()
      const outcome = hold(response, (done) => {
        calls(request, response, done)
      })
      const error = outcome.passed?.error
      if (isNotShared(error)) throw error
      if (!asks && outcome.ended !== undefined && response.statusCode < 400) tenants.keep(key)
      return outcome
    }
    const ready = concernsAll(request) ? shared.refresh() : Promise.resolve()
    ready
      .then(() => shared.turn(key, !asks || !tenants.has(key), run))
      .then(
        ({ ended, passed }) => {
          if (ended !== undefined)
            (response.end as (...given: readonly unknown[]) => void)(...ended)
          else if (passed !== undefined) next(passed.error)
        },
        (error: unknown) => {
          begin()
          if (isNotShared(error)) sendProblem(response, 503, NOT_SHARED, error.message)
          else next(error)
        },
      )
  }

/** Whose turn it is to be where a call is about another tenant than the one that it names. */
const subjectOf = ({ method, path }: Request): string | undefined => {
  const [, key = ''] = method === 'DELETE' ? (/^\/tenants\/([^/]+)$/.exec(path) ?? []) : []
  return isTenantKey(key) ? key : undefined
}

const concernsAll = ({ path, query }: Request): boolean =>
  path === '/tenants' || query['scope'] === 'run'

/** Puts the answer back to what it was. */
const snapshotOf = (response: Response): (() => void) => {
  const before = new Set(response.getHeaderNames())
  return () => {
    if (response.headersSent) return
    for (const name of response.getHeaderNames()) if (!before.has(name)) response.removeHeader(name)
    response.statusCode = 200
  }
}

/** Lets calls answer, and holds the end of the answer back. What has not ended by then goes on by itself. */
const hold = (response: Response, calls: (done: (error?: unknown) => void) => void): Outcome => {
  const outcome: Outcome = {}
  const own = Object.getOwnPropertyDescriptor(response, 'end')
  Object.defineProperty(response, 'end', {
    configurable: true,
    writable: true,
    value: (...given: readonly unknown[]): Response => {
      outcome.ended = given
      return response
    },
  })
  try {
    calls((error?: unknown) => {
      outcome.passed = { error }
    })
  } finally {
    if (own === undefined) delete (response as Partial<Response>).end
    else Object.defineProperty(response, 'end', own)
  }
  return outcome
}
