import type { Case, Coverage, Uses, Scenario, StubMapping } from './admin-calls.ts'
import type { AdminCaller } from './admin-caller.ts'
import type { ApiName, CaseName } from './api-names.ts'

/** A case in use, and the number of calls that it still answers. */
export type Use = Uses['uses'][number]

export interface UseOptions {
  /** Limits the use to this API. */
  readonly api?: ApiName | undefined
  /** The number of calls. Default: until told otherwise. */
  readonly times?: number | undefined
}

/** A case of the catalogue. */
export type ListedCase = Case & { readonly name: CaseName; readonly api: ApiName }

/** Forces answers, and lists the cases. */
export interface CaseCalls {
  /**
   * Answers every call with a case, or with several in turn, until told otherwise. Resolves to the cases in
   * use.
   */
  readonly use: (
    name: CaseName | readonly CaseName[],
    options?: UseOptions,
  ) => Promise<readonly Use[]>
  /** Takes all cases out of use, or those of one API. Resolves to the cases still in use. */
  readonly unuse: (api?: ApiName) => Promise<readonly Use[]>
  /** Resolves to the cases in use. */
  readonly uses: () => Promise<readonly Use[]>
  readonly cases: {
    /** Lists every case with how to get it and how often it was given. */
    readonly list: (api?: ApiName) => Promise<readonly ListedCase[]>
    /** Tells which cases were exercised. With scope `run`, in all tenants since the server's start. */
    readonly coverage: (options?: { readonly scope?: 'run' | undefined }) => Promise<Coverage>
    /** Resolves to the same as a table for people, or as JUnit XML. */
    readonly coverageText: (
      type: 'text/plain' | 'application/xml',
      options?: { readonly scope?: 'run' | undefined },
    ) => Promise<string>
  }
}

/** Returns the uses to restore. The cases that are used in turn stay together. */
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

/** Controls stub mappings, in WireMock's shape. */
export interface StubCalls {
  /** Creates a stub. Resolves to the stub with its id. */
  readonly add: (stub: StubMapping) => Promise<StubMapping>
  /** Lists the stubs, newest first. */
  readonly list: () => Promise<readonly StubMapping[]>
  readonly get: (id: string) => Promise<StubMapping>
  /** Removes a stub, given itself or its id. */
  readonly remove: (stub: string | StubMapping) => Promise<void>
  /** Restores the stubs of the fixtures. */
  readonly reset: () => Promise<void>
}

/** Controls scenarios: state machines made of stubs. */
export interface ScenarioCalls {
  readonly list: () => Promise<readonly Scenario[]>
  /** Sets a scenario's state. Default: its first state. */
  readonly set: (name: string, state?: string) => Promise<void>
  /** Sets all scenarios to their first state. */
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
