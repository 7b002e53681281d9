import { IncomingMessage, ServerResponse } from 'node:http'
import type { Express } from '../http/app.ts'
import type { Admin } from '../http/admin/admin.ts'
import type { GuardOptions } from '../http/admin/guard.ts'
import { DEFAULT_TENANT, type Tenants } from '../http/tenants.ts'
import { type Exchange, parseTarget, headersOf } from '../http/exchange.ts'
import type { Shared } from '../world/store.ts'
import type { Worlds } from '../world/worlds.ts'
import { Socket } from 'node:net'

/** The admin API as an Express app, and the ways to call it. */
export interface AdminApp {
  readonly app: Express
  /** Answers an exchange whose path is under `/__admin`. */
  readonly answer: (exchange: Exchange) => void
  /** Stores the result of routing for the admin routers. */
  readonly announce: (exchange: Exchange) => void
}

/** Creates the admin API. With `durable`, answers wait for the disk. With `shared`, calls run in turns. */
export const createAdminApp = async (
  tenants: Tenants,
  guard: GuardOptions,
  durable: Worlds | undefined,
  shared: Shared | undefined,
  adminFor: (addressing: Pick<Admin, 'tenant' | 'tenantKey'>) => Admin,
): Promise<AdminApp> => {
  const { createExpress, mountAdmin } = await import('../http/app.ts')
  const exchanges = new WeakMap<IncomingMessage, Exchange>()
  const app = createExpress()
  const announce = (exchange: Exchange): void => {
    const { request, target, headers } = exchange
    exchanges.set(request, exchange)
    // The authority of an absolute target overrides `Host`, so the guard has to compare the origin with it.
    if (target.authority !== undefined) request.headers.host = headers['host']
    request.url = target.query === '' ? target.path : `${target.path}?${target.query}`
  }
  const tenantKey: Admin['tenantKey'] = (request) => exchanges.get(request)?.tenant
  mountAdmin(
    app,
    adminFor({ tenantKey, tenant: (request) => tenants.of(tenantKey(request) ?? DEFAULT_TENANT) }),
    guard,
    durable,
    shared,
  )
  return {
    app,
    announce,
    answer: (exchange) => {
      announce(exchange)
      app(exchange.request, exchange.response)
    },
  }
}

/**
 * Creates a `fetch` that calls the admin app of this process without a socket. It supports only what the
 * typed client passes: an absolute URL, a method, plain headers, a text body and a signal.
 */
export const inProcessFetch =
  (admin: () => Promise<AdminApp>): typeof globalThis.fetch =>
  async (input, { method = 'GET', headers = {}, body, signal } = {}) => {
    const { answer } = await admin()
    signal?.throwIfAborted()
    const request = requestOf(
      input as string,
      method,
      headers as Headers,
      body as string | undefined,
    )
    const target = parseTarget(request.url ?? '/')
    const response = new ServerResponse(request)
    const answered = answerOf(response, signal ?? undefined)
    const seen = headersOf(request, target)
    answer({ request, response, target, headers: seen, tenant: target.tenant })
    return answered
  }

type Headers = Readonly<Record<string, string>>

const requestOf = (
  url: string,
  method: string,
  headers: Headers,
  body: string | undefined,
): IncomingMessage => {
  const { host, pathname, search } = new URL(url)
  const request = new IncomingMessage(new Socket())
  request.method = method
  request.url = `${pathname}${search}`
  request.headers = {
    host,
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  }
  if (body !== undefined) request.push(body)
  request.push(null)
  return request
}

/**
 * Returns the response as a fetch Response. Resolves when the first byte or the end is written. Bytes that
 * are written and not yet read count as `writableLength`.
 */
const answerOf = (response: ServerResponse, signal: AbortSignal | undefined): Promise<Response> =>
  new Promise((resolve, reject) => {
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          stream = controller
        },
        cancel: () => {
          response.emit('close')
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
    )
    let begun = false
    const begin = (): void => {
      if (begun) return
      begun = true
      const headers = Object.entries(response.getHeaders()).map(
        ([name, value]) => [name, String(value)] as [string, string],
      )
      resolve(new Response(body, { status: response.statusCode, headers }))
    }
    const put = (chunk: unknown): void => {
      if (typeof chunk === 'string') stream?.enqueue(Buffer.from(chunk))
      else if (chunk instanceof Uint8Array) stream?.enqueue(chunk)
    }
    const close = (
      act: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
    ): void => {
      if (stream !== undefined) act(stream)
      stream = undefined
      response.emit('close')
    }
    signal?.addEventListener('abort', () => {
      const reason: unknown = signal.reason
      reject(reason instanceof Error ? reason : new Error('The call was aborted.'))
      close((controller) => {
        controller.error(reason)
      })
    })
    Object.defineProperty(response, 'writableLength', {
      get: () => -(stream?.desiredSize ?? 0),
    })
    Object.assign(response, {
      flushHeaders: begin,
      write: (chunk: unknown) => {
        put(chunk)
        begin()
        return true
      },
      end: (chunk?: unknown) => {
        put(chunk)
        begin()
        response.emit('finish')
        close((controller) => {
          controller.close()
        })
        return response
      },
      destroy: (error?: Error) => {
        close((controller) => {
          controller.error(error ?? new Error('The server has gone.'))
        })
        return response
      },
    })
  })
