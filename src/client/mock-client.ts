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

/**
 * The controls of one tenant. Every method rejects with MockError if the server refuses or does not answer.
 */
export interface MockControls extends CaseCalls, AdminCaller {
  /**
   * The URL to which the application under test sends its requests: the server's address with the tenant's
   * prefix.
   */
  readonly url: string
  /** Undefined for the tenant of requests that name none, `default`. */
  readonly tenantKey: string | undefined
  /** Returns a client of another tenant of the same server. Throws RangeError if the key is invalid. */
  readonly tenant: (key: string) => MockClient
  /** Resets world, journal, stubs, scenarios, cases in use, clock and coverage. */
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
  /** Lists the keys of the server's tenants. */
  readonly tenants: () => Promise<readonly string[]>
  readonly health: () => Promise<Health>
}

/** A client of a running server. */
export interface MockClient extends MockControls, AsyncDisposable {
  /** Deletes the tenant with everything that belongs to it. */
  readonly dispose: () => Promise<void>
  /** Stops the server. */
  readonly shutdown: () => Promise<void>
}

/** Browsers without `await using` lack this symbol. */
const asyncDispose: typeof Symbol.asyncDispose =
  (Symbol as { asyncDispose?: typeof Symbol.asyncDispose }).asyncDispose ??
  (Symbol.for('Symbol.asyncDispose') as typeof Symbol.asyncDispose)

/** Creates a client of one tenant. `options` says how to reach the server. Sends nothing yet. */
export const createMockClient = (options: CallerOptions): MockClient => {
  const { address } = options
  const caller = createAdminCaller(options)
  const { call, open } = caller
  const dispose = async (): Promise<void> => {
    try {
      await call('deleteTenant', { params: { key: address.tenant ?? 'default' } })
    } catch (error) {
      // The tenant does not exist, because no request has created it.
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
  /** Default: WECHAT_LOGIN_MOCK_URL, else http://127.0.0.1:5013. May contain a tenant's prefix. */
  readonly url?: string | undefined
  /** Default: the tenant in the URL, else the tenant of requests that name none. */
  readonly tenant?: string | undefined
  /** The admin token, if the server requires it. Default: WECHAT_LOGIN_MOCK_ADMIN_TOKEN. */
  readonly token?: string | undefined
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The most milliseconds until a response begins. Default 30,000. */
  readonly timeout?: number | undefined
  /** Replaces `fetch`, for example to trust a certificate or to use a proxy. */
  readonly fetch?: typeof globalThis.fetch | undefined
}

/** The default address of a server. */
export const DEFAULT_URL = 'http://127.0.0.1:5013'

/**
 * Creates a client of a running server, and sends nothing yet. Throws RangeError if the URL or the tenant
 * is invalid. Empty environment variables count as absent.
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

/** A browser has no `process.env`. */
const environment = (name: string): string | undefined => {
  const { process } = globalThis as {
    process?: { env?: Readonly<Record<string, string | undefined>> }
  }
  const value = process?.env?.[name]
  return value === '' ? undefined : value
}
