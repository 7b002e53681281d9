import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AdminApp, inProcessFetch } from './admin-app.ts'
import { createMockClient, type MockClient } from '../client/mock-client.ts'
import { isEveryAddress, lanAddresses, urlOf } from '../http/host-names.ts'
import { createDateHeader } from '../http/deliver.ts'
import { createListener } from '../http/listener.ts'
import { DEFAULT_TENANT } from '../http/tenants.ts'
import { createMock, type Mock } from './mock.ts'
import { hostOf, tlsOf, type MockOptions } from './options.ts'

/**
 * A running mock, with the client of its default tenant. The client calls the admin API in process, without
 * HTTP. `await using` stops the mock; `dispose` only deletes the default tenant.
 */
export interface MockServer extends MockClient {
  /** URL of the server, such as `http://127.0.0.1:5013`. */
  readonly url: string
  /** URLs for other devices. Empty unless the server listens on all addresses. */
  readonly networkUrls: readonly string[]
  readonly adminUrl: string
  /** URL of the console. Its fragment has the admin token if the admin API requires it. */
  readonly consoleUrl: string
  readonly port: number
  readonly instanceId: string
  readonly version: string
  /** Token that admin calls from beyond loopback must send. Made by the mock if none was given. */
  readonly adminToken: string
  /** With `https`, the certificate (PEM) that clients have to trust, for their option `ca`. */
  readonly certificate?: string
  /** Makes a report of the cases answered since the start, in all tenants: JSON, or JUnit XML for CI. */
  readonly casesReport: (type: 'application/json' | 'application/xml') => Promise<string>
  /**
   * Stops accepting connections, finishes requests in flight, and writes the state. Later calls return the
   * same promise. Rejects with one sentence that says what is lost if the state cannot be saved.
   */
  close(): Promise<void>
  /** Settles like `close` when the server has stopped, also after `POST /__admin/shutdown`. */
  readonly closed: Promise<void>
}

/** The whole mock as an Express app. Mount it before body parsers, or pass it to supertest. */
export interface MockApp {
  /** The request listener for `node:http`, and the handler for an Express app. */
  (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): unknown
  readonly adminToken: string
  /** Writes the state. Does not stop the server that the app is mounted in. */
  close(): Promise<void>
}

/** Timeout of an admin call in process, in milliseconds. */
const ADMIN_MS = 30_000

/**
 * Starts the mock with a server of its own. Rejects with one sentence if it cannot start. `signal` aborts an
 * unfinished start: the promise rejects, and the state is unchanged.
 */
export const createMockServer = async (
  options: MockOptions = {},
  signal?: AbortSignal,
): Promise<MockServer> => {
  const { port = 0 } = options
  const host = hostOf(options)
  const tls = await tlsOf(options)
  const mock = await createMock(
    options,
    {
      own: true,
      reset: (socket) => {
        listener.reset(socket)
      },
    },
    signal,
  )
  const date = createDateHeader()
  const listener = createListener({
    limits: mock.limits,
    log: mock.log,
    front: mock.front,
    ...(tls === undefined ? {} : { tls }),
    date: () => date(mock.tenants.of(DEFAULT_TENANT).world.clock.now()),
    handle: (request, response) => {
      mock.dispatch(request, response, (exchange) => {
        admin().then(
          ({ answer }) => {
            answer(exchange)
          },
          (error: unknown) => {
            mock.log('error', `the admin API cannot be loaded: ${String(error)}`)
            response.destroy()
          },
        )
      })
    },
  })
  const { close, closed } = closing(mock, listener.close)
  const admin = once(() => mock.adminApp(() => void close()))
  const address = await listener.listen(port, host).catch(async (error: unknown) => {
    await mock.close()
    throw error
  })
  const isOpen = isEveryAddress(host)
  const at = (name: string) => urlOf(tls === undefined ? 'http' : 'https', name, address.port)
  // Some systems cannot connect to 0.0.0.0, so the URL has the loopback address.
  const url = at(isOpen ? (host.includes(':') ? '::1' : '127.0.0.1') : host)
  const reachable = lanAddresses().filter((one) => host.includes(':') || !one.includes(':'))
  const { instanceId, version, adminToken, casesReport } = mock
  return {
    ...createMockClient({
      address: { root: url },
      token: adminToken,
      timeout: ADMIN_MS,
      fetch: inProcessFetch(admin),
    }),
    url,
    networkUrls: isOpen ? reachable.map(at) : [],
    adminUrl: `${url}/__admin`,
    consoleUrl: `${url}/__admin/${mock.tokenNeeded ? `#token=${adminToken}` : ''}`,
    port: address.port,
    instanceId,
    version,
    adminToken,
    ...(tls === undefined ? {} : { certificate: tls.trust }),
    casesReport,
    close,
    closed,
    [Symbol.asyncDispose]: close,
  }
}

/** Creates the whole mock as one Express app. Rejects with one sentence for options that do not work. */
export const createApp = async (options: MockOptions = {}): Promise<MockApp> => {
  const mock = await createMock(options, {
    own: false,
    reset: (socket) => {
      socket.resetAndDestroy()
    },
  })
  const { createExpress } = await import('../http/app.ts')
  const admin = await mock.adminApp()
  const app = createExpress()
  app.use(admin.app)
  const { handle } = app as unknown as ExpressHandling
  const own: ExpressHandling = {
    // Runs before Express sets the prototypes of request and response, which costs as much as an answer
    // (measured: 89 us of CPU per login with the data plane as a middleware, 43 us here).
    handle: (request, response, done) => {
      // The app around the mock may have set headers, which the imitated stacks would not send.
      for (const header of response.getHeaderNames()) response.removeHeader(header)
      mock.dispatch(request, response, (exchange) => {
        admin.announce(exchange)
        handle.call(app, request, response, done)
      })
    },
  }
  return Object.assign(app as unknown as MockApp, own, {
    adminToken: mock.adminToken,
    close: () => mock.close(),
  })
}

/** The method that runs an Express app, called by Node's server or by the app that mounts it. */
interface ExpressHandling {
  readonly handle: (
    this: unknown,
    request: IncomingMessage,
    response: ServerResponse,
    done?: (error?: unknown) => void,
  ) => void
}

const once = (make: () => Promise<AdminApp>): (() => Promise<AdminApp>) => {
  let made: Promise<AdminApp> | undefined
  return () => (made ??= make())
}

/** Returns a `close` that stops the mock only once, and the promise of that stop. */
const closing = (
  mock: Mock,
  closeListener: () => Promise<void>,
): Pick<MockServer, 'close' | 'closed'> => {
  let settle: (stop: Promise<void>) => void
  const closed = new Promise<void>((resolve) => {
    settle = resolve
  })
  // A rejection that nobody handles must not end the process.
  closed.catch(() => undefined)
  const stop = async (): Promise<void> => {
    mock.stopping.abort()
    await closeListener()
    await mock.close()
  }
  let stopping: Promise<void> | undefined
  return {
    closed,
    close: () => {
      if (stopping === undefined) settle((stopping = stop()))
      return closed
    },
  }
}
