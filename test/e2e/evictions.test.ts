import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { scratchFolder, serve } from '../support/command.ts'
import { logIn } from './login-ways.ts'

let folder: Awaited<ReturnType<typeof scratchFolder>>
let server: Awaited<ReturnType<typeof serve>>
const start = async () => {
  const state = join(folder.path, 'state.json')
  server = await serve(['--state', state, '--durable', '--tenants', '3', '--output', 'json'])
}
beforeEach(async () => {
  folder = await scratchFolder()
  await start()
})
afterEach(async () => {
  server.child.kill('SIGKILL')
  await server.ended
  await folder.remove()
})

/** As a power cut would, at once after the last answer; then the next start. */
const killAndStart = async () => {
  server.child.kill('SIGKILL')
  await server.ended
  await start()
}

const get = async (path: string): Promise<unknown> =>
  (await fetch(`${server.ready.url}${path}`)).json()
const patch = async (world: object, tenant = ''): Promise<void> => {
  const url = `${server.ready.url}${tenant}/__admin/world`
  const { status } = await fetch(url, { method: 'PATCH', body: JSON.stringify(world) })
  expect(status).toBe(200)
}
const tokensFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ token: `t${first + n}` }))
const tokenKeys = async (): Promise<readonly string[]> =>
  ((await get('/__admin/world')) as { tokens: { token: string }[] }).tokens.map(
    ({ token }) => token,
  )

describe('after a kill', () => {
  it('records that were dropped for being old stay away, and no other is missing', async () => {
    await patch({ tokens: tokensFrom(0, 9_990) })
    let next = 9_990
    for (const count of [9, 1, 1, 30, 400]) {
      await patch({ tokens: tokensFrom(next, count) })
      next += count
      const keys = await tokenKeys()
      expect([keys.length, keys.at(-1)]).toEqual([Math.min(next, 10_000), `t${next - 1}`])
      await killAndStart()
      expect(await tokenKeys()).toEqual(keys)
    }
  })

  it('one that was dropped, and then came again, is there as the newest', async () => {
    await patch({ tokens: tokensFrom(0, 10_000) })
    await killAndStart()
    await patch({ tokens: [{ token: 't10000' }, { token: 't0' }, { token: 't1', kind: 'again' }] })
    const keys = await tokenKeys()
    expect([keys[0], ...keys.slice(-3)]).toEqual(['t3', 't10000', 't0', 't1'])
    await killAndStart()
    expect(await tokenKeys()).toEqual(keys)
  })

  it('what a login makes is there where its list was full', async () => {
    await patch({ tokens: tokensFrom(0, 10_000) })
    const told = []
    for (const n of [0, 1, 2, 3, 4]) told.push(await logIn(server.ready.url, n))
    const world = await get('/__admin/world')
    await killAndStart()
    expect(await get('/__admin/world')).toEqual(world)
    const keys = await tokenKeys()
    for (const one of told) if (one?.token !== undefined) expect(keys).toContain(one.token)
  })

  it('tenants that were dropped stay away, and the others are as they were', async () => {
    for (const [n, key] of ['a', 'b'].entries()) await logIn(`${server.ready.url}/t/${key}`, n)
    const before = await get('/t/a/__admin/world')
    await patch({ people: [{ id: 'of-c' }] }, '/t/c')
    await get('/t/b/__admin/world')
    await logIn(`${server.ready.url}/t/d`, 3)
    const tenants = await get('/__admin/tenants')
    expect(tenants).toEqual({ tenants: ['b', 'c', 'd'] })
    const worlds = await Promise.all(['b', 'c', 'd'].map((key) => get(`/t/${key}/__admin/world`)))
    await killAndStart()
    expect(await get('/__admin/tenants')).toEqual(tenants)
    expect(await Promise.all(['b', 'c', 'd'].map((key) => get(`/t/${key}/__admin/world`)))).toEqual(
      worlds,
    )
    // The one that comes again starts afresh, and the one that an admin call has changed stays.
    expect(await get('/t/a/__admin/world')).not.toEqual(before)
    const { tenants: then } = (await get('/__admin/tenants')) as { tenants: string[] }
    expect(then).toEqual(['c', 'd', 'a'])
    await killAndStart()
    expect(await get('/__admin/tenants')).toEqual({ tenants: then })
  })

  it('a tenant that was deleted stays away', async () => {
    await patch({ people: [{ id: 'of-a' }] }, '/t/a')
    const { status } = await fetch(`${server.ready.adminUrl}/tenants/a`, { method: 'DELETE' })
    expect(status).toBe(200)
    await killAndStart()
    expect(await get('/__admin/tenants')).not.toMatchObject({
      tenants: expect.arrayContaining(['a']) as unknown,
    })
  })
})
