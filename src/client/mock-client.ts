import type { Health } from './admin-calls.ts'
import {
  createAdminCaller,
  type AdminCaller,
  type CallerOptions,
  MockError,
  baseOf,
  tenantKey,
  addressOf,
} from './admin-caller.ts'
import {
  caseCalls,
  type CaseCalls,
  scenarioCalls,
  stubCalls,
  type ScenarioCalls,
  type StubCalls,
} from './cases.ts'
import {
  clockCalls,
  type ClockCalls,
  smsCalls,
  tokenCalls,
  wechatCalls,
  type SmsCalls,
  type TokenCalls,
  type WeChatCalls,
  snapshotCalls,
  worldCalls,
  type SnapshotCalls,
  type WorldCalls,
} from './world.ts'
import { requestCalls, type RequestCalls } from './requests.ts'

/** One tenant's controls. Every method rejects with MockError when the server refuses or is not there. */
export interface MockControls extends CaseCalls, AdminCaller {
  /** Where the application under test sends its requests: the server's address with the tenant's prefix. */
  readonly url: string
  /** Undefined: the tenant of requests that name none, `default`. */
  readonly tenantKey: string | undefined
  /** The same server, another tenant. Throws RangeError for what is no tenant key. */
  readonly tenant: (key: string) => MockClient
  /** World, journal, stubs, scenarios, cases in use, clock and coverage back to the start. */
  readonly reset: () => Promise<void>
  readonly requests: RequestCalls
  readonly clock: ClockCalls
  readonly world: WorldCalls
  readonly snapshots: SnapshotCalls
  readonly wechat: WeChatCalls
  readonly sms: SmsCalls
  readonly stubs: StubCalls
  readonly scenarios: ScenarioCalls
  readonly tokens: TokenCalls
  /** Keys of all tenants that the server has. */
  readonly tenants: () => Promise<readonly string[]>
  readonly health: () => Promise<Health>
}

/** A client of a running server. */
export interface MockClient extends MockControls, AsyncDisposable {
  /** Deletes the tenant with all that belongs to it. */
  readonly dispose: () => Promise<void>
  /** Stops the server. */
  readonly shutdown: () => Promise<void>
}

/** Browsers older than `await using` have no such symbol. */
const asyncDispose: typeof Symbol.asyncDispose =
  (Symbol as { asyncDispose?: typeof Symbol.asyncDispose }).asyncDispose ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

/** A client of one tenant, however the server is reached. Asks nothing yet. */
export const createMockClient = (options: CallerOptions): MockClient => {
  const { address } = options
  const caller = createAdminCaller(options)
  const { call, open } = caller
  const dispose = async (): Promise<void> => {
    try {
      await call('deleteTenant', { params: { key: address.tenant ?? 'default' } })
    } catch (error) {
      // No request has made it yet.
      if (!(error instanceof MockError && error.status === 404)) throw error
    }
  }
  return {
    call,
    open,
    url: baseOf(address),
    tenantKey: address.tenant,
    tenant: (key) =>
      createMockClient({ ...options, address: { root: address.root, tenant: tenantKey(key) } }),
    reset: async () => {
      await call('reset')
    },
    ...caseCalls(caller),
    requests: requestCalls(caller),
    clock: clockCalls(caller),
    world: worldCalls(caller),
    snapshots: snapshotCalls(caller),
    wechat: wechatCalls(caller),
    sms: smsCalls(caller),
    stubs: stubCalls(caller),
    scenarios: scenarioCalls(caller),
    tokens: tokenCalls(caller),
    tenants: async () => (await call('getTenants')).tenants,
    health: () => call('getHealth'),
    shutdown: async () => {
      await call('shutdown')
    },
    dispose,
    [asyncDispose]: dispose,
  }
}

export interface ConnectOptions {
  /** Default: WECHAT_LOGIN_MOCK_URL, else http://127.0.0.1:5013. A tenant's prefix in it counts. */
  readonly url?: string | undefined
  /** Default: the one in the url, else the tenant of requests that name none. */
  readonly tenant?: string | undefined
  /** Where the server asks for one. Default: WECHAT_LOGIN_MOCK_ADMIN_TOKEN. */
  readonly token?: string | undefined
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Most milliseconds until an answer begins. Default 30,000. */
  readonly timeout?: number | undefined
  /** Another fetch: one that trusts a certificate, or takes a proxy. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** Where a server is that nobody has told otherwise. */
export const DEFAULT_URL = 'http://127.0.0.1:5013'

/**
 * A client of a running server; asks nothing yet. Throws RangeError for a url or tenant that cannot be.
 * Empty environment variables count as absent.
 */
export const connect = (options: ConnectOptions = {}): MockClient => {
  const { url, tenant, token, headers, timeout = 30_000, fetch = globalThis.fetch } = options
  return createMockClient({
    address: addressOf(url ?? environment('WECHAT_LOGIN_MOCK_URL') ?? DEFAULT_URL, tenant),
    token: token ?? environment('WECHAT_LOGIN_MOCK_ADMIN_TOKEN'),
    headers,
    timeout,
    fetch: (input, init) => fetch(input, init),
  })
}

/** A browser has no environment. */
const environment = (name: string): string | undefined => {
  const { process } = globalThis as {
    process?: { env?: Readonly<Record<string, string | undefined>> }
  }
  const value = process?.env?.[name]
  return value === '' ? undefined : value
}
