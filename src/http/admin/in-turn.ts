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

/** The calls about the server itself. They need no turn, because they read and change no tenant. */
const exempt = new Set(['/livez', '/readyz', '/health', '/version', '/shutdown', '/note-kinds'])

/** This call counts as reading, but it adds a record: the code for the encrypted data. */
const ENCRYPT = '/wechat/encrypt'

/**
 * The result of a call: the arguments of `response.end`, or the error that it passed to the next handler. If
 * both are absent, the answer is a stream.
 */
interface Outcome {
  readonly ended?: readonly unknown[] | undefined
  readonly passed?: Passed | undefined
}

/** A request that was passed to the next handler. `error` is undefined if no admin call has its path. */
interface Passed {
  readonly error: unknown
}

/**
 * Runs admin calls in turns, as the data plane does. A call sees all changes that any replica has
 * acknowledged. Its answer leaves when its own changes are shared. The calls of `routers` may run several
 * times for one request.
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
      // Thrown to the store that runs the call. For a NoRoomError it makes room and runs the call again.
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

/** Returns the key of the tenant that a call deletes: the call needs that tenant's turn. Else undefined. */
const subjectOf = ({ method, path }: Request): string | undefined => {
  const [, key = ''] = method === 'DELETE' ? (/^\/tenants\/([^/]+)$/.exec(path) ?? []) : []
  return isTenantKey(key) ? key : undefined
}

/** Reads other replicas' changes for calls that concern all tenants. */
const readied = async ({ path, query }: Request, shared: Shared): Promise<void> => {
  if (path === '/tenants') await shared.refresh()
  else if (query['scope'] === 'run') await shared.counts.read()
}

/**
 * Joins the routers into one that runs synchronously. Express leaves a router that has no such route, or an
 * error, only in a later turn of the event loop. `pass` is called in both cases.
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
  // Express recognizes an error handler by its four parameters.
  const failed: ErrorRequestHandler = (error: unknown, request, _response, _next) => {
    pass(request, error)
  }
  return all.use(failed)
}

/** Remembers the headers of a response. Returns a function that resets the response to that state. */
const snapshotOf = (response: Response): (() => void) => {
  const before = new Set(response.getHeaderNames())
  return () => {
    if (response.headersSent) return
    for (const name of response.getHeaderNames()) if (!before.has(name)) response.removeHeader(name)
    response.statusCode = 200
  }
}

/** Runs a call and holds back its `response.end`. Returns the arguments of `end`, or undefined. */
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

/** Calls that do not wait for the disk: probes must report a disk that hangs, and a stop needs no disk. */
const unheld = new Set(['/livez', '/readyz', '/health', '/shutdown'])

/** The methods of calls that change nothing, except that the first call makes the tenant. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Holds answers back until the changes that they may reveal are on disk, as the data plane does. This
 * includes reading calls, because the first one makes the tenant. While the disk cannot be written, calls
 * that change something are refused before they run.
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

/** Replaces a prepared answer by the refusal. An answer that has begun to leave is cut off. */
const replace = (response: Response, reason: string): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  sendProblem(response, 503, UNWRITTEN, unwrittenBecause(reason))
}
