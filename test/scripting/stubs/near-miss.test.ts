import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serve, type Served, type Sent } from '../../support/served.ts'
import {
  authorization,
  endUser,
  form,
  login,
  shop,
  signup,
  targets,
  xml,
} from '../../support/clean-requests.ts'

const folder = mkdtempSync(join(tmpdir(), 'near-miss-'))
const fixture = join(folder, 'stubs.yaml')
let mock: Served
beforeAll(async () => {
  writeFileSync(
    fixture,
    `stubs:
  - name: guangzhou
    match: { api: app-authorization, fields: { openId: o1, city: 广州 } }
    respond: { case: account-locked }
  - name: password
    match: { api: third-part-signup, fields: { ThirdPartID: u1, Password: hunter22 } }
    respond: { case: mobile-taken }
  - { name: code a, match: { api: small-app-login, fields: { code: code-aaaa } }, respond: { case: code-used } }
  - { name: code b, match: { api: small-app-login, fields: { code: code-bbbb } }, respond: { case: code-used } }
`,
  )
  mock = await serve({ explain: true, fixtures: [fixture] })
})
afterAll(async () => {
  await mock.close()
  rmSync(folder, { recursive: true })
})

const near = (stub: string, differences: string) => ({
  kind: 'stub-near-miss',
  message: `Stub \`${stub}\` nearly matched and did not answer: ${differences}; change the request or the stub where they differ.`,
})

describe('a stub of a fixture that nearly matched', () => {
  it.each([
    ['JSON', authorization({ city: '深圳' })],
    ['XML', xml('authorization', '<City>深圳</City><OpenId>o1</OpenId>')],
    ['a form', form(targets.authorization, `OpenId=o1&City=${encodeURIComponent('深圳')}`)],
  ])('is told of by the decoded field, in %s', async (_name, sent) => {
    const told = await mock.tell(sent)
    expect(told).toMatchObject({ status: 200, headers: { 'x-mock-notes': '1' } })
    expect(told.notes).toEqual([
      {
        ...near('guangzhou', 'its field `city` is `深圳` where `广州` is wanted'),
        path: 'field city',
        expected: 'equalTo 广州',
        actual: '深圳',
      },
    ])
  })

  it('is told of without its secrets', async () => {
    expect((await mock.tell(signup({ Password: 'hunter23' }))).notes).toEqual([
      {
        ...near('password', 'its field `Password` is `***` where `***` is wanted'),
        path: 'field Password',
        expected: '***',
        actual: '***',
      },
    ])
  })

  it('is not told of where it answered', async () => {
    const told = await mock.tell(authorization({ city: '广州' }))
    expect(told.case).toBe('app-authorization/account-locked')
    expect(told.notes?.map(({ kind }) => kind)).toEqual(['case-forced'])
  })

  it('is not told of to other operations', async () => {
    expect((await mock.tell(shop())).notes).toEqual([])
    expect((await mock.tell(endUser())).notes).toEqual([])
  })

  it('is not told of where an override answered', async () => {
    const sent = authorization({ city: '深圳' })
    const told = await mock.tell({
      ...sent,
      headers: { ...sent.headers, 'X-Mock-Case': 'account-locked' },
    })
    expect(told.notes?.map(({ kind }) => kind)).toEqual(['case-forced'])
  })

  it('is told of for a slip, and not where any of several might have been meant', async () => {
    expect((await mock.tell(login({ code: 'code-aaab' }))).notes).toEqual([
      {
        ...near('code a', 'its field `code` is `code-aaab` where `code-aaaa` is wanted'),
        path: 'field code',
        expected: 'equalTo code-aaaa',
        actual: 'code-aaab',
      },
    ])
    expect((await mock.tell(login({ code: '081ABCDEFGHIJ' }))).notes).toEqual([])
  })
})

describe('a WireMock mapping that nearly matched', () => {
  let tenants = 0
  const withMapping = async (mapping: Readonly<Record<string, unknown>>): Promise<string> => {
    const tenant = `w${++tenants}`
    await mock.admin(tenant, 'POST', 'mappings', { response: { status: 418 }, ...mapping })
    return tenant
  }
  const wanting = (...names: readonly string[]) => ({
    method: 'POST',
    urlPath: targets.endUser,
    headers: Object.fromEntries(names.map((name) => [name, { equalTo: '1' }])),
  })
  const withHeaders = (headers: Readonly<Record<string, string>>): Sent => ({
    ...endUser(),
    headers: { ...endUser().headers, ...headers },
  })

  it('may differ in two conditions, not in three', async () => {
    const tenant = await withMapping({ name: 'abc', request: wanting('A', 'B', 'C') })
    expect((await mock.tell(withHeaders({ A: '1' }), { tenant })).notes).toEqual([
      {
        ...near(
          'abc',
          'its header `B` is absent where `1` is wanted, and its header `C` is absent where `1` is wanted',
        ),
        path: 'header B, header C',
        expected: 'equalTo 1, equalTo 1',
        actual: 'absent, absent',
      },
    ])
    expect((await mock.tell(withHeaders({}), { tenant })).notes).toEqual([])
    expect((await mock.tell(withHeaders({ A: '1', B: '1', C: '1' }), { tenant })).status).toBe(418)
  })

  it('is told of by its path alone, where that is a slip', async () => {
    const tenant = await withMapping({ request: { method: 'GET', urlPath: '/coupons/today' } })
    const told = await mock.tell({ method: 'GET', target: '/coupons/todai' }, { tenant })
    expect(told.notes).toMatchObject([
      { kind: 'route-not-matched' },
      { kind: 'stub-near-miss', path: 'path', actual: '/coupons/todai' },
    ])
    const found = await mock.tell({ method: 'GET', target: '/coupons/today' }, { tenant })
    expect(found).toMatchObject({ status: 418, notes: [{ kind: 'stub-answered' }] })
  })

  it('is none where it came after the request', async () => {
    const tenant = `w${++tenants}`
    const request = wanting('A')
    await mock.admin(tenant, 'POST', 'mappings', { request: wanting('X', 'Y', 'Z'), response: {} })
    const journal = () => mock.admin(tenant, 'GET', 'requests')
    await mock.tell(withHeaders({}), { tenant })
    await mock.admin(tenant, 'POST', 'mappings', { request, response: {} })
    expect(await journal()).toMatchObject({ requests: [{ mock: { notes: [] } }] })
    expect((await mock.tell(withHeaders({}), { tenant })).notes).toHaveLength(1)
  })
})

describe('X-Mock-Notes', () => {
  it('counts the notes of an answer and leads to them, with --explain', async () => {
    const told = await mock.tell(login({ code: ' ' }), { tenant: 'x' })
    expect(told.headers['x-mock-notes']).toBe('1')
    const [, href] =
      /^<\/t\/x\/__admin\/(.+)>; rel="describedby"$/.exec(String(told.headers['link'])) ?? []
    expect(await mock.admin('x', 'GET', href ?? '')).toMatchObject({ mock: { notes: told.notes } })
  })

  it('is absent where there is nothing to say, and without --explain', async () => {
    expect((await mock.tell(shop())).headers).not.toHaveProperty('x-mock-notes')
    const silent = await serve()
    const told = await silent.tell(login({ code: ' ' }))
    expect(told.notes).toHaveLength(1)
    expect(told.headers).not.toHaveProperty('x-mock-notes')
    await silent.close()
  })
})
