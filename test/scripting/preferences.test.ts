import { afterAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { operationOf, serve, type Listed } from '../support/served.ts'

const mock = await serve()
const cases = await mock.listed()
afterAll(() => mock.close())

const firsts = apis.map(({ name }) => cases.find((one) => one.api === name)) as Listed[]
const named = firsts.map((listed) => [listed.api, listed] as const)

describe.each(named)('preferences of %s', (_api, listed) => {
  const request = operationOf(listed).example()
  const ask = (prefer: string) => mock.send(mock.fresh(), request, { Prefer: prefer })

  it('several at once are all applied and told', async () => {
    const started = performance.now()
    const answer = await ask(
      'respond-async, example=documented; x=y, delay=20, layout="documented"',
    )
    expect(performance.now() - started).toBeGreaterThanOrEqual(19)
    expect(answer.headers['preference-applied']).toBe(
      'example=documented, delay=20, layout=documented',
    )
    expect(answer.body).toMatch(/^\{\n {2,4}"/)
  })

  it('layout changes white space and the way of writing text only', async () => {
    const [laid, plain] = [await ask('layout=documented'), await ask('')]
    expect(laid.headers['preference-applied']).toBe('layout=documented')
    expect(JSON.parse(laid.body)).toEqual(JSON.parse(plain.body))
    expect(laid.body).not.toBe(plain.body)
  })

  it('an unknown case or code is a problem with the ones there are', async () => {
    for (const [prefer, what] of [
      ['example=nonesuch', 'case'],
      ['code=12345', 'code'],
    ] as const) {
      const { status, headers, body } = await ask(prefer)
      expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
      expect(headers).not.toHaveProperty('preference-applied')
      const problem = JSON.parse(body) as Record<string, (string | number)[]>
      expect(problem).toMatchObject({ title: `No such ${what}`, api: listed.api })
      // Every one it names works.
      for (const one of problem[`${what}s`] ?? [])
        expect(
          (await ask(`${what === 'case' ? 'example' : 'code'}=${one}`)).headers,
        ).toHaveProperty('preference-applied')
    }
  })
})

describe('where several forms contradict each other', () => {
  const [listed] = firsts
  if (listed === undefined) throw new Error('There are no cases.')
  const operation = operationOf(listed)
  const asked = async (
    changes: Readonly<Record<string, unknown>>,
    headers: Readonly<Record<string, string>>,
    query = '',
  ) => {
    const tenant = mock.fresh()
    await mock.admin(tenant, 'PUT', 'use', { case: 'server-error' })
    const example = operation.example(changes)
    await mock.send(tenant, { ...example, target: `${example.target}${query}` }, headers)
    return (await mock.last(tenant)).case
  }
  const magic = { openId: 'mock:account-locked' }
  const prefer = { Prefer: 'example=openid-empty' }
  const header = { 'X-Mock-Case': 'documented' }

  it('only what was applied is told', async () => {
    const applied = async (changes: Readonly<Record<string, unknown>>, prefer: string) => {
      const { headers } = await mock.send(mock.fresh(), operation.example(changes), {
        Prefer: prefer,
      })
      return headers['preference-applied']
    }
    expect(await applied({}, 'code=1, example=openid-empty, delay=1')).toBe(
      'example=openid-empty, delay=1',
    )
    expect(await applied({}, 'code=0, layout=documented')).toBe('code=0, layout=documented')
    expect(await applied(magic, 'example=openid-empty, delay=1')).toBe('delay=1')
    expect(await applied(magic, 'example=openid-empty')).toBeUndefined()
    expect(await applied({}, 'example=nonesuch, delay=1')).toBe('delay=1')
    expect(await applied({}, 'delay=soon')).toBeUndefined()
    expect(await applied({}, 'respond-async')).toBeUndefined()
  })

  it('the strongest wins', async () => {
    expect(await asked(magic, { ...prefer, ...header })).toBe('app-authorization/account-locked')
    expect(await asked({}, { ...prefer, ...header })).toBe('app-authorization/openid-empty')
    expect(await asked({}, header, '?__example=invalid-model')).toBe(
      'app-authorization/invalid-model',
    )
    expect(await asked({}, { ...prefer }, '?__example=invalid-model')).toBe(
      'app-authorization/openid-empty',
    )
    expect(await asked({}, header)).toBe('app-authorization/documented')
    expect(await asked({}, {})).toBe('app-authorization/server-error')
  })
})
