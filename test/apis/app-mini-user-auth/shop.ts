import seedWorld from '../../../fixtures/world.json' with { type: 'json' }
import { appMiniUserAuth } from '../../../src/apis/app-mini-user-auth/index.ts'
import type { ExampleRequest, Operation } from '../../../src/core/api.ts'
import { findCase, forceCase } from '../../../src/core/catalogue.ts'
import type { Note } from '../../../src/core/note.ts'
import { createCall, respond, type Call } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import type { Reply } from '../../../src/core/wire.ts'
import { openWorlds } from '../../../src/world/worlds.ts'
import type { TenantWorld } from '../../../src/world/tenant-world.ts'
import type { WorldData } from '../../../src/world/world-data.ts'

type Asked = Partial<ExampleRequest>

export interface Answer {
  readonly reply: Reply
  readonly status: number
  readonly body: string
  readonly headers: readonly string[]
  readonly case: string | undefined
  readonly notes: readonly Note[]
}

export interface Shop {
  readonly world: TenantWorld
  readonly ask: (asked: Asked) => Answer
  /** The example of an operation, with fields changed. */
  readonly call: (operation: string, changes?: Readonly<Record<string, unknown>>) => Answer
  readonly logIn: (authcode: unknown) => Answer
  readonly force: (name: string, operation?: string) => Answer | undefined
}

/** One tenant that serves this API only, from the shipped seed, spoken to without a socket; 08:00 in Shanghai. */
export const openShop = async ({
  strict = false,
  data = {},
}: { readonly strict?: boolean; readonly data?: WorldData } = {}): Promise<Shop> => {
  const { people, codes, shopxoUsers } = seedWorld
  const worlds = await openWorlds({
    collections: appMiniUserAuth.collections,
    siteShapes: appMiniUserAuth.site === undefined ? [] : [appMiniUserAuth.site],
    seedWorld: { people, codes, shopxoUsers },
    strict,
    seed: 'test',
    clock: '2026-11-21T00:00:00Z',
  })
  const world = worlds.of('default')
  world.patch(data)
  const route = createRouter([appMiniUserAuth])
  const open = ({ method = 'POST', target = '/', headers = {}, body = '' }: Asked): Call => {
    const [path = '', query = ''] = target.split(/\?(.*)/s, 2)
    const request = { method, path, query, headers, body: Buffer.from(body) }
    return createCall(route(request), request, world.services)
  }
  const ask = (asked: Asked): Answer => {
    const call = open(asked)
    return answerOf(call, respond(call))
  }
  return {
    world,
    ask,
    call: (name, changes) => ask(operationNamed(name).example(changes)),
    logIn: (authcode) => ask(operationNamed('app-mini-user-auth').example({ authcode })),
    force: (name, operation = 'app-mini-user-auth') => {
      const call = open(operationNamed(operation).example())
      const row = findCase(appMiniUserAuth, name)
      const reply = row && forceCase(call, row)
      return reply && answerOf(call, reply)
    },
  }
}

const operationNamed = (name: string): Operation => {
  const operation = appMiniUserAuth.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`The shop has no operation ${name}.`)
  return operation
}

const answerOf = (call: Call, reply: Reply): Answer => ({
  reply,
  status: reply.status,
  body: reply.body.toString(),
  headers: reply.headers.map(([name, value]) => `${name}: ${String(value)}`),
  case: call.trace.case,
  notes: call.trace.notes,
})

/** The members of an answer's `data`. */
export const dataOf = ({ body }: Answer): Readonly<Record<string, unknown>> =>
  (JSON.parse(body) as { data: Readonly<Record<string, unknown>> }).data

/** What an answer says without its data. */
export const saidIn = ({ body }: Answer): string => {
  const { msg, code } = JSON.parse(body) as { msg: string; code: number }
  return `${code} ${msg}`
}

export const kindsOf = ({ notes }: Answer): readonly string[] => notes.map(({ kind }) => kind)
