import { apis } from '../../src/apis/index.ts'
import type { ExampleRequest } from '../../src/core/api.ts'
import type { MockServer } from '../../src/index.ts'
import type { ApiName } from './tenant-model.ts'

/** How a tenant is named in a request. */
export type Naming = 'prefix' | 'header'

export interface Told {
  readonly status: number
  readonly date: number
  readonly body: string
}

/** Everything of a tenant that can be seen from outside. */
export interface Sight {
  readonly clock: { readonly now: string }
  readonly requests: readonly {
    readonly request: { readonly url: string }
    readonly mock: { readonly tenant: string }
  }[]
  readonly world: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> & {
    readonly site: { readonly closed?: boolean }
  }
  readonly uses: readonly unknown[]
  readonly mappings: readonly {
    readonly request: { readonly url: string }
    readonly response: { readonly body: string }
  }[]
  readonly scenarios: readonly { readonly name: string; readonly state: string }[]
  readonly snapshots: readonly string[]
  readonly cases: readonly { readonly name: string; readonly answered: number }[]
}

/** One tenant of a server; `default` is named by naming none. */
export const tenantClient = ({ url }: MockServer, key: string) => {
  const ask = async (
    naming: Naming,
    target: string,
    {
      headers = {},
      ...init
    }: { method: string; headers?: Readonly<Record<string, string>>; body?: string },
  ): Promise<Told> => {
    const named = key === 'default' ? 'none' : naming
    const answer = await fetch(`${url}${named === 'prefix' ? `/t/${key}` : ''}${target}`, {
      ...init,
      headers: { ...headers, ...(named === 'header' ? { 'X-Mock-Tenant': key } : {}) },
    })
    const date = Date.parse(answer.headers.get('date') ?? '')
    return { status: answer.status, date, body: await answer.text() }
  }
  const admin = async <T>(
    naming: Naming,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> => {
    const { status, body: text } = await ask(naming, `/__admin/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (status >= 300) throw new Error(`${method} ${path}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    admin,
    exchange: (naming: Naming, path: string) => ask(naming, path, { method: 'GET' }),
    /** A login that can be told from all others by its target. */
    logIn: (naming: Naming, api: ApiName, who: string, mark: string) => {
      const { target, body, ...request } = login(api, who)
      const marked = `${target}${target.includes('?') ? '&' : '?'}mark=${mark}`
      return ask(naming, marked, { ...request, ...(body === '' ? {} : { body }) })
    },
    see: async (naming: Naming): Promise<Sight> => {
      const get = <T>(path: string) => admin<T>(naming, 'GET', path)
      return {
        clock: await get('clock'),
        world: await get('world'),
        ...(await get<Pick<Sight, 'requests'>>('requests?mock=true')),
        ...(await get<Pick<Sight, 'uses'>>('use')),
        ...(await get<Pick<Sight, 'mappings'>>('mappings')),
        ...(await get<Pick<Sight, 'scenarios'>>('scenarios')),
        ...(await get<Pick<Sight, 'snapshots'>>('snapshots')),
        ...(await get<Pick<Sight, 'cases'>>('cases')),
      }
    },
  }
}
export type TenantClient = ReturnType<typeof tenantClient>

const login = (api: ApiName, who: string): ExampleRequest => {
  const operation = apis.find(({ name }) => name === api)?.operations[0]
  if (operation === undefined) throw new Error(`There is no API ${api}.`)
  return operation.example(fields(api, who))
}

/** Nobody that the seed knows. */
const fields = (api: ApiName, who: string): Readonly<Record<string, string>> => {
  switch (api) {
    case 'app-authorization':
      return { openId: `openid-${who}`, unionId: `unionid-${who}` }
    case 'small-app-login':
    case 'offiaccount-auth-login':
      return { code: `code-${who}` }
    case 'app-mini-user-auth':
      return { authcode: `code-${who}` }
    case 'third-part-signup':
      return {
        ThirdPartID: `unionid-${who}`,
        ThirdPartID2: `openid-${who}`,
        Mobile: `1390000000${who.length}`,
      }
  }
}
