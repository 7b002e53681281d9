import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { resultMessage } from '../../src/apis/app-authorization/dtos.ts'
import {
  connect,
  MockError,
  type ApiRequest,
  type ApiResponse,
  type CaseName,
  type MockClient,
} from '../../src/client/index.ts'
import type { Infer } from '../../src/core/schema.ts'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { deadUrl } from '../support/command.ts'

const LOGIN = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const MOBILE = '13800138000'

let server: MockServer
let next = 0
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
})
afterAll(() => server.close())

/** A client on a tenant that no other test has. */
const fresh = (): MockClient => connect({ url: server.url, tenant: `t${next++}` })
const logIn = async ({ url }: MockClient, query = ''): Promise<number> => {
  const answer = await fetch(`${url}${LOGIN}${query}`, { method: 'POST' })
  return ((await answer.json()) as { code: number }).code
}
const errorOf = async (asked: Promise<unknown>): Promise<MockError> => {
  const error: unknown = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof MockError) return error
  throw new Error(`No MockError: ${String(error)}`)
}

describe('where it speaks to', () => {
  it('puts the tenant before the path', () => {
    const client = connect({ url: 'http://127.0.0.1:5013/', tenant: 'mine' })
    expect([client.url, client.tenantKey]).toEqual(['http://127.0.0.1:5013/t/mine', 'mine'])
    expect(client.tenant('other').url).toBe('http://127.0.0.1:5013/t/other')
  })

  it('reads a tenant out of the url, also of a mounted app', () => {
    const client = connect({ url: 'https://ci.example/mock/t/mine/' })
    expect([client.url, client.tenantKey]).toEqual(['https://ci.example/mock/t/mine', 'mine'])
    expect(client.tenant('other').url).toBe('https://ci.example/mock/t/other')
    expect(connect({ url: 'http://a/t/b', tenant: 'c' }).url).toBe('http://a/t/c')
  })

  it('takes url and token from the environment, where they are not empty', async () => {
    const before = process.env['WECHAT_LOGIN_MOCK_URL']
    process.env['WECHAT_LOGIN_MOCK_URL'] = server.url
    expect(await connect().health()).toMatchObject({ status: 'healthy' })
    process.env['WECHAT_LOGIN_MOCK_URL'] = ''
    expect(connect().url).toBe('http://127.0.0.1:5013')
    if (before === undefined) delete process.env['WECHAT_LOGIN_MOCK_URL']
    else process.env['WECHAT_LOGIN_MOCK_URL'] = before
  })

  it.each([
    [{ url: 'nowhere' }, 'The url "nowhere" cannot be: use one such as http://127.0.0.1:5013.'],
    [
      { url: 'ftp://127.0.0.1' },
      'The url "ftp://127.0.0.1" cannot be: use one such as http://127.0.0.1:5013.',
    ],
    [{ tenant: 'a/b' }, 'The tenant "a/b" cannot be: a key has 1 to 64 of A-Z a-z 0-9 . _ -.'],
  ])('refuses %j', (options, message) => {
    expect(() => connect(options)).toThrow(new RangeError(message))
  })

  it('sends the token, the caller’s headers and the tenant’s prefix', async () => {
    let seen: { url: string | undefined; headers: IncomingHttpHeaders } | undefined
    const listener = createServer(({ url, headers }, response) => {
      seen = { url, headers }
      response.end('{"uses":[]}')
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
    await connect({ url, tenant: 'a', token: 'secret', headers: { 'X-Mock-Console': '1' } }).uses()
    listener.closeAllConnections()
    listener.close()
    expect(seen).toMatchObject({
      url: '/t/a/__admin/use',
      headers: { authorization: 'Bearer secret', 'x-mock-console': '1' },
    })
  })
})

describe('the calls', () => {
  it('use, uses, unuse', async () => {
    const client = fresh()
    expect(await client.use('5368', { times: 2 })).toEqual([{ case: '5368', times: 2 }])
    expect(await client.use('small-app-login/code-invalid', { api: 'small-app-login' })).toEqual([
      { case: '5368', times: 2 },
      { case: 'small-app-login/code-invalid', api: 'small-app-login' },
    ])
    expect([await logIn(client), await logIn(client), await logIn(client)]).toEqual([
      5368, 5368, 5218,
    ])
    expect(await client.uses()).toHaveLength(1)
    expect(await client.unuse('small-app-login')).toEqual([])
    await client.use('5368')
    expect(await client.unuse()).toEqual([])
  })

  it('the journal: list, find, count, get, clear', async () => {
    const client = fresh()
    await logIn(client)
    await logIn(client, '?appid=1')
    const [last] = await client.requests.list()
    expect(last).toMatchObject({ mock: { case: 'offiaccount-auth-login/5218' } })
    expect(await client.requests.get(last?.id ?? '')).toEqual(last)
    expect(await client.requests.count()).toBe(2)
    expect(await client.requests.count({ case: '5218', api: 'offiaccount-auth-login' })).toBe(2)
    expect(await client.requests.count({ note: 'unknown-field' })).toBe(1)
    expect(await client.requests.count({ status: 404 })).toBe(0)
    const found = await client.requests.find({ queryParameters: { appid: { equalTo: '1' } } })
    expect(found.map(({ url }) => url)).toEqual([`/t/${client.tenantKey ?? ''}${LOGIN}?appid=1`])
    await client.requests.clear()
    expect(await client.requests.list()).toEqual([])
  })

  it('waits for requests, those that were there and those that come', async () => {
    const client = fresh()
    await logIn(client)
    const waiting = client.requests.waitFor({ case: '5218' }, { count: 3 })
    await logIn(client)
    await logIn(client)
    expect(await waiting).toHaveLength(3)
  })

  it('says what came instead', async () => {
    const client = fresh()
    await logIn(client)
    const error = await errorOf(client.requests.waitFor({ case: '5368' }, { timeout: 20 }))
    expect(error.message).toMatch(
      /^0 of 1 requests came within 20 ms that match \{"case":"5368"\}: the journal holds 1, the last POST \S+ \(offiaccount-auth-login\/5218\)\.$/,
    )
  })

  it('follows the journal until it is told to stop', async () => {
    const client = fresh()
    const control = new AbortController()
    const entries = await client.requests.follow({ signal: control.signal })
    await logIn(client)
    for await (const { mock } of entries) {
      expect(mock.case).toBe('offiaccount-auth-login/5218')
      break
    }
    control.abort()
  })

  it('clock', async () => {
    const { clock } = fresh()
    expect(await clock.get()).toMatchObject({ now: '2026-01-29T07:00:34.000Z', frozen: true })
    expect(await clock.advance('2h')).toMatchObject({ now: '2026-01-29T09:00:34.000Z' })
    expect(await clock.advance(-1000)).toMatchObject({ now: '2026-01-29T09:00:33.000Z' })
    expect(await clock.set(new Date(0))).toMatchObject({ now: '1970-01-01T00:00:00.000Z' })
    expect(await clock.resume()).toMatchObject({ frozen: false })
    expect(await clock.set('+2h')).toMatchObject({ offsetMs: 7_200_000 })
    expect(await clock.freeze()).toMatchObject({ frozen: true })
    await expect(clock.advance('soon')).rejects.toThrow(RangeError)
  })

  it('world and snapshots', async () => {
    const { world, snapshots } = fresh()
    await snapshots.save('before')
    await world.patch({ people: [{ id: 'bob', nickname: '鲍勃' }] })
    await snapshots.save('after')
    await snapshots.save('given', { people: [{ id: 'eve' }] })
    expect(await snapshots.list()).toEqual(['before', 'after', 'given'])
    expect(await snapshots.diff('before', 'after')).toEqual([
      { path: 'people/bob', after: { id: 'bob', nickname: '鲍勃' } },
    ])
    expect((await snapshots.get('given')).people).toEqual([{ id: 'eve' }])
    await snapshots.restore('before')
    expect((await world.get()).people?.some(({ id }) => id === 'bob')).toBe(false)
    expect((await world.replace({ people: [{ id: 'eve' }] })).people).toEqual([{ id: 'eve' }])
    await snapshots.remove('given')
    expect(await snapshots.list()).toEqual(['before', 'after'])
  })

  it('WeChat, text messages, tokens', async () => {
    const { wechat, sms, tokens } = fresh()
    expect(await wechat.code({ person: 'li-na' })).toMatchObject({
      code: expect.any(String) as string,
    })
    expect((await wechat.encrypt({ phone: MOBILE })).iv).toHaveLength(24)
    expect(await sms.latest(MOBILE)).toBeUndefined()
    expect(await sms.send(MOBILE, '1234')).toMatchObject({ mobile: MOBILE, code: '1234' })
    expect(await sms.latest(MOBILE)).toMatchObject({ code: '1234' })
    expect(await sms.list()).toHaveLength(1)
    expect(await tokens.introspect('x')).toEqual({ active: false })
    expect((await tokens.keys()).length).toBeGreaterThan(0)
  })

  it('stubs and scenarios', async () => {
    const client = fresh()
    const { stubs, scenarios } = client
    const made = await stubs.add({
      request: { url: '/one' },
      response: { status: 201, body: '一' },
      scenarioName: 's',
      newScenarioState: 'next',
    })
    expect((await fetch(`${client.url}/one`)).status).toBe(201)
    expect(await scenarios.list()).toMatchObject([{ name: 's', state: 'next' }])
    await scenarios.set('s')
    expect(await scenarios.list()).toMatchObject([{ state: 'Started' }])
    await scenarios.reset()
    expect(await stubs.get(made.id ?? '')).toEqual(made)
    expect(await stubs.list()).toEqual([made])
    await stubs.remove(made)
    expect(await stubs.list()).toEqual([])
    await stubs.reset()
  })

  it('cases and their coverage', async () => {
    const client = fresh()
    await logIn(client)
    const cases = await client.cases.list('offiaccount-auth-login')
    expect(cases.find(({ name }) => name.endsWith('/5218'))?.answered).toBe(1)
    expect(await client.cases.coverage()).toMatchObject({ exercised: 1 })
    expect(await client.cases.coverageText('text/plain')).toContain('offiaccount-auth-login')
    expect(await client.cases.coverageText('application/xml')).toMatch(/^<\?xml/)
  })

  it('a tenant is its own, goes back to the start, and is gone when disposed of', async () => {
    const client = fresh()
    const other = client.tenant('another')
    await client.use('5368')
    expect(await other.uses()).toEqual([])
    await client.reset()
    expect(await client.uses()).toEqual([])
    expect(await client.tenants()).toEqual(expect.arrayContaining([client.tenantKey, 'another']))
    await other[Symbol.asyncDispose]()
    await client.dispose()
    expect(await connect({ url: server.url }).tenants()).not.toContain(client.tenantKey)
    await expect(client.dispose()).resolves.toBeUndefined()
  })

  it('any admin call by its name in the OpenAPI document', async () => {
    const client = fresh()
    expect(await client.call('countRequests', { body: { url: '/x' } })).toMatchObject({ count: 0 })
    const answer = await client.open('getVersion', { headers: { Accept: 'text/plain' } })
    expect(await answer.text()).toBe(server.version)
  })
})

describe('an error', () => {
  it('has the server’s sentence, the call and the status', async () => {
    const error = await errorOf(fresh().use('nonesuch' as CaseName))
    expect(error).toMatchObject({
      name: 'MockError',
      message: 'There is no case nonesuch; `cases` lists them.',
      call: 'PUT /use',
      status: 400,
    })
  })

  it('has WireMock’s words where WireMock’s shape is refused', async () => {
    const { message, status } = await errorOf(
      fresh().stubs.add({ request: { method: 'GET', bogus: 1 } as object }),
    )
    expect([status, message]).toEqual([422, expect.stringContaining('bogus') as string])
  })

  it('says that no server answers', async () => {
    const url = await deadUrl()
    expect(await errorOf(connect({ url }).reset())).toMatchObject({
      message: `No server answers at ${url} (ECONNREFUSED): is it running?`,
      call: 'POST /reset',
      status: 0,
      reason: 'ECONNREFUSED',
    })
  })

  it('says that the server is silent', async () => {
    const listener = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`
    expect(await errorOf(connect({ url, timeout: 30 }).reset())).toMatchObject({
      message: `No server answers at ${url} (no answer within 30 ms): is it running?`,
    })
    listener.closeAllConnections()
    listener.close()
  })
})

it('a server has all that a client has, bound to itself and in process', async () => {
  const own = await createMockServer({ clock: '2026-01-29T07:00:34Z' })
  const client = connect({ url: own.url })
  expect(Object.keys(client).filter((name) => !(name in own))).toEqual([])
  await own.use('5368')
  await own.clock.advance('2h')
  await own.dispose()
  expect([await own.uses(), (await own.clock.get()).now]).toEqual([[], '2026-01-29T07:00:34.000Z'])
  await own.shutdown()
  await own.closed
  await expect(client.health()).rejects.toThrow(MockError)
})

it('knows the names of cases, short and full', () => {
  expectTypeOf<'small-app-login/code-invalid'>().toExtend<CaseName>()
  expectTypeOf<'5368'>().toExtend<CaseName<'offiaccount-auth-login'>>()
  expectTypeOf<'5368'>().not.toExtend<CaseName<'small-app-login'>>()
  expectTypeOf<'code-invalidd'>().not.toExtend<CaseName>()
})

it('knows what the operations take and answer', async () => {
  const body: ApiRequest<'app-authorization'> = { openId: 'o1', gender: 1 }
  const answer = await fetch(`${fresh().url}/api/Customer/AppAuthorization`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = (await answer.json()) as ApiResponse<'app-authorization'>
  expectTypeOf(said.status).toEqualTypeOf<0 | 1>()
  expectTypeOf(said.data?.accessToken).toEqualTypeOf<string | null | undefined>()
  expect([said.status, typeof said.data?.accessToken]).toEqual([1, 'string'])
  expectTypeOf<Infer<typeof resultMessage>['message']>().toExtend<
    ApiResponse<'app-authorization'>['message'] | undefined
  >()
  expectTypeOf<{ openid: string }>().toExtend<ApiResponse<'wechat-platform.jscode2session'>>()
  expectTypeOf<{ opneId: string }>().not.toExtend<ApiRequest<'app-authorization'>>()
})
