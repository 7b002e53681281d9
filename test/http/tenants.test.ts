import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createMockServer, type MockOptions, type MockServer } from '../../src/index.ts'
import type { Reply } from '../../src/core/wire.ts'
import { createTenants } from '../../src/http/tenants.ts'
import { createScript } from '../../src/scripting/script.ts'
import type { Shared } from '../../src/world/store.ts'
import { openWorlds } from '../../src/world/worlds.ts'

const log: string[] = []
let server: MockServer | undefined
const start = async (options: MockOptions = {}): Promise<MockServer> => {
  await server?.close()
  return (server = await createMockServer({
    clock: '2026-01-29T07:00:34Z',
    seed: 'test',
    log: (level, line) => log.push(`${level} ${line}`),
    ...options,
  }))
}
afterEach(async () => {
  log.length = 0
  await server?.close()
  server = undefined
})

type Headers = Readonly<Record<string, string>>
const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const post = ({ url }: MockServer, path: string, headers: Headers = {}) =>
  fetch(`${url}${path}`, { method: 'POST', headers })
const admin = async (
  { url }: MockServer,
  method: string,
  path: string,
  body?: unknown,
  headers: Headers = {},
) => {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  // WireMock answers `reset` without a body.
  const text = (await answer.text()) || '{}'
  return { status: answer.status, body: JSON.parse(text) as Record<string, unknown> }
}
const requests = async (at: MockServer, key: string) => {
  const { body } = await admin(at, 'GET', `/t/${key}/__admin/requests`)
  return (body as { requests: { request: { url: string } }[] }).requests.map(
    ({ request }) => request.url,
  )
}
const tenants = async (at: MockServer) =>
  (await admin(at, 'GET', '/__admin/tenants')).body['tenants']

describe('a request’s tenant', () => {
  it('is the path’s, else the header’s, else the default one', async () => {
    const at = await start()
    await post(at, `/t/path${login}`, { 'X-Mock-Tenant': 'header' })
    await post(at, login, { 'X-Mock-Tenant': 'header' })
    await post(at, login)
    expect(await requests(at, 'path')).toEqual([`/t/path${login}`])
    expect(await requests(at, 'header')).toEqual([login])
    expect(await requests(at, 'default')).toEqual([login])
    expect(await tenants(at)).toEqual(['path', 'header', 'default'])
  })

  it('is chosen alike on the admin API', async () => {
    const at = await start()
    await admin(at, 'PUT', '/t/a/__admin/use', { case: '5368' }, { 'X-Mock-Tenant': 'b' })
    await admin(at, 'PUT', '/__admin/use', { case: '5420' }, { 'X-Mock-Tenant': 'b' })
    const code = async (path: string) =>
      ((await (await post(at, path)).json()) as { code: number }).code
    expect(await code(`/t/a${login}`)).toBe(5368)
    expect(await code(`/t/b${login}`)).toBe(5420)
    expect(await code(login)).toBe(5218)
  })

  it.each(['a b', 'ä', 'x'.repeat(65), 'a/b', '..%2f'])(
    'is never %s: 400 that says what a key is',
    async (key) => {
      const at = await start()
      const headers = /^[\x20-\x7e]*$/.test(key) ? { 'X-Mock-Tenant': key } : undefined
      const answers = [
        ...(headers === undefined ? [] : [await post(at, login, headers)]),
        await post(at, `/t/${encodeURIComponent(key)}${login}`),
        await fetch(`${at.url}/t/${encodeURIComponent(key)}/__admin/world`),
      ]
      for (const answer of answers) {
        expect(answer.status).toBe(400)
        expect(((await answer.json()) as { detail: string }).detail).toContain(
          'is no tenant key: one has 1-64 of A-Z a-z 0-9 . _ - and nothing else.',
        )
      }
      expect(await tenants(at)).not.toContain(key)
    },
  )

  it.each(['a', '.', '..', '__proto__', 'constructor', 'A-Z_0.9', 'x'.repeat(64)])(
    'may be %s',
    async (key) => {
      const at = await start()
      expect((await post(at, login, { 'X-Mock-Tenant': key })).status).toBe(200)
      expect(await tenants(at)).toContain(key)
      const { body } = await admin(at, 'GET', '/__admin/world', undefined, { 'X-Mock-Tenant': key })
      expect(body).toHaveProperty('people')
    },
  )
})

describe('--require-tenant', () => {
  it('answers 400 to a request that names none, and does nothing', async () => {
    const at = await start({ requireTenant: true })
    const refused = await post(at, login, { Prefer: 'example=5368' })
    expect([refused.status, refused.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json',
    ])
    expect(await refused.json()).toEqual({
      type: 'about:blank',
      title: 'Tenant missing',
      status: 400,
      detail:
        'Name a tenant: put /t/<key> before the path, or send X-Mock-Tenant: <key> (1-64 of A-Z a-z 0-9 . _ -).',
    })
    expect((await post(at, `/t/default${login}`)).status).toBe(200)
    expect((await post(at, login, { 'X-Mock-Tenant': 'a' })).status).toBe(200)
    // The admin API is not the data plane.
    expect((await admin(at, 'GET', '/__admin/requests')).status).toBe(200)
  })
})

describe('tenants', () => {
  it('are listed and deleted, and begin anew', async () => {
    const at = await start()
    await admin(at, 'PATCH', '/t/a/__admin/world', { people: [{ id: 'bob' }] })
    await admin(at, 'POST', '/t/a/__admin/clock/advance', { ms: 60_000 })
    await post(at, `/t/a${login}`)
    expect(await tenants(at)).toEqual(['a'])
    expect(await admin(at, 'DELETE', '/__admin/tenants/a')).toEqual({ status: 200, body: {} })
    expect(await tenants(at)).toEqual([])
    expect(await admin(at, 'DELETE', '/__admin/tenants/a')).toMatchObject({ status: 404 })
    expect(await requests(at, 'a')).toEqual([])
    const { body } = await admin(at, 'GET', '/t/a/__admin/world')
    expect(JSON.stringify(body)).not.toContain('bob')
    expect((await admin(at, 'GET', '/t/a/__admin/clock')).body).toMatchObject({
      now: '2026-01-29T07:00:34.000Z',
    })
  })

  it('beyond the limit drop the one idle longest, with a log line', async () => {
    const at = await start({ limits: { tenants: 3 } })
    for (const key of ['a', 'b', 'c']) await post(at, `/t/${key}${login}`)
    await admin(at, 'GET', '/t/a/__admin/clock')
    expect(log).toEqual([])
    await post(at, `/t/d${login}`)
    expect(log).toEqual(['warn tenant b dropped: it was idle longest of 3'])
    expect(await tenants(at)).toEqual(['a', 'c', 'd'])
    await post(at, `/t/b${login}`)
    expect(log[1]).toBe('warn tenant c dropped: it was idle longest of 3')
    // It was made anew: its journal has the last request only.
    expect(await requests(at, 'b')).toHaveLength(1)
    expect(await requests(at, 'a')).toHaveLength(1)
  })

  it('come back from the state file: world, clock and seed of each', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenants-'))
    const state = join(folder, 'state.json')
    try {
      const first = await start({ state })
      await admin(first, 'PATCH', '/t/a/__admin/world', { people: [{ id: 'only-a' }] })
      await admin(first, 'PATCH', '/t/b/__admin/world', {
        people: [{ id: 'only-b' }],
        site: { closed: true },
      })
      await admin(first, 'PUT', '/t/b/__admin/clock', { now: '2030-01-01T00:00:00Z' })
      await post(first, `/t/gone${login}`)
      await admin(first, 'DELETE', '/__admin/tenants/gone')
      const example = await fetch(`${first.url}/t/a/api/Customer/AppAuthorization`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"openId":"o-1"}',
      })
      const before = {
        login: ((await example.json()) as { data: { customerId: string } }).data.customerId,
        a: (await admin(first, 'GET', '/t/a/__admin/world')).body,
        b: (await admin(first, 'GET', '/t/b/__admin/world')).body,
      }
      const second = await start({ state })
      expect(await tenants(second)).toEqual(['a', 'b'])
      expect((await admin(second, 'GET', '/t/a/__admin/world')).body).toEqual(before.a)
      expect((await admin(second, 'GET', '/t/b/__admin/world')).body).toEqual(before.b)
      expect(JSON.stringify(before.a)).toContain(before.login)
      expect(JSON.stringify(before.a)).not.toContain('only-b')
      expect((await admin(second, 'GET', '/t/b/__admin/clock')).body).toMatchObject({
        now: '2030-01-01T00:00:00.000Z',
        frozen: true,
      })
      expect((await admin(second, 'GET', '/t/a/__admin/clock')).body).toMatchObject({
        now: '2026-01-29T07:00:34.000Z',
      })
      // A reset goes back to the seed, also after a restart.
      await admin(second, 'POST', '/t/b/__admin/reset')
      expect(JSON.stringify((await admin(second, 'GET', '/t/b/__admin/world')).body)).not.toContain(
        'only-b',
      )
      await second.close()
      const kept = JSON.parse(await readFile(state, 'utf8')) as { format: number; tenants: object }
      expect([kept.format, Object.keys(kept.tenants)]).toEqual([2, ['a', 'b']])
    } finally {
      await server?.close()
      await rm(folder, { recursive: true })
    }
  })

  it('keep to the limit over a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenants-'))
    const state = join(folder, 'state.json')
    try {
      const first = await start({ state })
      for (const key of ['a', 'b', 'c']) await post(first, `/t/${key}${login}`)
      const second = await start({ state, limits: { tenants: 3 } })
      await post(second, `/t/c${login}`)
      await post(second, `/t/d${login}`)
      expect(log).toEqual(['warn tenant a dropped: it was idle longest of 3'])
      expect(await tenants(second)).toEqual(['b', 'c', 'd'])
    } finally {
      await server?.close()
      await rm(folder, { recursive: true })
    }
  })
})

it('only a turn that may change something counts the answers that it delays', async () => {
  const worlds = await openWorlds({ collections: [], siteShapes: [], seedWorld: {} })
  let guarded = true
  const shared = { isGuarded: () => guarded, mayChange: () => undefined } as unknown as Shared
  const script = () =>
    createScript({ apis: [], journal: { entries: 1, bytes: 1 }, stopwatch: () => 0 })
  const tenant = createTenants({ ...worlds, shared }, script, () => undefined).of('a')
  const delay = { type: 'uniform', lower: 0, upper: 1_000_000 } as const
  tenant.settings = { ...tenant.settings, delay }
  const plain: Reply = { status: 200, headers: [], body: '', basis: 'inferred' }
  const drawn = () => tenant.delayed(plain).delay?.beforeMs
  const [first, again] = [drawn(), drawn()]
  guarded = false
  const [counted, next] = [drawn(), drawn()]
  expect([again, counted]).toEqual([first, first])
  expect(next).not.toBe(first)
  expect(tenant.settings.delayed).toBe(2)
  expect(tenant.delayed({ ...plain, delay: { beforeMs: 5 } }).delay).toEqual({ beforeMs: 5 })
  await worlds.close()
})
