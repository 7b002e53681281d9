import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import type { Api, ExampleRequest, Operation } from '../../src/core/api.ts'
import type { CaseRow } from '../../src/core/case.ts'
import { casesOf, findCase, forceCase } from '../../src/core/catalogue.ts'
import { respond, type Call } from '../../src/core/pipeline.ts'
import { createRouter } from '../../src/core/dialect.ts'
import type { Reply } from '../../src/core/wire.ts'
import { openWorlds } from '../../src/world/worlds.ts'
import type { WorldData } from '../../src/world/world-data.ts'
import { callOf } from '../support/one-api.ts'

const seedWorld = JSON.parse(
  readFileSync(new URL('../../fixtures/world.json', import.meta.url), 'utf8'),
) as WorldData
const route = createRouter(apis)

const openCall = async (
  request: ExampleRequest,
  { strict = false, world = {} }: { readonly strict?: boolean; readonly world?: WorldData } = {},
): Promise<Call> => {
  const worlds = await openWorlds({
    collections: apis.flatMap(({ collections }) => collections),
    siteShapes: apis.flatMap(({ site }) => (site === undefined ? [] : [site])),
    seedWorld,
    strict,
    seed: 'test',
    clock: '2026-01-29T07:00:34.000Z',
  })
  const tenant = worlds.of('default')
  tenant.patch(world)
  return callOf(route, request, tenant.services)
}

/** The operation that gives a case; for a case that several give, the first of the API. */
const operationFor = (api: Api, row: Pick<CaseRow, 'operations'>): Operation => {
  const operation =
    api.operations.find(({ name }) => row.operations?.includes(name)) ?? api.operations[0]
  if (operation === undefined) throw new Error(`${api.name} has no operation.`)
  return operation
}

const isTriggered = ({ live }: CaseRow): boolean =>
  live?.input !== undefined || live?.world !== undefined

const isFailure = ({ kind = 'failure' }: CaseRow): boolean => kind !== 'success'

const answerOf = ({ trace }: Call, reply: Reply) => ({ case: trace.case, status: reply.status })

describe.each(apis.map((api) => [api.name, api] as const))('%s', (_name, api) => {
  const own = Object.values(api.cases)

  it.each(own.filter(isTriggered).map((row) => [row.name, row] as const))(
    'gives %s live, by exactly what its row says',
    async (_case, row) => {
      const { input, world = {}, strict = false } = row.live ?? {}
      const call = await openCall(operationFor(api, row).example(input), { strict, world })
      expect(answerOf(call, respond(call))).toEqual({ case: row.name, status: row.status })
      if (isFailure(row)) expect(call.trace.notes).not.toEqual([])
    },
  )

  it.each(casesOf(api).map((row) => [row.name, row] as const))(
    'gives %s when it is forced',
    async (_case, row) => {
      const operation = operationFor(api, row)
      const call = await openCall(operation.example())
      const reply = forceCase(call, row)
      expect(reply && answerOf(call, reply)).toEqual({ case: row.name, status: row.status })
    },
  )

  it.each(api.operations.map((operation) => [operation.name, operation] as const))(
    'has an example of %s that reaches it',
    async (_operation, operation) => {
      const call = await openCall(operation.example())
      expect(call.api).toBe(api)
      expect(call.operation).toBe(operation)
      expect(operation.example({})).toEqual(operation.example())
    },
  )

  it('logs its first example in', async () => {
    const call = await openCall(operationFor(api, { operations: [] }).example())
    expect(answerOf(call, respond(call))).toEqual({ case: 'success', status: 200 })
  })

  it('says of each case where it comes from, by a name that finds it', () => {
    for (const row of casesOf(api)) {
      expect(row.name).toMatch(/^[a-z0-9-]+$/)
      expect(row.source).not.toBe('')
      expect(findCase(api, row.name)).toBe(row)
      expect(findCase(api, `${api.name}/${row.name}`)).toBe(row)
    }
  })

  it('has a case for each documented sample and forced success', () => {
    for (const { documented, forced } of api.operations)
      for (const name of [...Object.keys(documented), ...Object.keys(forced)])
        expect(findCase(api, name), name).toBeDefined()
    expect(Object.keys(api.operations[0]?.documented ?? {})).toContain('documented')
    expect(Object.keys(api.operations[0]?.forced ?? {})).toContain('success')
  })
})

it('names every API and every list of the world once', () => {
  const names = apis.map(({ name }) => name)
  const lists = apis.flatMap(({ collections }) => collections.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
  expect(new Set(lists).size).toBe(lists.length)
})
