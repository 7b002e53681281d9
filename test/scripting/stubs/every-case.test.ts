import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { operationOf, serve, shortOf } from '../../support/served.ts'

const plain = await serve()
const cases = await plain.listed()

/** A stub for each case, and who wants it says so in a header. */
const folder = await mkdtemp(join(tmpdir(), 'stubs-'))
const fixture = join(folder, 'cases.json')
await writeFile(
  fixture,
  JSON.stringify({
    stubs: cases.map((listed) => ({
      name: `gives ${listed.name}`,
      match: { api: listed.api, headers: { 'X-Wanted': listed.name } },
      respond: { case: shortOf(listed) },
    })),
  }),
)
const mock = await serve({ fixtures: [fixture] })
afterAll(async () => {
  await plain.close()
  await mock.close()
  await rm(folder, { recursive: true })
})

it.each(cases.map((listed) => [listed.name, listed] as const))(
  'a stub answers %s',
  async (name, listed) => {
    const request = operationOf(listed).example()
    const tenant = mock.fresh()
    const answer = await mock.send(tenant, request, { 'X-Wanted': name })
    const forced = await plain.send(plain.fresh(), request, { 'X-Mock-Case': shortOf(listed) })
    expect([answer.status, answer.body]).toEqual([forced.status, forced.body])
    expect(await mock.last(tenant)).toMatchObject({ case: name, decider: 'stub' })
  },
)

it('and nobody else gets it', async () => {
  const [listed] = cases
  if (listed === undefined) throw new Error('There are no cases.')
  const tenant = mock.fresh()
  await mock.send(tenant, operationOf(listed).example(), { 'X-Wanted': 'nothing' })
  expect(await mock.last(tenant)).toMatchObject({ decider: 'live' })
})
