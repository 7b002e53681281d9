import { apis } from '../../src/apis/index.ts'
import { createMockServer, type MockOptions, type MockServer } from '../../src/index.ts'
import { sharedRedis } from './redis.ts'

/** Several replicas that share one state. */
export interface Replicas {
  readonly servers: readonly MockServer[]
  /** Returns the URLs of the replicas in turn. */
  readonly next: () => string
  readonly close: () => Promise<void>
}

export const startReplicas = async (
  count: number,
  state: { readonly url: string; readonly prefix: string },
  options: MockOptions = {},
): Promise<Replicas> => {
  const servers: MockServer[] = []
  for (let n = 0; n < count; n++)
    servers.push(
      await createMockServer({ state: state.url, statePrefix: state.prefix, ...options }),
    )
  let turn = 0
  return {
    servers,
    next: () => servers[turn++ % servers.length]?.url ?? '',
    close: async () => {
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

export type Json = Readonly<Record<string, unknown>>

/** Sends an admin call. Resolves to the status and the JSON of the answer. */
export const askAdmin = async (
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Json }> => {
  const answer = await fetch(`${url}/__admin/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: JSON.parse((await answer.text()) || '{}') as Json }
}

/** Starts replicas that look like one server: each read of `url` returns the URL of the next replica. */
export const replicas = async (count: number, options: MockOptions = {}): Promise<MockServer> => {
  const redis = await sharedRedis()
  const state = { url: redis.url, prefix: redis.prefix() }
  const { servers, next, close } = await startReplicas(count, state, options)
  const [first] = servers
  if (first === undefined) throw new Error('No replica was started.')
  return Object.create(first, {
    url: { get: next },
    adminUrl: { get: () => `${next()}/__admin` },
    close: {
      value: async () => {
        await close()
        await redis.stop()
      },
    },
  }) as MockServer
}

/** Logs in by small-app-login, with a code for which the mock invents a person. */
export const login = async (
  url: string,
  code: string,
): Promise<{ readonly status: number; readonly text: string }> => {
  const operation = apis.find(({ name }) => name === 'small-app-login')?.operations[0]
  if (operation === undefined) throw new Error('There is no small-app-login.')
  const { method, target, headers, body } = operation.example({ code })
  const answer = await fetch(`${url}${target}`, { method, headers, body })
  return { status: answer.status, text: await answer.text() }
}
