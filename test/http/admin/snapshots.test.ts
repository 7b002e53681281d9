import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type LogLevel, type MockServer } from '../../../src/index.ts'

type Json = Record<string, unknown>

const log: string[] = []
let server: MockServer
beforeAll(async () => {
  server = await createMockServer({
    clock: '2026-01-29T07:00:34Z',
    seed: 'test',
    log: (level: LogLevel, line: string) => log.push(`${level} ${line}`),
  })
})
afterAll(() => server.close())

const tenant = (key: string) => {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.url}/t/${key}/__admin/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: JSON.parse((await answer.text()) || '{}') as Json }
  }
  return { ask, world: async () => (await ask('GET', 'world')).body }
}
const json = { 'Content-Type': 'application/json' }
const bob = { people: [{ id: 'bob', nickname: 'Bob' }] }

describe('snapshots', () => {
  it('bring back people that a login has left without a name', async () => {
    const { ask, world } = tenant('logged-in')
    const target = `${server.url}/t/logged-in/api/Customer/AppAuthorization`
    await fetch(target, { method: 'POST', headers: json, body: '{"openId":"o1"}' })
    await ask('PUT', 'snapshots/a')
    const before = await world()
    await ask('POST', 'reset')
    expect((await ask('POST', 'snapshots/a/restore')).status).toBe(200)
    expect(await world()).toEqual(before)
  })

  it('are put, restored, compared and deleted', async () => {
    const { ask, world } = tenant('a')
    const seed = await world()
    expect(await ask('PUT', 'snapshots/before')).toEqual({ status: 200, body: { name: 'before' } })
    await ask('PATCH', 'world', bob)
    await ask('PATCH', 'world', { site: { closed: true } })
    await ask('PUT', 'snapshots/after')
    expect(await ask('GET', 'snapshots')).toMatchObject({
      body: { snapshots: ['before', 'after'] },
    })
    expect((await ask('GET', 'snapshots/before/diff/after')).body).toEqual({
      differences: [
        { path: 'people/bob', after: { id: 'bob', nickname: 'Bob' } },
        { path: 'site/closed', after: true },
      ],
    })
    expect((await ask('POST', 'snapshots/before/restore')).body).toEqual(seed)
    expect(await world()).toEqual(seed)
    expect((await ask('POST', 'snapshots/after/restore')).body).toMatchObject({
      site: { closed: true },
    })
    expect(await ask('DELETE', 'snapshots/after')).toEqual({ status: 200, body: {} })
    expect(await ask('GET', 'snapshots')).toMatchObject({ body: { snapshots: ['before'] } })
  })

  it('tell records apart by their key, wherever it stands and whatever else is alike', async () => {
    const { ask } = tenant('keys')
    const people = ['one', 'two'].map((id) => ({ nickname: 'Same', phone: '1', id }))
    await ask('PATCH', 'world', { people })
    await ask('PUT', 'snapshots/a')
    await ask('PATCH', 'world', { people: [{ id: 'two', phone: '2', openIds: { wx1: 'o' } }] })
    await ask('PUT', 'snapshots/b')
    expect((await ask('GET', 'snapshots/a/diff/b')).body).toEqual({
      differences: [
        { path: 'people/two/phone', before: '1', after: '2' },
        { path: 'people/two/openIds', after: { wx1: 'o' } },
      ],
    })
  })

  it('stay as they were taken, whatever becomes of the world and of those restored', async () => {
    const { ask, world } = tenant('b')
    await ask('PATCH', 'world', bob)
    await ask('PUT', 'snapshots/one')
    const taken = await world()
    for (let turn = 0; turn < 3; turn++) {
      await ask('PATCH', 'world', {
        people: [{ id: 'bob', nickname: `Bob ${turn}`, openIds: { wx1: 'o1' } }],
      })
      await ask('PATCH', 'world', { site: { closedReason: `${turn}` } })
      await ask('POST', 'snapshots/one/restore')
      expect(await world()).toEqual(taken)
      expect((await ask('GET', 'snapshots/one')).body).toEqual(taken)
    }
  })

  it('go out and come in again, in another tenant', async () => {
    const [one, two] = [tenant('c'), tenant('d')]
    await one.ask('PATCH', 'world', bob)
    await one.ask('PUT', 'snapshots/mine')
    const { body: exported } = await one.ask('GET', 'snapshots/mine')
    expect(await two.ask('GET', 'snapshots/mine')).toMatchObject({ status: 404 })
    expect(await two.ask('PUT', 'snapshots/theirs', exported)).toMatchObject({ status: 200 })
    // It is kept, not yet put in place.
    expect(JSON.stringify(await two.world())).not.toContain('bob')
    await two.ask('POST', 'snapshots/theirs/restore')
    expect(await two.world()).toEqual(await one.world())
  })

  it.each<[unknown, string]>([
    [[], 'The body must be a JSON object: lists by name, and site.'],
    ['world', 'The body must be a JSON object: lists by name, and site.'],
    [{ peopel: [] }, 'peopel'],
    [{ people: [{ nickname: 'nobody' }] }, 'people[0]'],
  ])('that are no worlds do not come in: %j', async (body, words) => {
    const { ask } = tenant('e')
    const refused = await ask('PUT', 'snapshots/bad', body)
    expect(refused.status).toBe(400)
    expect(refused.body['detail']).toContain(words)
    expect((await ask('GET', 'snapshots')).body).toEqual({ snapshots: [] })
  })

  it('that there are not are not found', async () => {
    const { ask } = tenant('f')
    await ask('PUT', 'snapshots/there')
    for (const [method, path] of [
      ['GET', 'snapshots/nix'],
      ['POST', 'snapshots/nix/restore'],
      ['GET', 'snapshots/nix/diff/there'],
      ['GET', 'snapshots/there/diff/nix'],
      ['DELETE', 'snapshots/nix'],
    ] as const)
      expect(await ask(method, path)).toMatchObject({
        status: 404,
        body: { detail: 'There is no snapshot nix.' },
      })
    expect(await ask('PUT', `snapshots/${'x'.repeat(65)}`)).toMatchObject({ status: 400 })
  })

  it('are a hundred at most', async () => {
    const { ask } = tenant('g')
    for (let at = 0; at < 100; at++) await ask('PUT', `snapshots/s${at}`)
    expect(await ask('PUT', 'snapshots/one-more')).toMatchObject({
      status: 409,
      body: { detail: 'There are 100 snapshots; delete one first or raise --snapshots.' },
    })
    expect(log).toContain('warn snapshot refused: 100 are there already')
    // One of them may be taken anew.
    expect(await ask('PUT', 'snapshots/s7')).toMatchObject({ status: 200 })
  })

  it('outlive a reset, and go with their tenant', async () => {
    const { ask } = tenant('h')
    await ask('PUT', 'snapshots/kept')
    await ask('POST', 'reset')
    expect((await ask('GET', 'snapshots')).body).toEqual({ snapshots: ['kept'] })
    await fetch(`${server.adminUrl}/tenants/h`, { method: 'DELETE' })
    expect((await ask('GET', 'snapshots')).body).toEqual({ snapshots: [] })
  })
})
