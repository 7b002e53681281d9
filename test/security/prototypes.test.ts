import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { createFixtureReader } from '../../src/scripting/fixtures/read-fixture.ts'
import { adminCalls, expectNothingToImport } from './admin-calls.ts'
import { startMock, type AttackedMock } from './attacked-mock.ts'

/** What everything inherits from, member by member. */
const inherited = () =>
  [Object, Array, Function, String, Number, Boolean, Map, Buffer, Promise].map(({ prototype }) =>
    Reflect.ownKeys(prototype as object).map((key) => [
      key,
      Object.getOwnPropertyDescriptor(prototype, key),
    ]),
  )

let before: ReturnType<typeof inherited>
beforeEach(() => {
  before = inherited()
})
afterEach(() => {
  expect(inherited()).toEqual(before)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

const endpoints = [
  ['app-authorization', '/api/Customer/AppAuthorization'],
  ['small-app-login', '/api/WxSmallApp/LoginWithPhone'],
  ['third-part-signup', '/api/Account/SignupByThirdPart'],
  ['offiaccount-auth-login', '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'],
  [
    'app-mini-user-auth',
    '/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin',
  ],
] as const

/** Fields that would make the five logins succeed, were they the request's own. */
const good = {
  openId: 'o1',
  OpenId: 'o1',
  code: 'c1',
  authcode: 'c1',
  appId: 'wx1',
  userDomain: 'C.DM.10271.5',
  Mobile: '13800138000',
  polluted: '1',
}

const through = [
  '__proto__',
  'constructor',
  'prototype',
  'constructor.prototype',
  '__proto__.__proto__',
]

const nested = (path: string, value: unknown): unknown =>
  path
    .split('.')
    .reverse()
    .reduce<unknown>((inner, name) => Object.fromEntries([[name, inner]]), value)

const pairs = (spelt: (name: string) => string): string =>
  Object.entries(good)
    .map(([name, value]) => `${encodeURIComponent(spelt(name))}=${value}`)
    .join('&')

const part = (name: string, value: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

const multipart = (spelt: (name: string) => string): string =>
  `${Object.entries(good)
    .map(([name, value]) => part(spelt(name), value))
    .join('')}--b--\r\n`

const brackets = (path: string) => (name: string) =>
  `${path.replace('.', '[')}${path.includes('.') ? ']' : ''}[${name}]`
const dots = (path: string) => (name: string) => `${path}.${name}`

const JSON_TYPE = 'application/json'
const FORM = 'application/x-www-form-urlencoded'

const bodies = through.flatMap((path): readonly (readonly [string, string, string])[] => [
  [`JSON ${path}`, JSON_TYPE, JSON.stringify(nested(path, good))],
  [`JSON ${path} in a list`, JSON_TYPE, JSON.stringify([nested(path, good)])],
  [
    `JSON ${path} escaped`,
    JSON_TYPE,
    JSON.stringify(nested(path, good)).replaceAll('o', '\\u006f'),
  ],
  [`form ${path}[x]`, FORM, pairs(brackets(path))],
  [`form ${path}.x`, FORM, pairs(dots(path))],
  [`multipart ${path}[x]`, 'multipart/form-data; boundary=b', multipart(brackets(path))],
  [
    `XML ${path}`,
    'application/xml',
    `<${path.replace('.', '><')}><OpenId>o1</OpenId><polluted>1</polluted></${path.split('.').reverse().join('></')}>`,
  ],
])

describe.each(endpoints)('%s', (api, target) => {
  it.each(bodies)('reads nothing through %s', async (_what, type, body) => {
    const mock = await startMock()
    const { text } = await mock.ask('POST', target, { 'Content-Type': type }, body)
    expect(text).toMatch(/^HTTP\/1\.1 \d{3} /)
    expect(text).not.toContain('"accessToken":"')
    // What the framework answers to a body of the same form that has none of its names.
    const stranger = body
      .replaceAll(/__proto__|constructor|prototype/g, 'stranger')
      .replaceAll('c\\u006fnstruct\\u006fr', 'stranger')
      .replaceAll(/__pr\\u006ft\\u006f__|pr\\u006ft\\u006ftype/g, 'stranger')
    const plain = await mock.ask('POST', target, { 'Content-Type': type }, stranger)
    expect(plain.status).toBe(Number(text.slice(9, 12)))
    if (type !== 'application/xml')
      expect(text.slice(text.indexOf('\r\n\r\n'))).toBe(
        plain.text.slice(plain.text.indexOf('\r\n\r\n')),
      )
  })

  it.each(through)('reads nothing through XML that is named %s', async (path) => {
    const mock = await startMock()
    const [{ request } = { request: undefined }] =
      apis.find(({ name }) => name === api)?.operations ?? []
    const namespace = `http://schemas.datacontract.org/2004/07/${request?.namespace ?? ''}`
    const [root, inner = 'OpenId'] = [request?.name ?? 'a', ...path.split('.')]
    const members = `<${inner}><polluted>1</polluted><OpenId>o1</OpenId></${inner}>`
    const xml = `<${root} xmlns="${namespace}" xmlns:${inner}="${inner}" ${inner}="1" ${inner}:${inner}="1">${members}<${inner}:${inner}>1</${inner}:${inner}></${root}>`
    const headers = { 'Content-Type': 'application/xml', Accept: 'application/json' }
    const { status, body } = await mock.ask('POST', target, headers, xml)
    const plain = await mock.ask('POST', target, headers, xml.replaceAll(inner, 'stranger'))
    expect([status, body]).toEqual([plain.status, plain.body])
    expect(body).not.toContain('"accessToken":"')
  })

  it.each(through)('reads nothing through the query %s', async (path) => {
    const mock = await startMock()
    const at = target.includes('?') ? '&' : '?'
    const bare = await mock.ask('POST', target)
    for (const query of [pairs(brackets(path)), pairs(dots(path)), `${path}=1&${path}%5B%5D=1`])
      expect((await mock.ask('POST', `${target}${at}${query}`)).body).toBe(bare.body)
    const raw = await mock.ask('POST', `${target}${at}${path}=1&${path}[]=1`)
    // Tomcat refuses raw brackets before anything reads the query.
    if (api === 'offiaccount-auth-login')
      expect(raw.body).toContain('HTTP Status 400 – Bad Request')
    else expect(raw.body).toBe(bare.body)
  })

  it.each(through)('takes %s for a name like any other', async (name) => {
    const mock = await startMock()
    const send = async (headers: Readonly<Record<string, string>>, at: string = target) =>
      (await mock.ask('POST', at, headers)).status
    expect(await send({ Prefer: `example=${name}` })).toBe(404)
    expect(await send({ Prefer: `code=${name}` })).toBe(404)
    expect(await send({ Prefer: `layout=${name}` })).toBe(400)
    expect(await send({ Prefer: `fault=${name}` })).toBe(400)
    expect(await send({ Prefer: `${name}=1` })).toBeLessThan(600)
    expect(await send({ 'X-Mock-Case': name })).toBe(404)
    expect(await send({ Cookie: `${name}=1; ${name}[polluted]=1`, [name]: 'x' })).toBeLessThan(600)
    const at = target.includes('?') ? '&' : '?'
    expect(await send({}, `${target}${at}__example=${name}`)).toBe(404)
    expect(await send({}, `${target}${at}__fault=${name}`)).toBe(400)
    const journal = await mock.admin('GET', 'requests?secrets=true')
    expect(journal.status).toBe(200)
  })

  it.each(through)('knows nobody named %s', async (name) => {
    const mock = await startMock()
    const fields = Object.fromEntries(Object.keys(good).map((field) => [field, name]))
    const magic = Object.fromEntries(
      Object.keys(good).map((field) => [field, `mock:person:${name}`]),
    )
    for (const body of [fields, magic])
      for (const [type, text] of [
        [JSON_TYPE, JSON.stringify(body)],
        [FORM, new URLSearchParams(body).toString()],
      ] as const) {
        const answer = await mock.ask('POST', target, { 'Content-Type': type }, text)
        expect(answer.text).toMatch(/^HTTP\/1\.1 [24]\d\d /)
      }
  })
})

const poison = through.map((path) => nested(path, { polluted: 1 }))

describe('the admin API', () => {
  it.each(adminCalls)('takes no prototype: %s %s', async (method, path) => {
    const mock = await startMock()
    for (const body of poison) {
      const bare = await mock.admin(method, path, body)
      // As WireMock answers an import without a list.
      if (path === 'mappings/import') expectNothingToImport(bare)
      else expect(bare.status).toBeLessThan(500)
      for (const field of ['request', 'response', 'mappings', 'site', 'people', 'extended', 'case'])
        expect(
          (await mock.admin(method, path, { [field]: body, mappings: [body] })).status,
        ).toBeLessThan(500)
    }
    expect(mock.log()).toEqual([])
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })

  it.each(through)('takes %s for a name', async (name) => {
    const mock = await startMock()
    for (const [method, path, status] of [
      // WireMock's answer to an id that is no UUID.
      ['GET', `requests/${name}`, 400],
      ['DELETE', `requests/${name}`, 400],
      ['GET', `mappings/${name}`, 400],
      ['PUT', `scenarios/${name}/state`, 404],
      ['POST', `snapshots/${name}/restore`, 404],
      ['PUT', `snapshots/${name}`, 200],
      ['POST', `snapshots/${name}/restore`, 200],
      ['GET', `snapshots/${name}/diff/constructor2`, 404],
      ['DELETE', `snapshots/${name}`, 200],
      ['DELETE', `tenants/${name}`, 404],
      ['GET', name, 404],
    ] as const)
      expect([`${method} ${path}`, (await mock.admin(method, path)).status]).toEqual([
        `${method} ${path}`,
        status,
      ])
    expect((await mock.admin('PUT', 'use', { case: name })).status).toBe(400)
    expect((await mock.admin('PUT', 'use', { case: 'success', api: name })).status).toBe(400)
    expect((await mock.admin('POST', 'wechat/codes', { person: name })).status).toBe(400)
    expect((await mock.admin('POST', 'sms', { mobile: name })).status).toBe(200)
    expect((await mock.admin('POST', 'tokens/introspect', { token: name })).body).toBe(
      '{"active":false}',
    )
  })

  it.each(through)('keeps stubs that match and answer by %s to themselves', async (name) => {
    const mock = await startMock()
    const match = Object.fromEntries([[name, { equalTo: 'x' }]])
    const { status } = await mock.admin('POST', 'mappings', {
      scenarioName: name,
      newScenarioState: name,
      // A header of that name never arrives: node's parser drops it.
      request: {
        ...(name === '__proto__' ? {} : { headers: match }),
        queryParameters: match,
        cookies: match,
      },
      response: { status: 418, headers: Object.fromEntries([['X-A', name]]), jsonBody: poison[0] },
    })
    expect(status).toBe(201)
    expect((await mock.ask('GET', '/a')).status).toBe(404)
    const hit = await mock.ask('GET', `/a?${name}=x`, { [name]: 'x', Cookie: `${name}=x` })
    expect(hit.status).toBe(418)
    expect(hit.body).toBe(JSON.stringify(poison[0]))
    expect((await mock.admin('GET', 'scenarios')).body).toContain(`"state":"${name}"`)
  })

  it('keeps people, shops and tenants of such names as records like any other', async () => {
    const mock = await startMock()
    const openIds = JSON.parse('{"__proto__":"o1","constructor":"o2"}') as object
    const { status } = await mock.admin('PATCH', 'world', {
      people: [
        { id: '__proto__', openIds, phone: '13800138000' },
        { id: 'constructor', nickname: 'polluted' },
      ],
      codes: [{ code: 'toString', person: '__proto__' }],
      userDomains: [{ userDomain: '__proto__', secret: 's' }],
    })
    expect(status).toBe(200)
    const { body } = await mock.admin('GET', 'world')
    const { people } = JSON.parse(body) as { people: { id: string }[] }
    expect(people.find(({ id }) => id === '__proto__')).toEqual({
      id: '__proto__',
      openIds,
      phone: '13800138000',
    })
    const restored = await mock.admin('PUT', 'world', body)
    expect(JSON.parse(restored.body)).toEqual(JSON.parse(body))
  })
})

describe('tenants', () => {
  const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

  const logIn = async (mock: AttackedMock, key: string) =>
    mock.ask(
      'POST',
      `/t/${key}/api/Customer/AppAuthorization`,
      { 'Content-Type': JSON_TYPE },
      '{"openId":"o1"}',
    )

  it('of such names are tenants, also in the state file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenants-'))
    const state = join(folder, 'state.json')
    const first = await startMock({ state })
    for (const key of keys) expect((await logIn(first, key)).status).toBe(200)
    const worlds = await Promise.all(
      keys.map(async (key) => (await first.ask('GET', `/t/${key}/__admin/world`)).body),
    )
    expect(new Set(worlds.map((world) => world.includes('o1')))).toEqual(new Set([true]))
    await first.server.close()
    const second = await startMock({ state })
    const { body } = await second.admin('GET', 'tenants')
    expect((JSON.parse(body) as { tenants: string[] }).tenants).toEqual(
      expect.arrayContaining(keys),
    )
    for (const [at, key] of keys.entries())
      expect((await second.ask('GET', `/t/${key}/__admin/world`)).body).toBe(worlds[at])
    await second.server.close()
    rmSync(folder, { recursive: true })
  })
})

describe('fixtures', () => {
  const read = createFixtureReader(apis)

  it.each([
    '__proto__: {polluted: 1}',
    'constructor: {prototype: {polluted: 1}}',
    'world: {__proto__: {polluted: 1}}',
    'world: {constructor: {prototype: {polluted: 1}}}',
    'world: {people: [{id: a, __proto__: {polluted: 1}}]}',
    'world: {site: {__proto__: {polluted: 1}}}',
    'stubs: [{respond: success, __proto__: {polluted: 1}}]',
    'stubs: [{match: {constructor: 1}, respond: success}]',
    'stubs: [{respond: {response: {__proto__: {polluted: 1}}}}]',
    'scenarios: [{name: a, stubs: [], prototype: 1}]',
    'use: {case: success, __proto__: {polluted: 1}}',
    '? !!js/function "function () {}"\n: 1',
    '<<: {__proto__: {polluted: 1}}',
    '"\\u005f_proto__": {polluted: 1}',
    '{"__proto__": {"polluted": 1}}',
  ])('take no prototype: %s', (text) => {
    expect(read('a.yaml', text).kind).toBe('problems')
  })

  it('run no code: a tag that asks for it is refused', () => {
    expect(read('a.yaml', 'seed: !!js/function "process.exit()"')).toMatchObject({
      kind: 'problems',
      problems: [{ message: 'Unresolved tag: tag:yaml.org,2002:js/function' }],
    })
  })

  it('match by such names without harm', async () => {
    const text =
      'stubs: [{match: {headers: {__proto__: a, constructor: b}, query: {__proto__: c}}, respond: success}]'
    expect(read('a.yaml', text).kind).toBe('fixture')
    const mock = await startMock()
    expect((await mock.ask('GET', '/a?__proto__=c', { constructor: 'b' })).status).toBe(404)
  })
})
