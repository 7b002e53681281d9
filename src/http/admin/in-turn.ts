import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import { NoRoomError, type Shared } from '../../world/store.ts'
import { isNotShared, NOT_SHARED, UNWRITTEN, unwrittenBecause, type Durable } from '../deliver.ts'
import { isTenantKey } from '../exchange.ts'
import { DEFAULT_TENANT } from '../tenants.ts'
import { type Admin, sendProblem } from './admin.ts'

/** Calls about the server itself, which read and change no tenant. */
const exempt = new Set(['/livez', '/readyz', '/health', '/version', '/shutdown', '/note-kinds'])

/** Asks, and yet puts a record: encrypted data comes with a code. */
const ENCRYPT = '/wechat/encrypt'

/** The arguments that the call ended its answer with, or what it passed to the next handler. Neither: the answer is a stream. */
interface Outcome {
  readonly ended?: readonly unknown[] | undefined
  readonly passed?: Passed | undefined
}

/** `error` is undefined where there is no such call. */
interface Passed {
  readonly error: unknown
}

/**
 * Runs admin calls in turns, as the data plane does: each sees what every replica has acknowledged, and its
 * answer leaves when what it changed is shared. The calls of `routers` may be run several times for one request.
 */
export const inTurn = (
  shared: Shared,
  { tenants, tenantKey }: Pick<Admin, 'tenants' | 'tenantKey'>,
  isAsking: (request: Request) => boolean,
  routers: readonly Router[],
): RequestHandler => {
  const passedBy = new WeakMap<Request, Passed>()
  const calls = atOnce(routers, (request, error) => {
    passedBy.set(request, { error })
  })
  return (request, response, next) => {
    if (exempt.has(request.path)) {
      calls(request, response, next)
      const passed = passedBy.get(request)
      if (passed !== undefined) next(passed.error)
      return
    }
    const key = subjectOf(request) ?? tenantKey(request) ?? DEFAULT_TENANT
    const asks = isAsking(request)
    const begin = snapshotOf(response)
    const run = (): Outcome => {
      if (!asks) shared.mayChange()
      begin()
      passedBy.delete(request)
      const ended = hold(response, () => {
        calls(request, response, next)
      })
      const passed = passedBy.get(request)
      const error = passed?.error
      // Whoever runs the call looks for room, and runs it again.
      if (isNotShared(error) || error instanceof NoRoomError) throw error
      if (!asks && ended !== undefined && response.statusCode < 400) tenants.keep(key)
      return { ended, passed }
    }
    const ready = readied(request, shared)
    ready
      .then(() => shared.turn(key, !asks || request.path === ENCRYPT || !tenants.has(key), run))
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
}

/** The tenant whose turn the call needs, where that is not the tenant of its address: one that it deletes. */
const subjectOf = ({ method, path }: Request): string | undefined => {
  const [, key = ''] = method === 'DELETE' ? (/^\/tenants\/([^/]+)$/.exec(path) ?? []) : []
  return isTenantKey(key) ? key : undefined
}

/** Resolves when what concerns more than the tenant is as all replicas have it. */
const readied = async ({ path, query }: Request, shared: Shared): Promise<void> => {
  if (path === '/tenants') await shared.refresh()
  else if (query['scope'] === 'run') await shared.counts.read()
}

/**
 * One router that does everything at once: Express leaves a router that has no such call, or an error, in a
 * later turn of the event loop.
 */
const atOnce = (
  routers: readonly Router[],
  pass: (request: Request, error?: unknown) => void,
): Router => {
  const all = express.Router()
  all.stack.push(...routers.flatMap(({ stack }) => stack))
  all.use((request) => {
    pass(request)
  })
  // Express knows an error handler by its four parameters.
  const failed: ErrorRequestHandler = (error: unknown, request, _response, _next) => {
    pass(request, error)
  }
  return all.use(failed)
}

/** Puts the answer back to what it was. */
const snapshotOf = (response: Response): (() => void) => {
  const before = new Set(response.getHeaderNames())
  return () => {
    if (response.headersSent) return
    for (const name of response.getHeaderNames()) if (!before.has(name)) response.removeHeader(name)
    response.statusCode = 200
  }
}

/** Lets a call answer, and holds the end of the answer back; undefined where it has not ended. */
const hold = (response: Response, call: () => void): readonly unknown[] | undefined => {
  let ended: readonly unknown[] | undefined
  const own = Object.getOwnPropertyDescriptor(response, 'end')
  Object.defineProperty(response, 'end', {
    configurable: true,
    writable: true,
    value: (...given: readonly unknown[]): Response => {
      ended = given
      return response
    },
  })
  try {
    call()
  } finally {
    if (own === undefined) delete (response as Partial<Response>).end
    else Object.defineProperty(response, 'end', own)
  }
  return ended
}

/** Probes tell of a disk that hangs and do not hang with it; a stop needs no disk. */
const unheld = new Set(['/livez', '/readyz', '/health', '/shutdown'])

/** Calls that change nothing but what a first look at a tenant makes. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Holds answers back until the changes that they may tell of are safe on disk, as the data plane does:
 * whatever asks, for a first look at a tenant makes it. While the disk cannot be written, calls that
 * change something are refused before they do.
 */
export const holdBack =
  (durable: Durable): RequestHandler =>
  (request, response, next) => {
    if (unheld.has(request.path)) {
      next()
      return
    }
    const unkept = durable.status().degraded
    if (unkept !== undefined && !reading.has(request.method)) {
      sendProblem(response, 503, UNWRITTEN, unwrittenBecause(unkept))
      return
    }
    const end = response.end.bind(response) as (...given: unknown[]) => typeof response
    response.end = (...given: unknown[]) => {
      if (!durable.unsettled()) return end(...given)
      durable.settled().then(
        () => end(...given),
        (error: unknown) => {
          response.end = end
          replace(response, (error as Error).message)
        },
      )
      return response
    }
    next()
  }

/** Puts the refusal in place of an answer that is made; one that has begun to leave is broken off. */
const replace = (response: Response, reason: string): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  sendProblem(response, 503, UNWRITTEN, unwrittenBecause(reason))
}
