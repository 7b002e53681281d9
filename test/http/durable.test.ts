import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Admin } from '../../src/http/admin/admin.ts'
import { createExpress, mountAdmin } from '../../src/http/app.ts'
import { defaultLimits } from '../../src/http/limits.ts'
import { ending, exchange, rawRequest } from './raw-client.ts'
import { startToy, toyTenants } from './toy-server.ts'
import { toyApi } from '../support/toy-api.ts'

const login = rawRequest('POST', '/toy/login', {}, '{"name":"bob"}')

const well = () => ({})
const refusal = (reason: string) => ({
  type: 'about:blank',
  title: 'State not written',
  status: 503,
  detail: `The state cannot be written (${reason}), and with --durable nothing is acknowledged before it is on disk: mend that, then send the request again.`,
})

describe('a durable answer', () => {
  it('leaves when its change is safe, not before', async () => {
    let safe = (): void => undefined
    const written = new Promise<void>((resolve) => {
      safe = resolve
    })
    const steps: string[] = []
    const toy = await startToy({
      durable: {
        status: well,
        unsettled: () => true,
        settled: () => {
          steps.push('waiting')
          setImmediate(() => {
            steps.push('safe')
            safe()
          })
          return written
        },
      },
    })
    await exchange(toy.port, login, (text) => {
      steps.push('answered')
      return text.endsWith('}')
    })
    expect(steps).toEqual(['waiting', 'safe', 'answered'])
    await toy.close()
  })

  it('is a refusal where its change cannot be written, and at once where none can', async () => {
    let unsettled = false
    let degraded = ''
    const toy = await startToy({
      durable: {
        status: () => (degraded === '' ? {} : { degraded }),
        unsettled: () => unsettled,
        settled: () => Promise.reject(new Error('disk full')),
      },
    })
    const answer = async () => (await exchange(toy.port, login, ending('}'))).text
    expect(await answer()).toMatch(/"hello":"bob"\}$/)
    unsettled = true
    const refused = await answer()
    expect(refused).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/)
    expect(refused).toContain('Content-Type: application/problem+json')
    expect(JSON.parse(refused.slice(refused.indexOf('{')))).toEqual(refusal('disk full'))
    unsettled = false
    degraded = 'disk gone'
    const before = toy.tenants.of('default').script.journal.latest()
    const atOnce = await answer()
    expect(JSON.parse(atOnce.slice(atOnce.indexOf('{')))).toEqual(refusal('disk gone'))
    expect(toy.tenants.of('default').script.journal.latest()).not.toBe(before)
    await toy.close()
  })
})

/** The admin API in front of a disk. */
const adminOver = (durable: Parameters<typeof mountAdmin>[3]) => {
  const tenants = toyTenants(toyApi)
  tenants.of('a')
  const app = createExpress()
  const admin = {
    apis: [toyApi],
    tenants,
    tenant: () => tenants.of('default'),
    tenantKey: () => 'default',
    facts: { version: '1', instanceId: 'i', status: () => ({}) },
    limits: defaultLimits,
    stopping: new AbortController().signal,
  } as unknown as Admin
  mountAdmin(app, admin, { token: 't', always: false, consoleKey: 'k' }, durable)
  return supertest(app)
}

describe('a durable admin answer', () => {
  it('leaves when its change is safe, not before', async () => {
    const steps: string[] = []
    const ask = adminOver({
      status: well,
      unsettled: () => steps.push('asked') > 0,
      settled: async () => {
        await new Promise(setImmediate)
        steps.push('safe')
      },
    })
    for (const call of [ask.delete('/__admin/tenants/a'), ask.get('/__admin/tenants')]) {
      const { status } = await call
      steps.push(`answered ${status}`)
    }
    expect(steps).toEqual(['asked', 'safe', 'answered 200', 'asked', 'safe', 'answered 200'])
  })

  it('is a refusal where its change cannot be written, and at once where none can', async () => {
    let unsettled = false
    let degraded = ''
    const ask = adminOver({
      status: () => (degraded === '' ? {} : { degraded }),
      unsettled: () => unsettled,
      settled: () => Promise.reject(new Error('disk full')),
    })
    expect((await ask.get('/__admin/tenants')).body).toEqual({ tenants: ['a'] })
    unsettled = true
    const refused = await ask.get('/__admin/tenants')
    expect([refused.status, refused.body]).toEqual([503, refusal('disk full')])
    expect(refused.type).toBe('application/problem+json')
    unsettled = false
    degraded = 'disk gone'
    expect((await ask.delete('/__admin/tenants/a')).body).toEqual(refusal('disk gone'))
    expect((await ask.get('/__admin/tenants')).body).toEqual({ tenants: ['a'] })
    expect((await ask.post('/__admin/shutdown')).status).toBe(501)
  })

  it('does not wait where it is to tell that the disk hangs', async () => {
    const ask = adminOver({
      status: well,
      unsettled: () => true,
      settled: () => new Promise(() => undefined),
    })
    for (const probe of ['livez', 'readyz', 'health'])
      expect((await ask.get(`/__admin/${probe}`)).status).toBe(200)
  })
})
