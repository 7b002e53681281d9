import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { replicas } from '../support/replicas.ts'
import { commands, keys, listOf, look, type Model, type Real } from './tenant-commands.ts'
import { apiNames, type ApiName } from './tenant-model.ts'
import { tenantClient } from './tenant-client.ts'

type Start = () => Promise<MockServer>
const options = { clock: '2026-01-29T07:00:34Z', seed: 'model' }
const one: Start = () => createMockServer(options)
/** Each request goes to another one. */
const three: Start = () => replicas(3, options)

it.each([
  ['of one process', one, 25],
  ['of three replicas', three, 8],
])(
  'no tenant %s ever observes another, whatever they do in whatever order',
  async (_, start, runs) => {
    const script = fc.commands(commands, { size: '+1', maxCommands: 60 })
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const server = await start()
        try {
          const model: Model = new Map()
          const real = await realOf(server)
          await fc.asyncModelRun(() => ({ model, real }), steps)
          for (const [key, mine] of model) look(await real.of(key).see('header'), mine, key, real)
        } finally {
          await server.close()
        }
      }),
      { numRuns: runs, seed: 20260129, endOnFailure: true },
    )
    expect(keys).toContain('default')
  },
)

const realOf = async (server: Parameters<typeof tenantClient>[0]): Promise<Real> => {
  const seed = await tenantClient(server, 'untouched').see('header')
  await fetch(`${server.adminUrl}/tenants/untouched`, { method: 'DELETE' })
  // A request that is routed nowhere makes no tenant: they are there from the start, and again when dropped.
  const make = (key: string) => fetch(`${server.url}/t/${key}/__admin/world`)
  for (const key of keys) await make(key)
  return {
    of: (key) => tenantClient(server, key),
    drop: async (key) => {
      await fetch(`${server.adminUrl}/tenants/${key}`, { method: 'DELETE' })
      await make(key)
    },
    seed: Object.fromEntries(
      apiNames.map((api) => [api, seed.world[listOf(api)]?.length ?? 0]),
    ) as Record<ApiName, number>,
  }
}
