import type { Health } from './admin-calls.ts'
import { createAdminCaller, type AdminCaller, type CallerOptions } from './admin-caller.ts'
import { baseOf, tenantKey } from './address.ts'
import { caseCalls, type CaseCalls } from './cases.ts'
import { clockCalls, type ClockCalls } from './clock.ts'
import { MockError } from './mock-error.ts'
import { requestCalls, type RequestCalls } from './requests.ts'
import { scenarioCalls, stubCalls, type ScenarioCalls, type StubCalls } from './stubs.ts'
import {
  smsCalls,
  tokenCalls,
  wechatCalls,
  type SmsCalls,
  type TokenCalls,
  type WeChatCalls,
} from './wechat.ts'
import { snapshotCalls, worldCalls, type SnapshotCalls, type WorldCalls } from './world.ts'

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

/** The controls of one tenant, however the server is reached. */
export const createMockControls = (options: CallerOptions): MockControls => {
  const { address } = options
  const caller = createAdminCaller(options)
  const { call, open } = caller
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
  }
}

export const createMockClient = (options: CallerOptions): MockClient => {
  const controls = createMockControls(options)
  const dispose = async (): Promise<void> => {
    try {
      await controls.call('deleteTenant', { params: { key: controls.tenantKey ?? 'default' } })
    } catch (error) {
      // No request has made it yet.
      if (!(error instanceof MockError && error.status === 404)) throw error
    }
  }
  return {
    ...controls,
    shutdown: async () => {
      await controls.call('shutdown')
    },
    dispose,
    [asyncDispose]: dispose,
  }
}
