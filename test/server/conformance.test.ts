import { afterEach, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import type { MockOptions } from '../../src/index.ts'
import { toyApi } from '../support/toy-api.ts'
import { headerOf, json, mounts, type Mounted } from './mounts.ts'

const CLOCK = '2026-01-29T07:00:34Z'

describe.each(mounts)('%s', (_name, mount) => {
  let mock: Mounted | undefined
  afterEach(() => mock?.close())
  const start = async (options: MockOptions = {}): Promise<Mounted> =>
    (mock = await mount({ clock: CLOCK, seed: 'test', ...options }))
  const admin = async (at: Mounted, path: string, asked?: Parameters<Mounted['ask']>[1]) => {
    const { status, body } = await at.ask(`/__admin/${path}`, asked)
    return { status, body: JSON.parse(body || '{}') as Record<string, unknown> }
  }

  describe.each(apis.map((api) => [api.name, api] as const))('%s', (_api, api) => {
    const [operation] = api.operations
    if (operation === undefined) throw new Error(`${api.name} has no operation.`)
    const { method, target, headers, body } = operation.example()

    it('answers its own example, live', async () => {
      const at = await start()
      const answered = await at.ask(target, { method, headers, body })
      expect(answered.status).toBe(200)
      const { requests } = (await admin(at, 'requests?mock=true')).body as {
        requests: [{ mock: { case: string; decider: string } }]
      }
      const row = casesOf(api).find(({ name }) => requests[0].mock.case === `${api.name}/${name}`)
      expect([requests[0].mock.decider, row?.kind]).toEqual(['live', 'success'])
    })

    it('sends the headers of its stack only', async () => {
      const at = await start()
      const { rawHeaders } = await at.ask(target, { method, headers, body })
      const names = rawHeaders.filter((_value, index) => index % 2 === 0)
      expect(new Set(names).size).toBe(names.length)
      expect(headerOf({ rawHeaders, status: 0, reason: '', body: '' }, 'Date')).toBe(
        'Thu, 29 Jan 2026 07:00:34 GMT',
      )
      for (const stranger of ['Keep-Alive', 'ETag', 'X-Powered-By: Express'])
        expect(rawHeaders).not.toContain(stranger)
      expect(rawHeaders).not.toContain('Express')
    })

    it('answers the same bytes in every tenant and every run', async () => {
      const at = await start()
      const one = await at.ask(`/t/one${target}`, { method, headers, body })
      const two = await at.ask(target, {
        method,
        headers: { ...headers, 'X-Mock-Tenant': 'two' },
        body,
      })
      expect(two).toEqual(one)
      await admin(at, 'reset', { method: 'POST', headers: { 'X-Mock-Tenant': 'one' } })
      expect(await at.ask(`/t/one${target}`, { method, headers, body })).toEqual(one)
    })

    it('answers its documented sample on demand', async () => {
      const at = await start()
      const answered = await at.ask(target, {
        method,
        headers: { ...headers, Prefer: 'example=documented' },
        body,
      })
      expect(answered.status).toBe(200)
      expect(headerOf(answered, 'Preference-Applied')).toBe('example=documented')
    })
  })

  it('answers what is nobody’s with IIS’s page', async () => {
    const at = await start()
    const answered = await at.ask('/nothing/here')
    expect(answered.status).toBe(404)
    expect(headerOf(answered, 'Server')).toBe('Microsoft-IIS/10.0')
    expect(answered.body).toContain('<title>404 - File or directory not found.</title>')
  })

  it('serves a sixth API that nothing else knows of', async () => {
    const at = await start({ apis: [...apis, toyApi] })
    const login = { method: 'POST', ...json({ name: 'ann' }) }
    expect((await at.ask('/toy/login', login)).body).toBe('{"code":0,"hello":"ann"}')
    await admin(at, 'world', {
      method: 'PATCH',
      ...json({ toyUsers: [{ name: 'ann', locked: true }] }),
    })
    expect((await at.ask('/toy/login', login)).body).toBe('{"code":8}')
    const { cases } = (await admin(at, 'cases?api=toy')).body as {
      cases: { name: string; answered: number }[]
    }
    expect(cases.map(({ name, answered }) => [name, answered])).toEqual([
      ['toy/success', 1],
      ['toy/documented', 0],
      ['toy/name-empty', 0],
      ['toy/user-locked', 1],
      ['toy/not-found', 0],
      ['toy/server-error', 0],
    ])
  })

  it('serves one API alone', async () => {
    const at = await start({ apis: [toyApi] })
    expect((await at.ask('/toy/login', { method: 'POST', ...json({ name: 'x' }) })).status).toBe(
      200,
    )
    expect((await at.ask('/elsewhere')).body).toBe('{"error":"no such path"}')
  })

  it('asks for a tenant with requireTenant, and says how to name one', async () => {
    const at = await start({ apis: [toyApi], requireTenant: true })
    const refused = await at.ask('/toy/login', { method: 'POST' })
    expect(refused.status).toBe(400)
    expect(refused.body).toContain('Name a tenant: put /t/<key> before the path')
    expect(
      (await at.ask('/t/a/toy/login', { method: 'POST', ...json({ name: 'x' }) })).status,
    ).toBe(200)
    const { requests } = (await admin(at, 'requests?mock=true')).body as {
      requests: [{ mock: { notes: unknown[] } }]
    }
    expect(requests[0].mock.notes).toMatchObject([{ kind: 'tenant-missing' }])
  })

  it('leaves CORS to the stacks when told so', async () => {
    const at = await start({ apis: [toyApi], cors: false })
    const answered = await at.ask('/nix', {
      method: 'OPTIONS',
      headers: { Origin: 'http://a.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect(answered.status).toBe(404)
    expect(headerOf(answered, 'Access-Control-Allow-Origin')).toBeUndefined()
  })

  it('says where an answer is explained, with explain only', async () => {
    const at = await start({ apis: [toyApi], explain: true })
    const login = (name: string) => at.ask('/t/a/toy/login', { method: 'POST', ...json({ name }) })
    const failed = await login('')
    expect(headerOf(failed, 'X-Mock-Notes')).toBe('1')
    const [, href = ''] = /^<(.*)>; rel="describedby"$/.exec(headerOf(failed, 'Link') ?? '') ?? []
    expect(JSON.parse((await at.ask(href)).body)).toMatchObject({
      mock: { tenant: 'a', notes: [{ kind: expect.any(String) as string }] },
    })
    expect(headerOf(await login('ann'), 'X-Mock-Notes')).toBeUndefined()
  })

  it('holds a server-wide preference', async () => {
    const at = await start({ apis: [toyApi], prefer: 'example=user-locked' })
    expect((await at.ask('/toy/login', { method: 'POST', ...json({ name: 'x' }) })).body).toBe(
      '{"code":8}',
    )
  })
})
