import { request as httpRequest } from 'node:http'
import { afterAll } from 'vitest'
import type { Note } from '../../src/core/note.ts'
import { createMockServer, type MockOptions } from '../../src/index.ts'

/** A request as it goes over the wire. */
export interface Sent {
  readonly method?: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Told {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
  /** Of the journal's newest entry; undefined where it has none. */
  readonly notes: readonly Note[] | undefined
  readonly case: string | null | undefined
}

type Json = Readonly<Record<string, unknown>>

/** A mock over loopback, and its journal. */
export interface Mock {
  /** Sends it as a tenant (by default one that nobody else has) and reads what the journal says. */
  tell(sent: Sent, options?: { readonly world?: Json; readonly tenant?: string }): Promise<Told>
  admin(tenant: string, method: string, path: string, body?: unknown): Promise<unknown>
  close(): Promise<void>
}

export const CLOCK = '2026-01-29T07:00:34.000Z'

interface Entry {
  readonly mock: { readonly notes: readonly Note[]; readonly case: string | null }
}

export const openMock = async (options: MockOptions = {}): Promise<Mock> => {
  const server = await createMockServer({ clock: CLOCK, seed: 'test', ...options })
  let tenants = 0
  const admin: Mock['admin'] = async (tenant, method, path, body) => {
    const response = await fetch(`${server.url}/t/${tenant}/__admin/${path}`, {
      method,
      headers: { 'X-Mock-Judgement': 'true' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return text === '' ? {} : (JSON.parse(text) as unknown)
  }
  return {
    admin,
    close: () => server.close(),
    tell: async (sent, { world, tenant = `n${++tenants}` } = {}) => {
      // An admin call makes the tenant; a request to no operation would not, and leave no journal.
      if (world === undefined) await admin(tenant, 'GET', 'world')
      else await admin(tenant, 'PATCH', 'world', world)
      const answer = await send(server.port, { ...sent, target: `/t/${tenant}${sent.target}` })
      const { requests } = (await admin(tenant, 'GET', 'requests?limit=1')) as {
        requests: readonly Entry[]
      }
      return { ...answer, notes: requests[0]?.mock.notes, case: requests[0]?.mock.case }
    },
  }
}

/** Exactly these headers and bytes; fetch would add its own. */
export const send = (
  port: number,
  { method = 'POST', target, headers = {}, body = '' }: Sent,
): Promise<Pick<Told, 'status' | 'headers' | 'body'>> =>
  new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body)
    const sent = httpRequest({
      port,
      host: '127.0.0.1',
      method,
      path: target,
      headers: length === 0 ? headers : { ...headers, 'Content-Length': length },
      agent: false,
    })
    sent.on('error', reject)
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    sent.end(body)
  })

/** Encrypted data and its `iv`, as the admin API makes them. */
export interface Pair {
  readonly encryptedData: string
  readonly iv: string
}

/** A strict mock and a lenient one, for all tests of a file. */
export const openBoth = async (): Promise<{ readonly strict: Mock; readonly lenient: Mock }> => {
  const [strict, lenient] = [await openMock({ strict: true }), await openMock()]
  afterAll(async () => {
    await strict.close()
    await lenient.close()
  })
  return { strict, lenient }
}
