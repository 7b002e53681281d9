import seedWorld from '../../../fixtures/world.json' with { type: 'json' }
import { appMiniUserAuth } from '../../../src/apis/app-mini-user-auth/index.ts'
import type { Operation } from '../../../src/core/api.ts'
import { speakTo, type Answer, type Asked } from '../../support/one-api.ts'
import { openWorlds } from '../../../src/world/worlds.ts'
import type { TenantWorld } from '../../../src/world/tenant-world.ts'
import type { WorldData } from '../../../src/world/world-data.ts'

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
  const api = speakTo(appMiniUserAuth, world.services)
  const { ask } = api
  return {
    world,
    ask,
    call: (name, changes) => ask(operationNamed(name).example(changes)),
    logIn: (authcode) => ask(operationNamed('app-mini-user-auth').example({ authcode })),
    force: (name, operation = 'app-mini-user-auth') =>
      api.force(name, operationNamed(operation).example()),
  }
}

const operationNamed = (name: string): Operation => {
  const operation = appMiniUserAuth.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`The shop has no operation ${name}.`)
  return operation
}

/** The members of an answer's `data`. */
export const dataOf = ({ body }: Answer): Readonly<Record<string, unknown>> =>
  (JSON.parse(body) as { data: Readonly<Record<string, unknown>> }).data

/** What an answer says without its data. */
export const saidIn = ({ body }: Answer): string => {
  const { msg, code } = JSON.parse(body) as { msg: string; code: number }
  return `${code} ${msg}`
}

export const kindsOf = ({ kinds }: Answer): readonly string[] => kinds
