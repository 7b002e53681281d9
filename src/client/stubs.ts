import type { Scenario, StubMapping } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'

/** Stub mappings, in WireMock's shape. */
export interface StubCalls {
  /** Makes one; resolves to it with its id. */
  readonly add: (stub: StubMapping) => Promise<StubMapping>
  /** The newest first. */
  readonly list: () => Promise<readonly StubMapping[]>
  readonly get: (id: string) => Promise<StubMapping>
  /** Removes one, by itself or its id. */
  readonly remove: (stub: string | StubMapping) => Promise<void>
  /** Back to those of the fixtures. */
  readonly reset: () => Promise<void>
}

/** State machines made of stubs. */
export interface ScenarioCalls {
  readonly list: () => Promise<readonly Scenario[]>
  /** Puts one in a state; without one, in its first. */
  readonly set: (name: string, state?: string) => Promise<void>
  /** Puts all back to their first state. */
  readonly reset: () => Promise<void>
}

export const stubCalls = ({ call }: AdminCaller): StubCalls => ({
  add: (body) => call('createMapping', { body }),
  list: async () => (await call('getMappings')).mappings,
  get: (id) => call('getMapping', { params: { id } }),
  remove: async (stub) => {
    const id = typeof stub === 'string' ? stub : (stub.id ?? '')
    await call('deleteMapping', { params: { id } })
  },
  reset: async () => {
    await call('resetMappings')
  },
})

export const scenarioCalls = ({ call }: AdminCaller): ScenarioCalls => ({
  list: async () => (await call('getScenarios')).scenarios,
  set: async (name, state) => {
    await call('setScenarioState', {
      params: { name },
      ...(state === undefined ? {} : { body: { state } }),
    })
  },
  reset: async () => {
    await call('resetScenarios')
  },
})
