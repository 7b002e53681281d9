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
 * A running mock, with the client of its default tenant: it asks in process, without HTTP. `await using`
 * stops it; `dispose` only forgets the default tenant.
 */
export interface MockServer extends MockClient {
  /** `http://127.0.0.1:5013` */
  readonly url: string
  /** How other devices reach it, where it listens on every address. */
  readonly networkUrls: readonly string[]
  readonly adminUrl: string
  /** The page's address; with the admin token in its fragment where the admin API asks for one. */
  readonly consoleUrl: string
  readonly port: number
  readonly instanceId: string
  readonly version: string
  /** What admin calls must send beyond loopback; made up when none was given. */
  readonly adminToken: string
  /** With `https`, what its clients have to trust, as PEM: for their `ca`. */
  readonly certificate?: string
  /** Which cases were answered since the start, in all tenants: as JSON, or as JUnit XML for CI. */
  readonly casesReport: (type: 'application/json' | 'application/xml') => Promise<string>
  /**
   * Stops accepting, finishes what is in flight, writes the state. Again: the same promise. Rejects
   * with one sentence that says what is lost, where the state could not be saved.
   */
  close(): Promise<void>
  /** Resolves or rejects as `close` does when it has stopped, also by `POST /__admin/shutdown`. */
  readonly closed: Promise<void>
}

/** The whole mock as an Express app: mount it before body parsers, or hand it to supertest. */
export interface MockApp {
  /** A listener of `node:http`, and a handler for an Express app to mount. */
  (request: IncomingMessage, response: ServerResponse, next?: (error?: unknown) => void): unknown
  readonly adminToken: string
  /** Writes the state; the server it is mounted in stops itself. */
  close(): Promise<void>
}

/** Most milliseconds that an admin call in process may take. */
const ADMIN_MS = 30_000

/**
 * Starts the mock on a port of its own. Rejects with one sentence when it cannot. `signal` aborts a
 * start that has not ended: it rejects, and leaves the state as it was.
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
  // Nobody can connect to 0.0.0.0 everywhere.
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

/** Everything as one Express app. */
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
    // Before Express gives request and response its prototypes: that alone costs as much as an answer
    // (measured: 89 us of CPU per login with the data plane as a middleware, 43 us so).
    handle: (request, response, done) => {
      // Whoever mounts the app may have set headers; the imitated stacks would not send them.
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

/** The method that runs an Express app, for node's server and for an app that mounts it. */
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

/** The stop, however often it is asked for, and the promise of it. */
const closing = (
  mock: Mock,
  closeListener: () => Promise<void>,
): Pick<MockServer, 'close' | 'closed'> => {
  let settle: (stop: Promise<void>) => void
  const closed = new Promise<void>((resolve) => {
    settle = resolve
  })
  // Whoever does not look at it is not ended by it.
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
