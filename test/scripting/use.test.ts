import { afterAll, describe, expect, it } from 'vitest'
import { operationOf, rowOf, serve, shortOf, type Served } from '../support/served.ts'

const plain = await serve()
const cases = await plain.listed()
afterAll(() => plain.close())

const servedWith = async (prefer: string, look: (mock: Served) => Promise<void>): Promise<void> => {
  const mock = await serve({ prefer })
  try {
    await look(mock)
  } finally {
    await mock.close()
  }
}

/** One server for each name: several APIs have it. */
const names = [...new Set(cases.map(shortOf))]

describe('--prefer', () => {
  it.each(names)('example=%s, for every API that has it', async (name) => {
    await servedWith(`example=${name}`, async (mock) => {
      for (const listed of cases.filter((one) => shortOf(one) === name)) {
        const tenant = mock.fresh()
        const request = operationOf(listed).example()
        const answer = await mock.send(tenant, request)
        const forced = await plain.send(plain.fresh(), request, { 'X-Mock-Case': name })
        expect([answer.status, answer.body]).toEqual([forced.status, forced.body])
        expect(answer.headers).not.toHaveProperty('preference-applied')
        expect(await mock.last(tenant)).toMatchObject({ case: listed.name, decider: 'use' })
      }
    })
  })

  it('code=5368, for the API that has it; the others are live', async () => {
    await servedWith('code=5368', async (mock) => {
      const deciders = []
      for (const listed of cases.filter((one) => shortOf(one) === 'success')) {
        const tenant = mock.fresh()
        await mock.send(tenant, operationOf(listed).example())
        const { case: name, decider } = await mock.last(tenant)
        deciders.push([name, decider])
      }
      expect(deciders).toEqual([
        ['app-authorization/success', 'live'],
        ['small-app-login/success', 'live'],
        ['third-part-signup/success', 'live'],
        ['offiaccount-auth-login/5368', 'use'],
        ['app-mini-user-auth/success', 'live'],
        ['wechat-platform/success', 'live'],
      ])
    })
  })

  it('is weaker than whatever a request or a tenant asks for', async () => {
    const [listed] = cases
    if (listed === undefined) throw new Error('There are no cases.')
    const request = operationOf(listed).example()
    await servedWith('example=openid-empty', async (mock) => {
      const tenant = mock.fresh()
      await mock.admin(tenant, 'PUT', 'use', { case: 'account-locked' })
      await mock.send(tenant, request)
      expect(await mock.last(tenant)).toMatchObject({ case: 'app-authorization/account-locked' })
      await mock.send(tenant, request, { Prefer: 'example=documented' })
      expect(await mock.last(tenant)).toMatchObject({
        case: 'app-authorization/documented',
        decider: 'override',
      })
    })
  })

  it('layout, delay and fault hold for every answer', async () => {
    const [listed] = cases
    if (listed === undefined || rowOf(listed).name !== 'success') throw new Error('No success.')
    const request = operationOf(listed).example()
    await servedWith('layout=documented, delay=30', async (mock) => {
      const started = performance.now()
      const answer = await mock.send('a', request)
      expect(performance.now() - started).toBeGreaterThanOrEqual(29)
      expect(answer.body).toMatch(/^\{\n {2}"data": \{\n/)
      expect(answer.headers).not.toHaveProperty('preference-applied')
    })
    await servedWith('fault=EMPTY_RESPONSE', async (mock) => {
      await expect(mock.send('a', request)).rejects.toMatchObject({ code: 'ECONNRESET' })
    })
  })
})
