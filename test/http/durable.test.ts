import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Admin } from '../../src/http/admin/admin.ts'
import { createExpress, mountAdmin } from '../../src/http/app.ts'
import { defaultLimits } from '../../src/http/limits.ts'
import { ending, exchange, rawRequest } from './raw-client.ts'
import { startToy, toyTenants } from './toy-server.ts'
import { toyApi } from '../support/toy-api.ts'

const login = rawRequest('POST', '/toy/login', {}, '{"name":"bob"}')

describe('a durable answer', () => {
  it('leaves when its change is safe, not before', async () => {
    let safe = (): void => undefined
    const written = new Promise<void>((resolve) => {
      safe = resolve
    })
    const steps: string[] = []
    const toy = await startToy({
      durable: {
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

  it('does not wait where nothing changed, nor for ever where the disk fails', async () => {
    let unsettled = false
    const toy = await startToy({
      durable: {
        unsettled: () => unsettled,
        settled: () => Promise.reject(new Error('disk full')),
      },
    })
    for (unsettled of [false, true])
      expect((await exchange(toy.port, login, ending('}'))).text).toMatch(/"hello":"bob"\}$/)
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
    facts: { version: '1', instanceId: 'i', status: () => ({ ready: true }) },
    limits: defaultLimits,
    stopping: new AbortController().signal,
  } as unknown as Admin
  mountAdmin(app, admin, { token: 't', always: false }, durable)
  return supertest(app)
}

describe('a durable admin answer', () => {
  it('leaves when its change is safe, not before', async () => {
    const steps: string[] = []
    const ask = adminOver({
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

  it('does not wait where nothing changed, nor for ever where the disk fails', async () => {
    let unsettled = false
    const ask = adminOver({
      unsettled: () => unsettled,
      settled: () => Promise.reject(new Error('disk full')),
    })
    for (unsettled of [false, true])
      expect((await ask.get('/__admin/tenants')).body).toEqual({ tenants: ['a'] })
  })

  it('does not wait where it is to tell that the disk hangs', async () => {
    const ask = adminOver({ unsettled: () => true, settled: () => new Promise(() => undefined) })
    for (const probe of ['livez', 'readyz', 'health'])
      expect((await ask.get(`/__admin/${probe}`)).status).toBe(200)
  })
})
