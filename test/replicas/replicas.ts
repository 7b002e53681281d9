import { createMockServer, type MockOptions, type MockServer } from '../../src/index.ts'

/** Replicas of one state. */
export interface Replicas {
  readonly servers: readonly MockServer[]
  /** URLs in turn. */
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

/** Asks an admin call; resolves to status and JSON. */
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
