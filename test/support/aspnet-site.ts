import type { Api } from '../../src/core/api.ts'
import type { Call } from '../../src/core/pipeline.ts'
import type { Reply } from '../../src/core/wire.ts'
import { openWorlds } from '../../src/world/worlds.ts'
import type { TenantWorld } from '../../src/world/tenant-world.ts'
import type { WorldData } from '../../src/world/world-data.ts'
import { speakTo, type Answer } from './one-api.ts'

interface Asked {
  readonly body?: string
  readonly method?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
}

type Fields = Readonly<Record<string, unknown>>

/** One API with a tenant's world. Tests call it without a socket. */
export interface Site {
  readonly world: TenantWorld
  readonly ask: (asked: Asked) => Answer
  /** Sends the API's example request, with fields changed. */
  readonly example: (changes?: Fields, asked?: Asked) => Answer
  readonly json: (fields: unknown, asked?: Asked) => Answer
  readonly xml: (text: string, asked?: Asked) => Answer
  readonly form: (fields: Readonly<Record<string, string>>, asked?: Asked) => Answer
  /** Returns the decoder's result for a request. */
  readonly read: (asked: Asked) => ReturnType<Call['decoded']>
  /** Returns the answer of a case for any request. The default request has no body. */
  readonly force: (name: string, asked?: Asked) => Answer
  /** Returns the answer of a case in the layout of the documents. */
  readonly document: (name: string, asked?: Asked) => Answer
}

interface Options {
  readonly strict?: boolean
  /** The initial world. Lists that are absent are empty. */
  readonly world?: WorldData
}

export const openSite = async (
  api: Api,
  { strict = false, world: data }: Options = {},
): Promise<Site> => {
  const worlds = await openWorlds({
    collections: api.collections,
    siteShapes: api.site === undefined ? [] : [api.site],
    seedWorld: data ?? {},
    strict,
    seed: 'test',
    clock: '2026-01-29T07:00:34.000Z',
  })
  const world = worlds.of('default')
  const operation = api.operations[0]
  if (operation === undefined) throw new Error(`${api.name} has no operation.`)
  const one = speakTo(api, world.services)
  const sent = ({ query = '', ...asked }: Asked) => ({
    ...asked,
    target: `/${operation.path}${query === '' ? '' : `?${query}`}`,
  })
  const ask = (asked: Asked): Answer => one.ask(sent(asked))
  const forced = (name: string, asked: Asked, print?: (reply: Reply) => Reply): Answer => {
    const answer = one.force(name, sent(asked), print)
    if (answer === undefined) throw new Error(`${api.name} cannot answer ${name}.`)
    return answer
  }
  const typed = (type: string, body: string, asked: Asked): Answer =>
    ask({ ...asked, headers: { 'content-type': type, ...asked.headers }, body })
  return {
    world,
    ask,
    example: (changes, asked = {}) =>
      typed('application/json', operation.example(changes).body, asked),
    json: (fields, asked = {}) => typed('application/json', JSON.stringify(fields), asked),
    xml: (text, asked = {}) => typed('application/xml', text, asked),
    form: (fields, asked = {}) =>
      typed(
        'application/x-www-form-urlencoded',
        new URLSearchParams({ ...fields }).toString(),
        asked,
      ),
    read: (asked) => one.call(sent(asked)).decoded(),
    force: (name, asked = {}) => forced(name, asked),
    document: (name, asked = {}) =>
      forced(name, asked, (reply) => api.dialect.documentLayout(reply)),
  }
}
