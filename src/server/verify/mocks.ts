import { isJsonAnswer, type Answer, type SentRequest } from '../../contract/recording/exchange.ts'
import type { Sent } from '../../contract/verify/plan.ts'
import { ask } from '../../http/ask.ts'
import type { MockClient } from '../../client/index.ts'
import { createMockServer, type MockServer } from '../server.ts'

/** What came of a request to the mock; `problem` says why its answer is not the case's. */
type MockAnswer =
  { readonly problem: string } | { readonly problem?: undefined; readonly answer: Answer }

/** The mock that a back end is compared with: what the case does, and what it answers. */
export interface Mocks {
  /** In a world of its own. `writes`: the world is another one after it. */
  tryOut(planned: Sent, request: SentRequest): Promise<MockAnswer & { readonly writes: boolean }>
  /** After everything that was sent before, as at the back end. */
  answer(planned: Sent, request: SentRequest): Promise<MockAnswer>
  /** Whether the last answer of a trial was JSON: then XML can be asked for. */
  isJson(planned: Sent): boolean
  close(): Promise<void>
}

const ASKING = { timeoutMs: 30_000, maxBytes: 64 * 1024 * 1024 }

/** Starts them on free ports of loopback, in memory; the strict one when it is needed. */
export const openMocks = async (target: URL): Promise<Mocks> => {
  const start = (strict: boolean): Promise<MockServer> =>
    createMockServer({ strict, allowHosts: [target.hostname], cors: false })
  const lenient = await start(false)
  let strict: Promise<MockServer> | undefined
  const serverFor = (planned: Sent): Promise<MockServer> | MockServer =>
    planned.strict ? (strict ??= start(true)) : lenient
  const untouched = JSON.stringify(await lenient.tenant('untouched').world.get())
  const inJson = new Set<Sent>()
  let trials = 0

  const respond = async (
    planned: Sent,
    request: SentRequest,
    server: MockServer,
    client: MockClient,
  ): Promise<MockAnswer> => {
    // A request that no operation answers makes no tenant: its journal would be lost.
    await client.world.patch(planned.world ?? {})
    const answer = await ask(
      new URL(server.url),
      { ...request, headers: [...request.headers, ['X-Mock-Tenant', client.tenantKey ?? '']] },
      ASKING,
    )
    const [entry] = await client.requests.list({ limit: 1 })
    const given = entry?.mock.case ?? 'none'
    return given.endsWith(`/${planned.row.name}`)
      ? { answer }
      : { problem: `the mock itself answers ${given} to it after what was sent before` }
  }

  return {
    tryOut: async (planned, request) => {
      const server = await serverFor(planned)
      await using client = server.tenant(`trial-${++trials}`)
      const before = planned.world === undefined ? untouched : undefined
      const tried = await respond(planned, request, server, client)
      if (tried.problem === undefined && isJsonAnswer(tried.answer)) inJson.add(planned)
      const writes = before !== undefined && JSON.stringify(await client.world.get()) !== before
      return { ...tried, writes }
    },
    answer: async (planned, request) => {
      const server = await serverFor(planned)
      if (planned.world === undefined)
        return await respond(planned, request, server, server.tenant('main'))
      await using client = server.tenant(`own-${++trials}`)
      return await respond(planned, request, server, client)
    },
    isJson: (planned) => inJson.has(planned),
    close: async () => {
      await lenient.close()
      await (await strict)?.close()
    },
  }
}
