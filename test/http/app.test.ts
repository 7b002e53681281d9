import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Admin } from '../../src/http/admin/admin.ts'
import { createExpress, mountAdmin } from '../../src/http/app.ts'
import { defaultLimits } from '../../src/http/limits.ts'
import { createCoverage } from '../../src/scripting/coverage.ts'
import { toyApi } from '../support/toy-api.ts'
import { toyTenants } from './toy-server.ts'

const start = (some: Partial<Admin> = {}) => {
  const log: string[] = []
  const tenants = toyTenants(toyApi)
  const app = createExpress()
  mountAdmin(
    app,
    {
      apis: [toyApi],
      tenants,
      tenant: () => tenants.of('default'),
      tenantKey: () => undefined,
      route: () => {
        throw new Error('secret at /home/me')
      },
      run: createCoverage(),
      facts: { version: '1.2.3', instanceId: 'i', status: () => ({}) },
      apiDocument: () => Promise.resolve({}),
      states: () => new Map(),
      fixturesFolder: new URL('file:///nowhere/'),
      consoleFolder: new URL('file:///nowhere/'),
      limits: { ...defaultLimits, bodyBytes: 10 },
      uploads: { held: 0, most: defaultLimits.uploadBytes },
      stopping: new AbortController().signal,
      log: (level, line) => log.push(`${level} ${line}`),
      ...some,
    },
    { token: 't', always: false, consoleKey: 'k' },
  )
  return { ask: supertest(app), log }
}
const facts = (status: Admin['facts']['status']): Partial<Admin> => ({
  facts: { version: '1', instanceId: 'i', status },
})

describe('readiness', () => {
  it('ends while the disk fails', async () => {
    const { ask } = start(facts(() => ({ degraded: 'disk full' })))
    expect(await ask.get('/__admin/readyz')).toMatchObject({
      status: 503,
      body: { status: 'degraded', reason: 'disk full', pid: process.pid, instanceId: 'i' },
    })
    expect(await ask.get('/__admin/health')).toMatchObject({
      status: 503,
      body: { status: 'unhealthy', message: 'disk full' },
    })
    expect((await ask.get('/__admin/livez')).status).toBe(200)
  })
})

describe('an admin call that fails', () => {
  it('says nothing of our insides; the log does', async () => {
    const { ask, log } = start()
    const answer = await ask.post('/__admin/near-misses/request').send({ url: '/' })
    expect([answer.status, answer.type]).toEqual([500, 'application/problem+json'])
    expect(answer.text).not.toContain('secret')
    expect(log).toEqual([
      'error admin call POST /__admin/near-misses/request failed: Error: secret at /home/me',
    ])
  })

  it.each([
    ['a body over the limit', 413, { 'x-a': '1' }, `{"case":"${'x'.repeat(200)}"}`],
    ['an unknown encoding', 415, { 'content-encoding': 'lzw' }, '{}'],
    ['an unknown charset', 415, { 'content-type': 'application/json; charset=gbk' }, '{}'],
  ])('tells why: %s', async (_name, status, headers, body) => {
    const { ask } = start()
    const answer = await ask
      .put('/__admin/use')
      .set({ 'content-type': 'application/json', ...headers })
      .serialize((text: unknown) => String(text))
      .send(body)
    expect([answer.status, answer.type]).toEqual([status, 'application/problem+json'])
  })
})
