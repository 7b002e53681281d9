import { Agent, request as httpRequest } from 'node:http'
import { apis } from '../../src/apis/index.ts'
import { liveRequest } from '../../src/contract/verify/plan.ts'
import type { Api, ExampleRequest, Operation } from '../../src/core/api.ts'
import type { CaseRow } from '../../src/core/case.ts'
import { findCase } from '../../src/core/catalogue.ts'
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

export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** What the journal says of an answer. */
export interface Judged {
  readonly case: string | null
  readonly decider: string
  readonly notes: readonly { readonly kind: string }[]
}

export type Names = Readonly<Record<string, string>>

/** A real server and a client of it. */
export interface Served {
  readonly server: MockServer
  /** A tenant that nobody has used. */
  readonly fresh: () => string
  readonly send: (tenant: string, request: ExampleRequest, more?: Names) => Promise<Answered>
  readonly admin: <T>(tenant: string, method: string, path: string, body?: unknown) => Promise<T>
  readonly last: (tenant: string) => Promise<Judged>
  readonly listed: (tenant?: string) => Promise<readonly Listed[]>
  readonly close: () => Promise<void>
}

/** Everything is forced and answered at this instant. */
const CLOCK = '2026-01-29T07:00:34Z'

/** `MOUNT=replicas npx vitest run test/scripting/use.test.ts`: two replicas, each request to another one. */
const served = (options: MockOptions): Promise<MockServer> =>
  process.env['MOUNT'] === 'replicas' ? replicas(2, options) : createMockServer(options)

export const serve = async (options: MockOptions = {}): Promise<Served> => {
  const server = await served({ clock: CLOCK, seed: 'test', ...options })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (target: string, asked: Omit<ExampleRequest, 'target'>): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const { method, body } = asked
      // Some answers print the host: every server of a test has the same one.
      const headers = { Host: 'localhost', ...asked.headers }
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
    const answer = await ask(`/t/${tenant}/__admin/${path}`, {
      method,
      headers: { 'X-Mock-Judgement': 'true' },
      body: body === undefined ? '' : JSON.stringify(body),
    })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body}`)
    return JSON.parse(answer.body || '{}') as never
  }
  let tenants = 0
  return {
    server,
    fresh: () => `t${++tenants}`,
    send: (tenant, { target, headers, ...rest }, more = {}) =>
      ask(target, { ...rest, headers: { ...headers, 'X-Mock-Tenant': tenant, ...more } }),
    admin,
    last: async (tenant) => {
      const { requests } = await admin<{ requests: readonly { mock: Judged }[] }>(
        tenant,
        'GET',
        'requests?limit=1',
      )
      const [newest] = requests
      if (newest === undefined) throw new Error(`The journal of ${tenant} is empty.`)
      return newest.mock
    },
    listed: async (tenant = 'default') =>
      (await admin<{ cases: readonly Listed[] }>(tenant, 'GET', 'cases')).cases,
    close: async () => {
      agent.destroy()
      await server.close()
    },
  }
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

/** The operation to ask for a case: the documented one, unless only others can give it. */
export const operationOf = (listed: Pick<Listed, 'api' | 'operations'>): Operation => {
  const { operations } = apiOf(listed)
  const [wanted] = listed.operations ?? []
  const operation = operations.find(({ name }) => name === wanted) ?? operations[0]
  if (operation === undefined) throw new Error(`${listed.api} has no operation.`)
  return operation
}

export const shortOf = ({ name, api }: Pick<Listed, 'api' | 'name'>): string =>
  name.slice(api.length + 1)

/** What the server is to be started with: the triggers reach these limits. */
export const limits = { bodyBytes: 4096, urlBytes: 4096 }

/** The request a case's live trigger describes; undefined where it claims none. */
export const triggerOf = (listed: Listed): ExampleRequest | undefined => {
  const { live } = rowOf(listed)
  if (live === undefined) return undefined
  const request = liveRequest(apiOf(listed), operationOf(listed), rowOf(listed))
  if (request === undefined) throw new Error(`Nobody here can read: ${live.text}`)
  return request
}
