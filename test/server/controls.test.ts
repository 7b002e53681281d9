import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MockError, type CaseName } from '../../src/client/index.ts'
import { createMockServer, type MockServer } from '../../src/index.ts'

const LOGIN = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'

let server: MockServer
const logIn = async (url = server.url): Promise<number> => {
  const answer = await realFetch(`${url}${LOGIN}`, { method: 'POST' })
  return ((await answer.json()) as { code: number }).code
}
const realFetch = globalThis.fetch
beforeEach(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', adminToken: 'secret' })
  // What goes through HTTP would fail.
  vi.stubGlobal('fetch', () => Promise.reject(new Error('HTTP')))
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await server.close()
})

describe('a server’s own controls', () => {
  it('switch a case, read the journal and move the clock, without HTTP', async () => {
    await server.use('5368', { times: 1 })
    expect([await logIn(), await logIn()]).toEqual([5368, 5218])
    expect(await server.requests.count({ api: 'offiaccount-auth-login' })).toBe(2)
    expect((await server.requests.list()).map(({ mock }) => mock.decider)).toEqual(['live', 'use'])
    expect((await server.clock.advance('2h')).now).toBe('2026-01-29T09:00:34.000Z')
    expect(await server.wechat.encrypt({ phone: '13800138000' })).toHaveProperty('iv')
    await server.world.patch({ people: [{ id: 'bob', nickname: '鲍勃' }] })
    expect((await server.world.get()).people?.find(({ id }) => id === 'bob')?.nickname).toBe('鲍勃')
  })

  it('are another tenant’s on request', async () => {
    const mine = server.tenant('mine')
    await mine.use('5368')
    expect([await logIn(mine.url), await logIn()]).toEqual([5368, 5218])
    await mine.dispose()
    expect(await server.tenants()).toEqual(['default'])
  })

  it('wait for requests and follow them', async () => {
    const waiting = server.requests.waitFor({ case: '5218' }, { count: 2 })
    await logIn()
    await logIn()
    expect(await waiting).toHaveLength(2)
    const control = new AbortController()
    const entries = (await server.requests.follow({ signal: control.signal }))[
      Symbol.asyncIterator
    ]()
    await logIn()
    expect((await entries.next()).value).toMatchObject({ wasMatched: true })
    const last = entries.next()
    control.abort(new Error('enough'))
    await expect(last).rejects.toThrow('enough')
  })

  it('end what follows when the server stops', async () => {
    const entries = (await server.requests.follow())[Symbol.asyncIterator]()
    const next = entries.next()
    await server.close()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('hand on what the admin API says', async () => {
    const error: unknown = await server
      .use('nonesuch' as CaseName)
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(MockError)
    expect(error).toMatchObject({
      message: 'There is no case nonesuch; `cases` lists them.',
      status: 400,
    })
  })

  it('stop the server at the end of a block', async () => {
    const other = await createMockServer()
    {
      await using own = other
      expect((await own.health()).status).toBe('healthy')
    }
    await expect(realFetch(other.url)).rejects.toThrow('fetch failed')
  })
})
