import { Agent, request as httpRequest } from 'node:http'
import { afterAll } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { liveRequest } from '../../src/contract/verify/plan.ts'
import type { Api, ExampleRequest, Operation } from '../../src/core/api.ts'
import type { CaseRow } from '../../src/core/case.ts'
import { findCase } from '../../src/core/catalogue.ts'
import type { Note } from '../../src/core/note.ts'
import { createMockServer, type MockOptions, type MockServer } from '../../src/index.ts'
import { replicas } from './replicas.ts'

/** A case as `GET /__admin/cases` lists it. */
export interface Listed {
  readonly name: string
  readonly api: string
  readonly code: number
  readonly status: number
  readonly operations?: readonly string[]
  readonly triggers: readonly string[]
  readonly answered: number
}

/** A request as it is sent. The default method is POST. */
export interface Sent {
  readonly method?: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** What the journal records about an answer. */
export interface Judged {
  readonly case: string | null
  readonly decider: string
  readonly notes: readonly Note[]
}

/** An answer with the data of the journal's newest entry. The data is absent if the journal is empty. */
export type Told = Answered & Partial<Judged>

/** Encrypted data and its `iv`, as the admin API makes them. */
export interface Pair {
  readonly encryptedData: string
  readonly iv: string
}

type Json = Readonly<Record<string, unknown>>

export type Names = Readonly<Record<string, string>>

/** A running server and a client for it. */
export interface Served {
  readonly server: MockServer
  /** Returns the key of a new tenant. */
  readonly fresh: () => string
  /** Sends a request unchanged. */
  readonly ask: (sent: Sent) => Promise<Answered>
  readonly send: (tenant: string, request: ExampleRequest, more?: Names) => Promise<Answered>
  /** Sends a request as a tenant, by default a new one, and reads the newest entry of the journal. */
  readonly tell: (
    sent: Sent,
    options?: { readonly world?: Json; readonly tenant?: string },
  ) => Promise<Told>
  readonly admin: <T = unknown>(
    tenant: string,
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<T>
  readonly last: (tenant: string) => Promise<Judged>
  readonly listed: (tenant?: string) => Promise<readonly Listed[]>
  readonly close: () => Promise<void>
}

/** The mock's clock stands still at this time, so that forced answers and live ones have the same times. */
const CLOCK = '2026-01-29T07:00:34Z'

/**
 * With `MOUNT=replicas npx vitest run test/scripting/use.test.ts`, tests run against two replicas, and each
 * request goes to the next replica.
 */
const served = (options: MockOptions): Promise<MockServer> =>
  process.env['MOUNT'] === 'replicas' ? replicas(2, options) : createMockServer(options)

export const serve = async (options: MockOptions = {}): Promise<Served> => {
  const server = await served({ clock: CLOCK, seed: 'test', ...options })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask: Served['ask'] = ({ method = 'POST', target, headers: given, body = '' }) =>
    new Promise((resolve, reject) => {
      // Some answers contain the host, so every server of a test gets the same Host header.
      const headers = { Host: 'localhost', ...given }
      const sent = httpRequest(server.url, { path: target, method, headers, agent }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          const { statusCode = 0, headers: got } = response
          resolve({ status: statusCode, headers: got as Names, body: text })
        })
      })
      sent.on('error', reject)
      if (body !== '' || method !== 'GET') sent.setHeader('Content-Length', Buffer.byteLength(body))
      sent.end(body)
    })
  const admin: Served['admin'] = async (tenant, method, path, body) => {
    const answer = await ask({
      method,
      target: `/t/${tenant}/__admin/${path}`,
      headers: { 'X-Mock-Judgement': 'true' },
      body: body === undefined ? '' : JSON.stringify(body),
    })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body}`)
    return JSON.parse(answer.body || '{}') as never
  }
  let tenants = 0
  const fresh = () => `t${++tenants}`
  const newest = async (tenant: string): Promise<Judged | undefined> => {
    interface Journal {
      readonly requests: readonly { readonly mock: Judged }[]
    }
    const { requests } = await admin<Journal>(tenant, 'GET', 'requests?limit=1')
    return requests[0]?.mock
  }
  return {
    server,
    fresh,
    ask,
    send: (tenant, { headers, ...rest }, more = {}) =>
      ask({ ...rest, headers: { ...headers, 'X-Mock-Tenant': tenant, ...more } }),
    tell: async (sent, { world, tenant = fresh() } = {}) => {
      // An admin call creates the tenant. A request to no operation would not, and so would leave no journal.
      if (world === undefined) await admin(tenant, 'GET', 'world')
      else await admin(tenant, 'PATCH', 'world', world)
      const answer = await ask({ ...sent, target: `/t/${tenant}${sent.target}` })
      return { ...answer, ...(await newest(tenant)) }
    },
    admin,
    last: async (tenant) => {
      const judged = await newest(tenant)
      if (judged === undefined) throw new Error(`The journal of ${tenant} is empty.`)
      return judged
    },
    listed: async (tenant = 'default') =>
      (await admin<{ cases: readonly Listed[] }>(tenant, 'GET', 'cases')).cases,
    close: async () => {
      agent.destroy()
      await server.close()
    },
  }
}

/** Starts a strict mock and a lenient mock for all tests of a file. */
export const serveBoth = async (): Promise<{
  readonly strict: Served
  readonly lenient: Served
}> => {
  const [strict, lenient] = [await serve({ strict: true }), await serve()]
  afterAll(async () => {
    await strict.close()
    await lenient.close()
  })
  return { strict, lenient }
}

export const apiOf = ({ api }: Pick<Listed, 'api'>): Api => {
  const found = apis.find(({ name }) => name === api)
  if (found === undefined) throw new Error(`There is no API ${api}.`)
  return found
}

export const rowOf = (listed: Pick<Listed, 'api' | 'name'>): CaseRow => {
  const row = findCase(apiOf(listed), listed.name)
  if (row === undefined) throw new Error(`There is no case ${listed.name}.`)
  return row
}

/**
 * Returns the operation to call for a case: the documented one, unless only other operations can give the
 * case.
 */
export const operationOf = (listed: Pick<Listed, 'api' | 'operations'>): Operation => {
  const { operations } = apiOf(listed)
  const [wanted] = listed.operations ?? []
  const operation = operations.find(({ name }) => name === wanted) ?? operations[0]
  if (operation === undefined) throw new Error(`${listed.api} has no operation.`)
  return operation
}

export const shortOf = ({ name, api }: Pick<Listed, 'api' | 'name'>): string =>
  name.slice(api.length + 1)

/** The limits with which a test starts the server, so that the triggers can exceed them. */
export const limits = { bodyBytes: 4096, urlBytes: 4096 }

/**
 * Returns the request that a case's live trigger describes. Returns undefined for a case without a trigger.
 */
export const triggerOf = (listed: Listed): ExampleRequest | undefined => {
  const { live } = rowOf(listed)
  if (live === undefined) return undefined
  const request = liveRequest(apiOf(listed), operationOf(listed), rowOf(listed))
  if (request === undefined) throw new Error(`Nobody here can read: ${live.text}`)
  return request
}
