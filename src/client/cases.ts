import type { Case, Coverage, Uses, Scenario, StubMapping } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'
import type { ApiName, CaseName } from './api-names.ts'

/** A case in use, and for how many calls more. */
export type Use = Uses['uses'][number]

export interface UseOptions {
  /** This API only. */
  readonly api?: ApiName | undefined
  /** So many calls; absent: until told otherwise. */
  readonly times?: number | undefined
}

/** A row of the catalogue. */
export type ListedCase = Case & { readonly name: CaseName; readonly api: ApiName }

/** Forcing what is answered, and the catalogue of what can be. */
export interface CaseCalls {
  /** Answers every call with a case, or with several in turn, until told otherwise. Resolves to what is in use then. */
  readonly use: (
    name: CaseName | readonly CaseName[],
    options?: UseOptions,
  ) => Promise<readonly Use[]>
  /** Takes out of use all cases, or one API's. Resolves to what is left. */
  readonly unuse: (api?: ApiName) => Promise<readonly Use[]>
  /** What is in use. */
  readonly uses: () => Promise<readonly Use[]>
  readonly cases: {
    /** Every answer there is, how to get it, how often it was given. */
    readonly list: (api?: ApiName) => Promise<readonly ListedCase[]>
    /** Which cases were exercised; with `run` in all tenants since the server's start. */
    readonly coverage: (options?: { readonly scope?: 'run' | undefined }) => Promise<Coverage>
    /** The same as a table for people, or as JUnit XML. */
    readonly coverageText: (
      type: 'text/plain' | 'application/xml',
      options?: { readonly scope?: 'run' | undefined },
    ) => Promise<string>
  }
}

/** What is put again: those in turn together. */
const kept = (uses: readonly Use[], without: string | undefined) => {
  const left = uses.filter(({ api }) => api !== without)
  const single = left.filter(({ turn }) => turn !== true)
  const turns = new Map<string | undefined, Use[]>()
  for (const use of left)
    if (use.turn === true) turns.set(use.api, [...(turns.get(use.api) ?? []), use])
  return [
    ...single.map(({ case: name, api, times }) => ({ case: name, api, times })),
    ...[...turns].map(([api, all]) => ({ case: all.map((use) => use.case), api })),
  ]
}

export const caseCalls = ({ call, open }: AdminCaller): CaseCalls => {
  const uses = async () => (await call('getUses')).uses
  return {
    use: async (name, options = {}) =>
      (await call('useCase', { body: { case: name, ...options } })).uses,
    unuse: async (api) => {
      const before = api === undefined ? [] : await uses()
      await call('useNothing')
      for (const body of kept(before, api)) await call('useCase', { body })
      return uses()
    },
    uses,
    cases: {
      list: async (api) =>
        (await call('getCases', { query: { api } })).cases as readonly ListedCase[],
      coverage: ({ scope } = {}) => call('getCoverage', { query: { scope } }),
      coverageText: async (type, { scope } = {}) => {
        const answer = await open('getCoverage', { query: { scope }, headers: { Accept: type } })
        return answer.text()
      },
    },
  }
}

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
