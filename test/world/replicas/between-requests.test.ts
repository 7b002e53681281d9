import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { createMockServer, type MockOptions } from '../../../src/index.ts'
import { builtCommand } from '../../support/built.ts'
import { sharedRedis } from '../../support/redis.ts'
import { askAdmin, startReplicas, type Json, type Replicas } from '../../support/replicas.ts'

const options: MockOptions = {
  ...{ clock: '2026-01-29T07:00:34Z', seed: 'test', explain: true },
  limits: { codes: 2 },
}
let redis: Awaited<ReturnType<typeof sharedRedis>>
let replicas: Replicas
let [rootA, rootB, a, b] = ['', '', '', '']
let tenants = 0
beforeAll(async () => {
  redis = await sharedRedis()
  replicas = await startReplicas(2, { url: redis.url, prefix: redis.prefix() }, options)
  ;[rootA = '', rootB = ''] = replicas.servers.map(({ url }) => url)
})
afterAll(async () => {
  await replicas.close()
  await redis.stop()
})
beforeEach(() => {
  ;[a = '', b = ''] = replicas.servers.map(({ url }) => `${url}/t/u${tenants}`)
  tenants++
})

const logIn = async (url: string, api: string, changes: Json = {}): Promise<string> => {
  const operation = apis.find(({ name }) => name === api)?.operations[0]
  if (operation === undefined) throw new Error(`There is no ${api}.`)
  const { method, target, headers, body } = operation.example(changes)
  const sent = method === 'GET' ? { method, headers } : { method, headers, body }
  return (await fetch(`${url}${target}`, sent)).text()
}

describe('the coverage of a run', () => {
  const answered = async (url: string, name: string): Promise<number> => {
    const { body } = await askAdmin(url, 'GET', 'cases/coverage?scope=run')
    const cases = body['cases'] as readonly { name: string; answered: number }[]
    return cases.find((one) => one.name === name)?.answered ?? NaN
  }
  const name = 'app-authorization/success'

  it('counts what all replicas answered, in tenants that were reset or dropped too', async () => {
    const before = await answered(rootA, name)
    await Promise.all([a, b, a, b, b].map((url) => logIn(url, 'app-authorization')))
    expect([await answered(rootA, name), await answered(rootB, name)]).toEqual([
      before + 5,
      before + 5,
    ])
    await askAdmin(a, 'POST', 'reset')
    await logIn(b, 'app-authorization')
    await askAdmin(rootB, 'DELETE', `tenants/${a.split('/t/')[1] ?? ''}`)
    expect([await answered(rootA, name), await answered(rootB, name)]).toEqual([
      before + 6,
      before + 6,
    ])
    const report = JSON.parse(
      (await replicas.servers[0]?.casesReport('application/json')) ?? '{}',
    ) as {
      readonly cases: readonly { name: string; answered: number }[]
    }
    expect(report.cases.find((one) => one.name === name)?.answered).toBe(before + 6)
  })

  it('goes on with a replica that is started anew, and without one that has ended', async () => {
    const state = { url: redis.url, prefix: redis.prefix() }
    const old = await startReplicas(2, state, options)
    await logIn(old.next(), 'app-authorization')
    await logIn(old.next(), 'app-authorization')
    await old.close()
    const anew = await startReplicas(1, state, options)
    await logIn(anew.next(), 'app-authorization')
    expect(await answered(anew.next(), name)).toBe(3)
    await anew.close()
  })
})

it('a teardown of Pact’s brings back what was before a setup that another replica made', async () => {
  const world = await askAdmin(a, 'GET', 'world')
  const setup = { consumer: 'c', state: 'code-invalid', action: 'setup' }
  expect((await askAdmin(a, 'POST', 'pact/provider-states', setup)).status).toBe(200)
  await askAdmin(b, 'PATCH', 'world', { people: [{ id: 'somebody' }] })
  await askAdmin(a, 'POST', 'pact/provider-states', { ...setup, state: 'code-used' })
  expect((await askAdmin(b, 'GET', 'use')).body['uses']).not.toEqual([])
  await askAdmin(b, 'POST', 'pact/provider-states', { ...setup, action: 'teardown' })
  expect((await askAdmin(a, 'GET', 'use')).body).toEqual({ uses: [] })
  expect(await askAdmin(a, 'GET', 'world')).toEqual(world)
  // It was one setup's: a second teardown brings back nothing.
  await askAdmin(b, 'PATCH', 'world', { people: [{ id: 'somebody' }] })
  await askAdmin(a, 'POST', 'pact/provider-states', { ...setup, action: 'teardown' })
  expect(JSON.stringify(await askAdmin(a, 'GET', 'world'))).toContain('somebody')
})

it('codes of a world are those of one process, also when the first are forgotten', async () => {
  const one = await createMockServer(options)
  const issue = async (url: string): Promise<unknown> =>
    (await askAdmin(url, 'POST', 'wechat/codes', { person: 'li-na' })).body['code']
  const [alone, shared]: unknown[][] = [[], []]
  for (const url of [a, a, a, a, b, b, a]) {
    alone?.push(await issue(one.url))
    shared?.push(await issue(url))
  }
  await askAdmin(b, 'POST', 'reset')
  await askAdmin(one.url, 'POST', 'reset')
  alone?.push(await issue(one.url))
  shared?.push(await issue(a))
  await one.close()
  expect(shared).toEqual(alone)
})

it('newcomers are those of one process, also when the first are forgotten', async () => {
  const few = { ...options, limits: { records: 2 } }
  const one = await createMockServer(few)
  const two = await startReplicas(2, { url: redis.url, prefix: redis.prefix() }, few)
  const [first = '', second = ''] = two.servers.map(({ url }) => url)
  const [alone, shared]: string[][] = [[], []]
  for (const url of [first, first, first, first, second, first]) {
    alone?.push(await logIn(one.url, 'small-app-login', { code: 'mock:new' }))
    shared?.push(await logIn(url, 'small-app-login', { code: 'mock:new' }))
  }
  await one.close()
  await two.close()
  expect(new Set(alone).size).toBe(6)
  expect(shared).toEqual(alone)
})

it('the code that comes with encrypted data is known to all', async () => {
  await askAdmin(a, 'GET', 'world')
  const { body } = await askAdmin(a, 'POST', 'wechat/encrypt', { person: 'li-na' })
  await askAdmin(b, 'PATCH', 'world', { people: [{ id: 'somebody' }] })
  for (const url of [a, b]) {
    const { phoneCodes } = (await askAdmin(url, 'GET', 'world')).body
    expect(JSON.stringify(phoneCodes)).toContain(body['code'])
  }
})

it('the console that one replica sends may ask the others', async () => {
  await builtCommand()
  const page = await (await fetch(`${rootA}/__admin/`, { headers: { Accept: 'text/html' } })).text()
  const [, key = ''] = /<meta name="x-mock-console" content="([^"]+)"/.exec(page) ?? []
  expect(key).not.toBe('')
  const asConsole = { 'Sec-Fetch-Site': 'same-origin', 'X-Mock-Console': key }
  for (const root of [rootA, rootB]) {
    const status = async (headers: Readonly<Record<string, string>>): Promise<number> =>
      (await fetch(`${root}/__admin/world`, { headers })).status
    expect(await status(asConsole)).toBe(200)
    expect(await status({ ...asConsole, 'X-Mock-Console': 'another' })).toBe(403)
  }
})

it('an admin token that nobody gave is one for all, and another set of replicas has another', async () => {
  const [one, two] = replicas.servers
  expect(one?.adminToken).toMatch(/^[\w-]{32,}$/)
  expect(two?.adminToken).toBe(one?.adminToken)
  const others = await startReplicas(1, { url: redis.url, prefix: redis.prefix() }, options)
  expect(others.servers[0]?.adminToken).not.toBe(one?.adminToken)
  await others.close()
})

it('what belongs to no tenant has the date of the clock that another replica has set', async () => {
  const dateOf = async (path: string, init?: RequestInit): Promise<string | null> =>
    (await fetch(`${rootB}${path}`, init)).headers.get('Date')
  await askAdmin(rootA, 'PUT', 'clock', { now: '2031-05-06T07:08:09Z', frozen: true })
  expect(await dateOf('/x', { headers: { 'X-Mock-Tenant': 'not a key' } })).toBe(
    'Tue, 06 May 2031 07:08:09 GMT',
  )
  await askAdmin(rootA, 'PUT', 'clock', { now: '2032-05-06T07:08:09Z', frozen: true })
  expect(await dateOf('/t/nobody/nothing/here')).toBe('Thu, 06 May 2032 07:08:09 GMT')
  await askAdmin(rootA, 'POST', 'clock/reset')
})

it('tenants are listed in the order in which they were made', async () => {
  const keys = ['z', 'y', 'x', 'w'].map((name) => `${name}-${tenants}`)
  for (const [at, key] of keys.entries())
    await askAdmin(`${at % 2 === 0 ? rootA : rootB}/t/${key}`, 'GET', 'world')
  const listed = async (root: string): Promise<readonly string[]> =>
    ((await askAdmin(root, 'GET', 'tenants')).body['tenants'] as readonly string[]).filter((key) =>
      keys.includes(key),
    )
  expect([await listed(rootA), await listed(rootB)]).toEqual([keys, keys])
})

it('ids and bytes are those of one process', async () => {
  const one = await createMockServer(options)
  const alone = `${one.url}/t/same`
  const shared = [rootA, rootB].map((root) => `${root}/t/same`)
  let turn = 0
  const both = async (act: (url: string) => Promise<unknown>): Promise<void> => {
    const [is, was] = [await act(shared[turn++ % 2] ?? ''), await act(alone)]
    const own = /127\.0\.0\.1:\d+|"(port|processTime|serveTime|totalTime)":\d+/g
    const plain = (value: unknown): string => JSON.stringify(value).replace(own, '')
    expect(plain(is) === plain(was), plain([is, was]).slice(0, 2_000)).toBe(true)
  }
  for (const { name } of apis) for (let n = 0; n < 3; n++) await both((url) => logIn(url, name))
  const mapping = { request: { url: '/made' }, response: { body: '{{randomValue}}' } }
  for (let n = 0; n < 3; n++) await both((url) => askAdmin(url, 'POST', 'mappings', mapping))
  await both((url) => logIn(url, 'small-app-login', { code: 'mock:new' }))
  for (const path of ['world', 'requests', 'mappings', 'cases', 'use', 'scenarios', 'snapshots'])
    await both((url) => askAdmin(url, 'GET', path))
  await one.close()
})

it('where there is no room for a tenant, the one idle longest goes, in all replicas', async () => {
  const state = { url: redis.url, prefix: redis.prefix() }
  const few = await startReplicas(2, state, { ...options, limits: { tenants: 3 } })
  const [one, two] = few.servers.map(({ url }) => url)
  const touch = async (url: string | undefined, key: string): Promise<void> => {
    await logIn(`${url ?? ''}/t/${key}`, 'app-authorization')
  }
  await touch(one, 'first')
  await touch(two, 'second')
  await touch(two, 'third')
  for (const url of [one, two])
    expect((await askAdmin(url ?? '', 'GET', 'tenants')).body['tenants']).toEqual([
      'default',
      'second',
      'third',
    ])
  await few.close()
})

describe('what was shared before', () => {
  it('answers in turn: of a stub, and of cases in use', async () => {
    const cases = ['code-invalid', 'code-used']
    await askAdmin(a, 'PUT', 'use', { case: cases, api: 'small-app-login' })
    const texts: string[] = []
    for (const url of [a, b, b, a]) texts.push(await logIn(url, 'small-app-login'))
    expect([texts[2], texts[3]]).toEqual([texts[0], texts[1]])
    expect(texts[0]).not.toBe(texts[1])
    const respond = ['one', 'two', 'three'].map((body) => ({ response: { body } }))
    const text = JSON.stringify({ stubs: [{ match: { path: '/turns' }, respond }] })
    expect((await askAdmin(b, 'POST', 'fixtures', { text })).body).toHaveProperty('stubs')
    const turns: string[] = []
    for (const url of [a, b, a, b]) turns.push(await (await fetch(`${url}/turns`)).text())
    expect(turns).toEqual(['one', 'two', 'three', 'one'])
  })

  it('a delay of everything', async () => {
    await askAdmin(a, 'POST', 'settings', { fixedDelay: 150 })
    const asked = performance.now()
    await logIn(b, 'small-app-login')
    expect(performance.now() - asked).toBeGreaterThanOrEqual(145)
    await askAdmin(b, 'POST', 'settings', { fixedDelay: null })
    const again = performance.now()
    await logIn(a, 'small-app-login')
    expect(performance.now() - again).toBeLessThan(145)
  })

  it('who holds the phone, text messages, and tokens', async () => {
    await askAdmin(a, 'PUT', 'wechat/current', { person: 'li-na' })
    expect((await askAdmin(b, 'GET', 'wechat/current')).body).toEqual({ person: 'li-na' })
    const sent = await askAdmin(a, 'POST', 'sms', { mobile: '13800138000', code: '4711' })
    expect(sent.status).toBeLessThan(300)
    expect(JSON.stringify((await askAdmin(b, 'GET', 'sms')).body)).toContain('4711')
    const login = await logIn(a, 'app-mini-user-auth')
    const [, token = ''] = /"token":"([^"]+)"/.exec(login) ?? []
    expect(token).not.toBe('')
    const introspected = await askAdmin(b, 'POST', 'tokens/introspect', { token })
    expect(introspected.body).toMatchObject({ active: true })
    expect(await askAdmin(a, 'POST', 'tokens/introspect', { token })).toEqual(introspected)
    expect(await askAdmin(b, 'GET', 'jwks.json')).toEqual(await askAdmin(a, 'GET', 'jwks.json'))
  })

  it('near misses, unmatched requests, and entries that are deleted', async () => {
    await askAdmin(a, 'POST', 'mappings', {
      request: { url: '/near', method: 'GET', headers: { X: { equalTo: '1' } } },
      response: { body: 'near' },
    })
    await (await fetch(`${b}/near`)).text()
    const near = await askAdmin(a, 'GET', 'requests/unmatched/near-misses')
    expect(JSON.stringify(near.body)).toContain('/near')
    expect(await askAdmin(b, 'GET', 'requests/unmatched/near-misses')).toEqual(near)
    const { body } = await askAdmin(a, 'GET', 'requests')
    const [entry] = body['requests'] as readonly { id: string }[]
    await askAdmin(a, 'DELETE', `requests/${entry?.id ?? ''}`)
    expect((await askAdmin(b, 'GET', 'requests')).body['meta']).toEqual({ total: 0 })
  })
})
