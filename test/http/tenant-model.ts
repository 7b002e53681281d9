/** What one tenant must look like from outside: kept by the test, knowing nothing of the server. */
export interface TenantModel {
  /** The clock stands still here, and is only ever set. */
  now: number
  /** Targets as asked, the oldest first. */
  journal: string[]
  world: WorldModel
  /** Case of the IoT platform's, and for how many calls more. */
  use: { readonly case: string; left: number } | undefined
  /** Bodies by path. */
  stubs: Map<string, string>
  /** State of the scenario of that name; absent until it is made. */
  door: string | undefined
  snapshots: Map<string, WorldModel>
  /** Answers by case. */
  answered: Map<string, number>
}

export interface WorldModel {
  /** Nicknames by id, of those put in by the test. */
  readonly people: ReadonlyMap<string, string>
  readonly closed: boolean
  /** Who has an account, by API. */
  readonly accounts: Readonly<Record<ApiName, ReadonlySet<string>>>
}

export const apiNames = [
  'app-authorization',
  'small-app-login',
  'third-part-signup',
  'offiaccount-auth-login',
  'app-mini-user-auth',
] as const
export type ApiName = (typeof apiNames)[number]

export const START = Date.parse('2026-01-29T07:00:34Z')

const nobody: ReadonlySet<string> = new Set()

const freshWorld: WorldModel = {
  people: new Map(),
  closed: false,
  accounts: {
    'app-authorization': nobody,
    'small-app-login': nobody,
    'third-part-signup': nobody,
    'offiaccount-auth-login': nobody,
    'app-mini-user-auth': nobody,
  },
}

export const freshTenant = (): TenantModel => ({
  now: START,
  journal: [],
  world: freshWorld,
  use: undefined,
  stubs: new Map(),
  door: undefined,
  snapshots: new Map(),
  answered: new Map(),
})

/** Everything but the snapshots back to the start. */
export const reset = (tenant: TenantModel): void => {
  Object.assign(tenant, { ...freshTenant(), snapshots: tenant.snapshots })
}

export interface Expected {
  /** Name of the case, and a sign of it in the answer. */
  readonly case: string
  readonly sign: string
}

/** What a login comes to, and what becomes of the tenant by it. */
export const logIn = (tenant: TenantModel, api: ApiName, who: string): Expected => {
  const expected = judge(tenant, api, who)
  tenant.answered.set(expected.case, (tenant.answered.get(expected.case) ?? 0) + 1)
  if (expected.case.endsWith('/success')) {
    const { world } = tenant
    const accounts = { ...world.accounts, [api]: new Set([...world.accounts[api], who]) }
    tenant.world = { ...world, accounts }
  }
  return expected
}

const successes: Readonly<Record<ApiName, string>> = {
  'app-authorization': '"status":1',
  'small-app-login': '"ErrorMessage":null',
  'third-part-signup': '"Status":0',
  'offiaccount-auth-login': '"code":200',
  'app-mini-user-auth': '"code":0',
}

const judge = (tenant: TenantModel, api: ApiName, who: string): Expected => {
  const { use, world } = tenant
  if (api === 'offiaccount-auth-login' && use !== undefined) {
    use.left -= 1
    if (use.left === 0) tenant.use = undefined
    return { case: `${api}/${use.case}`, sign: `"code":${use.case}` }
  }
  if (api === 'app-mini-user-auth' && world.closed)
    return { case: `${api}/site-closed`, sign: '"code":-10000' }
  if (api === 'third-part-signup' && world.accounts[api].has(who))
    return { case: `${api}/third-party-taken`, sign: '该第三方账号已注册' }
  return { case: `${api}/success`, sign: successes[api] }
}
