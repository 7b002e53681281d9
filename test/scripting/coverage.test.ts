import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operationOf, serve, type Listed, type Served } from '../support/served.ts'

let mock: Served
let cases: readonly Listed[]
beforeAll(async () => {
  mock = await serve()
  cases = await mock.listed()
  const ask = async (tenant: string, api: string, prefer = '') => {
    const listed = cases.find((one) => one.api === api)
    if (listed === undefined) throw new Error(`No API ${api}.`)
    await mock.send(tenant, operationOf(listed).example(), { Prefer: prefer })
  }
  await ask('one', 'offiaccount-auth-login')
  await ask('one', 'offiaccount-auth-login', 'example=5368')
  await ask('one', 'offiaccount-auth-login', 'code=5368')
  await ask('two', 'app-mini-user-auth', 'example=site-closed')
  await ask('gone', 'app-mini-user-auth', 'example=user-banned')
  await ask('gone', 'app-mini-user-auth', 'example=nonesuch')
  await mock.admin('default', 'DELETE', 'tenants/gone')
  await ask('back', 'small-app-login')
  await mock.admin('back', 'POST', 'reset')
})
afterAll(() => mock.close())

const coverage = (tenant: string, accept: string, query = '') =>
  mock.send(
    tenant,
    { method: 'GET', target: `/__admin/cases/coverage${query}`, headers: {}, body: '' },
    { Accept: accept },
  )

interface Report {
  readonly total: number
  readonly exercised: number
  readonly apis: readonly { api: string; total: number; exercised: number; missing: string[] }[]
  readonly cases: readonly { name: string; api: string; answered: number }[]
}
const report = async (tenant: string, query = ''): Promise<Report> =>
  JSON.parse((await coverage(tenant, 'application/json', query)).body) as Report
const exercised = ({ cases: all }: Report) =>
  all.filter(({ answered }) => answered > 0).map(({ name, answered }) => [name, answered])

describe('coverage', () => {
  it('of a tenant, as JSON', async () => {
    const one = await report('one')
    expect(exercised(one)).toEqual([
      ['offiaccount-auth-login/5368', 2],
      ['offiaccount-auth-login/success', 1],
    ])
    expect(one).toMatchObject({ total: cases.length, exercised: 2 })
    const [, , , iot] = one.apis
    expect(iot).toMatchObject({ api: 'offiaccount-auth-login', exercised: 2 })
    expect(iot?.total).toBe(2 + (iot?.missing.length ?? 0))
    expect(iot?.missing).toContain('offiaccount-auth-login/5369')
    expect(exercised(await report('back'))).toEqual([])
    expect(exercised(await report('gone'))).toEqual([])
  })

  it('of the whole run, tenants that were reset or dropped included', async () => {
    const run = await report('default', '?scope=run')
    expect(exercised(run)).toEqual([
      ['small-app-login/success', 1],
      ['offiaccount-auth-login/5368', 2],
      ['offiaccount-auth-login/success', 1],
      ['app-mini-user-auth/site-closed', 1],
      ['app-mini-user-auth/user-banned', 1],
    ])
    expect(run.exercised).toBe(5)
  })

  it('as a table', async () => {
    const { headers, body } = await coverage('two', 'text/plain')
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(body).toMatch(/^case +answered\napp-authorization\/success +-\n/)
    expect(body).toMatch(/\napp-mini-user-auth\/site-closed +1\n/)
    expect(body).toMatch(/\n\napp-authorization: 0 of \d+ exercised\n/)
    expect(body.endsWith(`\n\n1 of ${cases.length} exercised\n`)).toBe(true)
  })

  it('as JUnit XML', async () => {
    const { headers, body } = await coverage('two', 'application/xml')
    expect(headers['content-type']).toBe('application/xml; charset=utf-8')
    const parser = new XMLParser({
      ignoreAttributes: false,
      isArray: (name) => ['testsuite', 'testcase'].includes(name),
    })
    const { testsuites } = parser.parse(body) as {
      testsuites: {
        '@_tests': string
        testsuite: {
          '@_name': string
          '@_tests': string
          '@_skipped': string
          testcase: object[]
        }[]
      }
    }
    expect(testsuites['@_tests']).toBe('2')
    const skipped = testsuites.testsuite.map((suite) => Number(suite['@_skipped']))
    expect(skipped.reduce((sum, one) => sum + one)).toBe(1)
    for (const suite of testsuites.testsuite)
      expect(suite.testcase).toHaveLength(Number(suite['@_tests']))
    expect(testsuites.testsuite[0]?.testcase).toContainEqual({
      '@_classname': 'app-mini-user-auth',
      '@_name': 'app-mini-user-auth/site-closed',
      'system-out': 'answered 1',
    })
  })

  it('in no other format', async () => {
    const { status, headers, body } = await coverage('two', 'image/png')
    expect([status, headers['content-type']]).toEqual([406, 'application/problem+json'])
    expect(body).toContain('application/xml (JUnit)')
  })
})
