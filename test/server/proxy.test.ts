import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { runParity } from '../parity/run-parity.ts'
import {
  alteringServer,
  withText,
  type Alter,
  type AlteringServer,
} from '../support/altering-server.ts'
import { deadUrl } from '../support/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
const record = join(folder, 'exchanges.jsonl')
const login = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
const smallLogin = '/api/WxSmallApp/LoginWithPhone'

let alter: Alter = (answer) => answer
let backEnd: AlteringServer
let mock: MockServer
beforeAll(async () => {
  backEnd = await alteringServer((answer, request) => alter(answer, request))
  mock = await createMockServer({
    record,
    proxy: {
      'offiaccount-auth-login': backEnd.url,
      'small-app-login': await deadUrl(),
      'app-mini-user-auth': `${backEnd.url}/`,
    },
    limits: { bodyBytes: 10_000, bodyTimeoutMs: 300 },
  })
})
afterAll(async () => {
  await mock.close()
  await backEnd.close()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  alter = (answer) => answer
  await mock.reset()
})

const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${mock.url}${path}`, { method: 'POST', ...init })
const latest = async () => {
  const [entry] = await mock.requests.list({ limit: 1 })
  if (entry === undefined) throw new Error('The journal is empty.')
  return entry
}
const asked = (): number => backEnd.requests.length

it('an API’s requests go to its back end; the journal shows both sides', async () => {
  alter = (answer) => withText(answer, (text) => text.replace('Please enter appid', 'No appid'))
  const before = asked()
  const response = await ask(`${login}?code=a&__tenant=b`, {
    headers: { 'X-Mock-Tenant': 'default', 'X-A': 'b' },
  })
  expect(await response.text()).toContain('No appid')
  expect(asked()).toBe(before + 1)
  const sent = backEnd.requests.at(-1)?.head
  expect(sent?.url).toBe(`${login}?code=a&__tenant=b`)
  expect(sent?.headers).toMatchObject({ host: new URL(backEnd.url).host, 'x-a': 'b' })
  expect(sent?.headers['x-mock-tenant']).toBeUndefined()
  const { mock: judged, response: answered } = await latest()
  expect(judged).toMatchObject({
    case: 'offiaccount-auth-login/5218',
    decider: 'proxy',
    proxied: { url: `${backEnd.url}/`, status: 200, mock: { status: 200 } },
  })
  expect(answered.body).toContain('No appid')
  expect(judged.proxied?.mock.body).toContain('Please enter appid')
  expect(judged.notes.map(({ kind }) => kind)).toContain('back-end-differs')
  expect(judged.notes.find(({ kind }) => kind === 'back-end-differs')?.message).toBe(
    'The back end answered otherwise than the mock would: value of msg: the mock has Please enter appid, the back end No appid.',
  )
})

it('what is the same has no note of a difference', async () => {
  await ask(login)
  const { notes } = (await latest()).mock
  expect(notes.map(({ kind }) => kind)).not.toContain('back-end-differs')
})

it('other APIs are the mock’s own', async () => {
  const before = asked()
  expect((await ask('/api/Account/SignupByThirdPart')).status).toBe(500)
  expect((await ask('/nothing')).status).toBe(404)
  expect(asked()).toBe(before)
})

describe('the mock decides itself', () => {
  it.each([
    ['by Prefer', { headers: { Prefer: 'example=5104' } }, ''],
    ['by X-Mock-Case', { headers: { 'X-Mock-Case': '5104' } }, ''],
    ['by a magic value', {}, '?code=mock:5104'],
  ])('%s', async (_what, init, query) => {
    const before = asked()
    expect(await (await ask(`${login}${query}`, init)).text()).toContain('5104')
    expect(asked()).toBe(before)
    expect((await latest()).mock.decider).toBe('override')
  })

  it('by a case in use, and by a stub', async () => {
    const before = asked()
    await mock.use('offiaccount-auth-login/5015', { times: 1 })
    expect(await (await ask(login)).text()).toContain('5015')
    await mock.stubs.add({ request: { urlPath: login }, response: { body: 'stubbed' } })
    expect(await (await ask(login)).text()).toBe('stubbed')
    expect(asked()).toBe(before)
  })
})

it('a delay and a fault that are asked for hold for the back end’s answer, too', async () => {
  await expect(ask(login, { headers: { Prefer: 'fault=EMPTY_RESPONSE' } })).rejects.toThrow()
  expect((await latest()).mock).toMatchObject({ decider: 'proxy', proxied: { status: 200 } })
})

describe('a back end that does not answer', () => {
  const problemOf = async (response: Response) => {
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    return (await response.json()) as { status: number; detail: string }
  }

  it('is not there', async () => {
    const { status, detail } = await problemOf(
      await ask(smallLogin, { body: '{}', headers: { 'Content-Type': 'application/json' } }),
    )
    expect(status).toBe(502)
    expect(detail).toMatch(
      /^The back end http:\S+ of small-app-login is not there \(ECONNREFUSED\): nothing listens\.$/,
    )
    const { mock: judged } = await latest()
    expect(judged).toMatchObject({ decider: 'proxy', status: 502, proxied: { status: null } })
    expect(judged.notes.map(({ kind }) => kind)).toContain('back-end-unreachable')
  })

  it.each<[string, Alter, RegExp]>([
    ['cuts the connection', () => 'cut', /cut the connection \(ECONNRESET\)\.$/],
    ['is slow', () => 'never', /gave no whole answer within 300 ms\.$/],
    [
      'says too much',
      (answer) => withText(answer, (text) => text.padEnd(10_001)),
      /answered with over 10000 bytes\.$/,
    ],
  ])('%s', async (_what, how, detail) => {
    alter = how
    const response = await ask(login)
    expect(response.status).toBe(502)
    expect((await problemOf(response)).detail).toMatch(detail)
  })

  it('is the mock itself', async () => {
    const port = await freePort()
    const own = await createMockServer({
      port,
      proxy: { 'offiaccount-auth-login': `http://127.0.0.1:${port}` },
    })
    const response = await fetch(`${own.url}${login}`, { method: 'POST' })
    expect(response.status).toBe(502)
    expect(await response.text()).toContain('is this server itself: --proxy must name another one')
    await own.close()
  })
})

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

it('no redirect is followed, and headers of a connection stay on it', async () => {
  alter = (answer) => ({
    ...answer,
    status: 302,
    headers: [
      ['Location', 'http://127.0.0.1:1/elsewhere'],
      ['Connection', 'keep-alive, X-Hop'],
      ['X-Hop', 'a'],
      ['X-End', 'b'],
    ],
    body: Buffer.from(''),
  })
  const response = await ask(login, { redirect: 'manual' })
  expect(response.status).toBe(302)
  expect(response.headers.get('location')).toBe('http://127.0.0.1:1/elsewhere')
  expect([response.headers.get('x-hop'), response.headers.get('x-end')]).toEqual([null, 'b'])
})

it('secrets are masked in the journal and the recording, and the recording passes parity', async () => {
  const { code, signature } = {
    code: '081AbCdEfGhIjKlMnOpQrStUvWxYz012',
    signature: '4d61410df13d2ddab9dac98b903c4a410ed55ab218c19623046126091 6ba43d4'.replace(' ', ''),
  }
  const query = new URLSearchParams({
    appId: 'wx0123456789abcdef',
    code,
    signature,
    userDomain: 'C.DM.10271.5',
  })
  const answer = (await (await ask(`${login}?${query.toString()}`)).json()) as {
    code: number
    data: { accessToken: { token: string }; refreshToken: { token: string } }
  }
  expect(answer.code).toBe(200)
  const { accessToken, refreshToken } = answer.data
  const info = await ask('/v2/enduser/enduserapi/userInfo', {
    method: 'GET',
    headers: { Authorization: accessToken.token },
  })
  expect(await info.text()).toContain('"uid"')
  const refreshed = new URLSearchParams({ refreshToken: refreshToken.token }).toString()
  await ask(`/v2/enduser/enduserapi/refreshToken?${refreshed}`, { method: 'PUT' })
  const journal = JSON.stringify(await mock.requests.list())
  const recorded = readFileSync(record, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .slice(-3)
  const plain = recorded.map((line) => {
    const { request, response } = JSON.parse(line) as Record<
      'request' | 'response',
      { bodyBase64: string }
    >
    return [line, request, response]
      .map((one) =>
        typeof one === 'string' ? one : Buffer.from(one.bodyBase64, 'base64').toString(),
      )
      .join('\n')
  })
  for (const { token } of [accessToken, refreshToken]) {
    const bare = token.replace('Bearer ', '')
    for (const text of [journal, ...plain]) expect(text.includes(bare)).toBe(false)
  }
  const file = join(folder, 'three.jsonl')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(file, recorded.join('\n'))
  const printed: string[] = []
  expect({ code: await runParity([file], (line) => printed.push(line)), printed }).toEqual({
    code: 0,
    printed: ['3 passed, 0 failed'],
  })
})

it.each([
  [
    { proxy: { 'small-app-logon': 'http://a' } },
    '--proxy: there is no API "small-app-logon"; did you mean small-app-login?',
  ],
  [
    { proxy: { 'small-app-login': 'ftp://a' } },
    '--proxy "ftp://a" cannot be: use a URL of http or https, such as https://api.example.com.',
  ],
  [
    { proxy: { 'small-app-login': 'http://a' }, state: 'redis://127.0.0.1:1/0' },
    '--proxy does not go with --state redis://: what a back end answers comes outside of a turn; give --proxy to a mock of its own.',
  ],
  [
    { proxy: { 'small-app-login': 'http://name:hidden@a' } },
    '--proxy must not hold a name or a password: let the client send them, as it does to the back end.',
  ],
  [
    { proxy: { 'small-app-login': 'http://a/?b=c' } },
    '--proxy must end with its path: requests bring their own query.',
  ],
  [
    { record: 'a.jsonl' },
    '--record needs --proxy: what is recorded are the answers of a real back end.',
  ],
  [
    { proxy: { 'small-app-login': 'http://a' }, record: 'a.har' },
    '--record "a.har" cannot be: use a file whose name ends in .jsonl.',
  ],
  [
    { proxy: { 'small-app-login': 'http://a' }, record: '/nowhere/a.jsonl' },
    '--record "/nowhere/a.jsonl" cannot be written (ENOENT): use a file in a folder of yours.',
  ],
])('%j cannot be', async (options, sentence) => {
  await expect(createMockServer(options)).rejects.toThrow(sentence)
})
