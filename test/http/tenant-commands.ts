import fc from 'fast-check'
import { expect } from 'vitest'
import {
  apiNames,
  freshTenant,
  logIn,
  reset,
  type ApiName,
  type TenantModel,
} from './tenant-model.ts'
import type { Naming, Sight, TenantClient } from './tenant-client.ts'

/** By tenant key. */
export type Model = Map<string, TenantModel>
export interface Real {
  readonly of: (key: string) => TenantClient
  readonly drop: (key: string) => Promise<unknown>
  /** Of the seed: lengths of the lists that logins add to. */
  readonly seed: Readonly<Record<ApiName, number>>
}
type Command = fc.AsyncCommand<Model, Real>

export const keys = ['default', 'alpha', 'beta', 'gamma', 'delta', 'omega'] as const

const lists: Readonly<Record<ApiName, string>> = {
  'app-authorization': 'customers',
  'small-app-login': 'members',
  'third-part-signup': 'accounts',
  'offiaccount-auth-login': 'endUsers',
  'app-mini-user-auth': 'shopxoUsers',
}
export const listOf = (api: ApiName): string => lists[api]

const modelOf = (model: Model, key: string): TenantModel => {
  const known = model.get(key) ?? freshTenant()
  model.set(key, known)
  return known
}

interface Told {
  readonly key: string
  readonly naming: Naming
}
type Act = (mine: TenantModel, client: TenantClient, told: Told) => Promise<void>

/** A step of one tenant's. */
const step = (name: string, told: Told, act: Act): Command => ({
  check: () => true,
  run: (model, real) => act(modelOf(model, told.key), real.of(told.key), told),
  toString: () => `${told.key}: ${name} (${told.naming})`,
})

const told = fc.record({
  key: fc.constantFrom(...keys),
  naming: fc.constantFrom<Naming>('prefix', 'header'),
})
const some = fc.constantFrom('x', 'xx', 'xxx')
let marks = 0

const login = fc.tuple(told, fc.constantFrom(...apiNames), some).map(([by, api, who]) =>
  step(`${who} logs in at ${api}`, by, async (mine, client, { naming, key }) => {
    const mark = `${key}-${++marks}`
    const expected = logIn(mine, api, who)
    const answer = await client.logIn(naming, api, who, mark)
    mine.journal.push(mark)
    expect(answer.body).toContain(expected.sign)
    expect(answer.date).toBe(mine.now - (mine.now % 1000))
  }),
)

const use = fc
  .tuple(told, fc.constantFrom('5368', '5420'), fc.integer({ min: 1, max: 3 }))
  .map(([by, name, times]) =>
    step(`use ${name} ${times} times`, by, async (mine, client, { naming }) => {
      await client.admin(naming, 'PUT', 'use', { case: name, times })
      mine.use = { case: name, left: times }
    }),
  )

const useNone = told.map((by) =>
  step('use none', by, async (mine, client, { naming }) => {
    await client.admin(naming, 'DELETE', 'use')
    mine.use = undefined
  }),
)

const stub = fc.tuple(told, some).map(([by, name]) =>
  step(`stub /${name}`, by, async (mine, client, { naming, key }) => {
    const body = `${name} of ${key}`
    await client.admin(naming, 'POST', 'mappings', {
      request: { url: `/${name}` },
      response: { body },
    })
    mine.stubs.set(name, body)
  }),
)

const unstub = told.map((by) =>
  step('no stubs', by, async (mine, client, { naming }) => {
    await client.admin(naming, 'DELETE', 'mappings')
    mine.stubs.clear()
    mine.door = undefined
  }),
)

const exchange = fc.tuple(told, some).map(([by, name]) =>
  step(`exchange /${name}`, by, async (mine, client, { naming, key }) => {
    const mark = `${key}-${++marks}`
    const answer = await client.exchange(naming, `/${name}`)
    mine.journal.push(`/${name}`)
    const body = mine.stubs.get(name)
    if (body === undefined) expect([mark, answer.status]).toEqual([mark, 404])
    else expect([answer.status, answer.body]).toEqual([200, body])
    if (body === undefined) count(mine, 'app-authorization/no-route')
  }),
)

const count = ({ answered }: TenantModel, name: string): void => {
  answered.set(name, (answered.get(name) ?? 0) + 1)
}

/** A door that is opened by the first exchange, and tells so at the second. */
const door = told.map((by) =>
  step('make a door', by, async (mine, client, { naming }) => {
    const mapping = (body: string, required: string, next?: string) => ({
      request: { url: '/door' },
      response: { body },
      scenarioName: 'door',
      requiredScenarioState: required,
      ...(next === undefined ? {} : { newScenarioState: next }),
    })
    await client.admin(naming, 'POST', 'mappings', mapping('shut', 'Started', 'open'))
    await client.admin(naming, 'POST', 'mappings', mapping('open', 'open'))
    mine.door ??= 'Started'
  }),
)

const knock = told.map((by) =>
  step('knock', by, async (mine, client, { naming }) => {
    const { status, body } = await client.exchange(naming, '/door')
    mine.journal.push('/door')
    if (mine.door === undefined) {
      expect(status).toBe(404)
      count(mine, 'app-authorization/no-route')
    } else {
      expect(body).toBe(mine.door === 'Started' ? 'shut' : 'open')
      mine.door = 'open'
    }
  }),
)

const patch = fc.tuple(told, some, fc.boolean()).map(([by, name, closed]) =>
  step(
    `people ${name}, site ${closed ? 'closed' : 'open'}`,
    by,
    async (mine, client, { naming, key }) => {
      const [id, nickname] = [`person-${name}`, `${name} of ${key}`]
      await client.admin(naming, 'PATCH', 'world', { people: [{ id, nickname }], site: { closed } })
      const people = new Map([...mine.world.people, [id, nickname]])
      mine.world = { ...mine.world, people, closed }
    },
  ),
)

const tick = fc.tuple(told, fc.integer({ min: -5000, max: 100_000 })).map(([by, ms]) =>
  step(`clock by ${ms} ms`, by, async (mine, client, { naming }) => {
    await client.admin(naming, 'POST', 'clock/advance', { ms })
    mine.now += ms
  }),
)

const setClock = fc.tuple(told, fc.integer({ min: 0, max: 4_000_000_000 })).map(([by, seconds]) =>
  step(`clock at ${seconds} s`, by, async (mine, client, { naming }) => {
    mine.now = seconds * 1000
    await client.admin(naming, 'PUT', 'clock', { now: new Date(mine.now).toISOString() })
  }),
)

const snapshot = fc.tuple(told, some).map(([by, name]) =>
  step(`snapshot ${name}`, by, async (mine, client, { naming }) => {
    await client.admin(naming, 'PUT', `snapshots/${name}`)
    mine.snapshots.set(name, mine.world)
  }),
)

const restore = fc.tuple(told, some).map(([by, name]) =>
  step(`restore ${name}`, by, async (mine, client, { naming }) => {
    const taken = mine.snapshots.get(name)
    const restoring = client.admin(naming, 'POST', `snapshots/${name}/restore`)
    if (taken === undefined)
      await expect(restoring).rejects.toThrow(`There is no snapshot ${name}.`)
    else {
      await restoring
      mine.world = taken
    }
  }),
)

const resetting = told.map((by) =>
  step('reset', by, async (mine, client, { naming }) => {
    await client.admin(naming, 'POST', 'reset')
    reset(mine)
  }),
)

const drop = fc.constantFrom(...keys).map((key): Command => ({
  check: (model) => model.has(key),
  run: async (model, real) => {
    await real.drop(key)
    model.delete(key)
  },
  toString: () => `${key}: drop`,
}))

const looking = told.map((by): Command => ({
  check: () => true,
  run: async (model, real) => {
    look(await real.of(by.key).see(by.naming), modelOf(model, by.key), by.key, real)
  },
  toString: () => `${by.key}: look`,
}))

/** Compares everything that can be seen of a tenant with what it must be. */
export const look = (
  sight: Sight,
  mine: TenantModel,
  key: string,
  real: Pick<Real, 'seed'>,
): void => {
  expect(sight.clock.now).toBe(new Date(mine.now).toISOString())
  const marks = sight.requests.map(({ request: { url } }) => /mark=([\w-]+)/.exec(url)?.[1] ?? url)
  expect(marks.reverse().map((mark) => mark.replace(`/t/${key}`, ''))).toEqual(mine.journal)
  expect(new Set(sight.requests.map(({ mock }) => mock.tenant))).toEqual(
    new Set(mine.journal.length === 0 ? [] : [key]),
  )
  const people = sight.world['people']?.filter(({ id }) => String(id).startsWith('person-'))
  expect(new Map(people?.map(({ id, nickname }) => [id, nickname]))).toEqual(mine.world.people)
  expect(sight.world.site.closed ?? false).toBe(mine.world.closed)
  for (const api of apiNames)
    expect([api, sight.world[lists[api]]?.length]).toEqual([
      api,
      real.seed[api] + mine.world.accounts[api].size,
    ])
  expect(sight.uses).toEqual(
    mine.use === undefined ? [] : [{ case: mine.use.case, times: mine.use.left }],
  )
  const bodies = sight.mappings
    .filter(({ request }) => request.url !== '/door')
    .map(({ request, response }) => [request.url.slice(1), response.body] as const)
  expect(new Map(bodies)).toEqual(mine.stubs)
  expect(sight.scenarios.map(({ name, state }) => [name, state])).toEqual(
    mine.door === undefined ? [] : [['door', mine.door]],
  )
  expect(new Set(sight.snapshots)).toEqual(new Set(mine.snapshots.keys()))
  const answered = sight.cases.filter((one) => one.answered > 0)
  expect(new Map(answered.map((one) => [one.name, one.answered]))).toEqual(mine.answered)
  for (const other of keys)
    if (other !== key && other !== 'default') expect(JSON.stringify(sight)).not.toContain(other)
}

export const commands = [
  login,
  login,
  login,
  use,
  useNone,
  stub,
  unstub,
  exchange,
  door,
  knock,
  patch,
  tick,
  setClock,
  snapshot,
  restore,
  resetting,
  drop,
  looking,
  looking,
]
