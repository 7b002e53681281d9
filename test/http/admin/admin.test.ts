import { createDecipheriv } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { toyApi } from '../../support/toy-api.ts'
import { appMount, headerOf, json, type Asked, type Mounted } from '../../server/mounts.ts'

const mount = appMount()

let mock: Mounted
beforeAll(async () => {
  mock = await mount({
    clock: '2026-01-29T07:00:34Z',
    seed: 'test',
    apis: [...apis, toyApi],
  })
})
afterEach(async () => {
  await ask('POST', 'reset')
})
afterAll(() => mock.close())

const ask = async (method: string, path: string, body?: unknown, more: Asked = {}) => {
  const sent = body === undefined ? {} : json(body)
  const answered = await mock.ask(`/__admin/${path}`, {
    method,
    ...sent,
    headers: { ...sent.headers, ...more.headers },
  })
  const type = headerOf(answered, 'Content-Type') ?? ''
  return {
    status: answered.status,
    type,
    body: (type.includes('json') ? JSON.parse(answered.body) : answered.body) as never,
  }
}
const login = (name: string, headers: Readonly<Record<string, string>> = {}) => {
  const sent = json({ name })
  return mock.ask('/toy/login', {
    method: 'POST',
    ...sent,
    headers: { ...sent.headers, ...headers },
  })
}

describe('the server', () => {
  it('says that it lives and is ready', async () => {
    const live = await ask('GET', 'livez')
    expect(live).toMatchObject({ status: 200, body: { status: 'ok', pid: process.pid } })
    expect((await ask('GET', 'readyz')).body).toEqual({
      ...(live.body as object),
      status: 'ready',
      // Of replicas another one may have answered.
      instanceId: expect.any(String) as string,
    })
    expect(await ask('GET', 'health')).toMatchObject({
      status: 200,
      body: { status: 'healthy', timestamp: '2026-01-29T07:00:34.000Z' },
    })
    expect((await ask('GET', 'version')).body).toEqual({ version: '0.1.0' })
  })

  it('lists and drops tenants', async () => {
    await ask('GET', 'clock', undefined, { headers: { 'X-Mock-Tenant': 'gone' } })
    expect((await ask('GET', 'tenants')).body).toEqual({ tenants: ['default', 'gone'] })
    expect(await ask('DELETE', 'tenants/gone')).toMatchObject({ status: 200, body: {} })
    expect(await ask('DELETE', 'tenants/gone')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
      body: { status: 404, detail: 'There is no tenant gone.' },
    })
  })

  it('leaves the stop to the server it is mounted in', async () => {
    expect(await ask('POST', 'shutdown')).toMatchObject({ status: 501 })
  })

  it('answers a call it does not have with a problem', async () => {
    expect(await ask('GET', 'nope\u001b[31m')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
    })
  })

  it.each([
    ['{"a":', 'The body is not valid JSON.'],
    ['[]', 'The body must be a JSON object with case, api (optional), times (optional).'],
    ['{"case":true}', 'case must be a text or a list of texts, not true.'],
    [
      '{"case":9999}',
      expect.stringMatching(
        /^There is no case 9999; there is 5000, .*5368.*; `cases` lists them\.$/,
      ),
    ],
    ['{"case":5105}', 'There is no case 5105; did you mean 5104? `cases` lists them.'],
    [
      '{"case":40163}',
      'There is no case 40163; 40163 is what code-used answers with: use its name.',
    ],
    [
      '{"case":405}',
      'There is no case 405; 405 is what method-not-allowed, nginx-not-allowed answers with: use its name.',
    ],
    ['{"case"：5104}', 'The body is not valid JSON: ： is full-width: write :.'],
    ['{"case":5104} // one', 'The body is not valid JSON: JSON has no comments: take // … away.'],
    ['{"kase":"x"}', '"kase" is not known here; there is case, api (optional), times (optional).'],
    ['{}', 'case is missing; it is a text or a list of texts.'],
    ['{"case":"x","times":0.5}', 'times must be a whole number above 0.'],
    ['{"case":"success","times":"3"}', 'times must be a number, not "3".'],
    ['{"case":"nix"}', 'There is no case nix; `cases` lists them.'],
    [
      '{"__proto__":{"case":"success"}}',
      '"__proto__" is not known here; there is case, api (optional), times (optional).',
    ],
  ])('says in one sentence what is wrong with %s', async (body, detail) => {
    const answered = await mock.ask('/__admin/use', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body,
    })
    expect(answered.status).toBe(400)
    const { title, detail: said } = JSON.parse(answered.body) as Readonly<Record<string, unknown>>
    expect([title, said]).toEqual(['Body not understood', detail])
  })
})

describe('numbers where texts are meant', () => {
  it('are taken as their text', async () => {
    expect((await ask('PUT', 'use', { case: 5104 })).body).toEqual({ uses: [{ case: '5104' }] })
    expect((await ask('PUT', 'use', { case: [5104, '5420'] })).body).toEqual({
      uses: [
        { case: '5104', turn: true },
        { case: '5420', turn: true },
      ],
    })
    expect((await ask('POST', 'sms', { mobile: 13800138000, code: 1234 })).body).toMatchObject({
      messages: [{ mobile: '13800138000', code: '1234' }],
    })
    const world = { people: [{ id: 7, phone: 13800138001 }], codes: [{ code: 1, error: 45011 }] }
    expect((await ask('PATCH', 'world', world)).body).toMatchObject({
      people: expect.arrayContaining([
        expect.objectContaining({ id: '7', phone: '13800138001' }),
      ]) as unknown,
      codes: expect.arrayContaining([{ code: '1', error: '45011' }]) as unknown,
    })
    expect(
      await ask('PATCH', 'world', { userDomains: [{ userDomain: 'C', status: 7 }] }),
    ).toMatchObject({ status: 400 })
  })
})

describe('use', () => {
  it('holds for every call until it is spent or taken away', async () => {
    const put = await ask('PUT', 'use', { case: 'user-locked', api: 'toy', times: 2 })
    expect(put.body).toEqual({ uses: [{ case: 'user-locked', api: 'toy', times: 2 }] })
    expect((await login('bob')).body).toBe('{"code":8}')
    expect((await ask('GET', 'use')).body).toEqual({
      uses: [{ case: 'user-locked', api: 'toy', times: 1 }],
    })
    expect((await ask('DELETE', 'use')).body).toEqual({ uses: [] })
    expect((await login('bob')).body).toBe('{"code":0,"hello":"bob"}')
  })
})

describe('cases', () => {
  it('are counted, as JSON and as a table', async () => {
    await login('bob')
    await login('')
    const { body } = await ask('GET', 'cases/coverage')
    expect(body).toMatchObject({ exercised: 2 })
    const text = await ask('GET', 'cases/coverage', undefined, {
      headers: { Accept: 'text/plain' },
    })
    expect(text.type).toBe('text/plain; charset=utf-8')
    expect(text.body).toMatch(/\ntoy\/success +1\ntoy\/documented +-\ntoy\/name-empty +1\n/)
    expect(text.body).toMatch(/\n2 of \d+ exercised\n$/)
  })

  it('are listed for one API', async () => {
    const { cases } = (await ask('GET', 'cases?api=toy')).body as { cases: { name: string }[] }
    expect(cases.map(({ name }) => name)).toContain('toy/name-empty')
    expect(cases.every(({ name }) => name.startsWith('toy/'))).toBe(true)
  })
})

describe('the clock', () => {
  it('is set, moved, stopped and let go; answers follow', async () => {
    expect(
      (await ask('PUT', 'clock', { now: '2030-05-01T00:00:00Z', frozen: true })).body,
    ).toMatchObject({
      now: '2030-05-01T00:00:00.000Z',
      frozen: true,
    })
    expect((await ask('POST', 'clock/advance', { ms: 1500 })).body).toMatchObject({
      now: '2030-05-01T00:00:01.500Z',
    })
    expect(headerOf(await login('bob'), 'Date')).toBe('Wed, 01 May 2030 00:00:01 GMT')
    expect((await ask('POST', 'clock/resume')).body).toMatchObject({ frozen: false })
    expect((await ask('POST', 'clock/freeze')).body).toMatchObject({ frozen: true })
    expect((await ask('GET', 'clock')).body).toMatchObject({ frozen: true })
  })

  it.each([
    ['PUT', 'clock', { now: 'soon' }],
    ['PUT', 'clock', { offsetMs: 'x' }],
    ['PUT', 'clock', { offsetMs: 1e300 }],
    ['POST', 'clock/advance', {}],
    ['POST', 'clock/advance', { ms: 9e15 }],
  ])('%s %s refuses %j', async (method, path, body) => {
    expect(await ask(method, path, body)).toMatchObject({
      status: 400,
      type: 'application/problem+json',
    })
  })
})

describe('the world', () => {
  it('is merged into, replaced, and comes back at a reset', async () => {
    const seed = (await ask('GET', 'world')).body
    expect(seed).toHaveProperty('people')
    await ask('PATCH', 'world', { toyUsers: [{ name: 'ann', locked: true }] })
    expect((await login('ann')).body).toBe('{"code":8}')
    const replaced = await ask('PUT', 'world', { toyUsers: [] })
    expect(replaced.body).toMatchObject({ people: [], toyUsers: [] })
    await ask('POST', 'reset')
    expect((await ask('GET', 'world')).body).toEqual(seed)
  })

  it.each([[[]], [{ nix: [] }], [{ toyUsers: [{ locked: true }] }], [{ toyUsers: 'x' }]])(
    'refuses %j',
    async (body) => {
      const refused = await ask('PATCH', 'world', body)
      expect(refused).toMatchObject({ status: 400, type: 'application/problem+json' })
      expect((refused.body as { detail: string }).detail).not.toMatch(/\n|\bat /)
    },
  )

  it('has snapshots', async () => {
    await ask('PATCH', 'world', { toyUsers: [{ name: 'ann' }] })
    await ask('PUT', 'snapshots/before')
    await ask('PATCH', 'world', { toyUsers: [{ name: 'ann', locked: true }, { name: 'bob' }] })
    await ask('PUT', 'snapshots/after')
    expect((await ask('GET', 'snapshots')).body).toEqual({ snapshots: ['before', 'after'] })
    expect((await ask('GET', 'snapshots/before/diff/after')).body).toEqual({
      differences: [
        { path: 'toyUsers/ann/locked', after: true },
        { path: 'toyUsers/bob', after: { name: 'bob' } },
      ],
    })
    await ask('POST', 'snapshots/before/restore')
    expect((await login('ann')).body).toBe('{"code":0,"hello":"ann"}')
    await ask('DELETE', 'snapshots/before')
    expect(await ask('POST', 'snapshots/before/restore')).toMatchObject({ status: 404 })
    expect(await ask('PUT', 'snapshots/a%2Fb')).toMatchObject({ status: 400 })
  })
})

describe('issued codes and encrypted data', () => {
  it('issues codes', async () => {
    const issued = await ask('POST', 'wechat/codes', { expiresInSeconds: 60 })
    expect(issued.body).toMatchObject({ expiresAt: '2026-01-29T07:01:34.000Z' })
    expect((issued.body as { code: string }).code).toMatch(/^0[A-Za-z0-9]{31}$/)
    const again = await ask('POST', 'wechat/codes')
    expect((again.body as { code: string }).code).not.toBe((issued.body as { code: string }).code)
  })

  it('encrypts as a phone would get it', async () => {
    const { body } = await ask('POST', 'wechat/encrypt', { phone: '13900139000', appId: 'wx1' })
    const { encryptedData, iv, sessionKey } = body as Record<string, string>
    const decipher = createDecipheriv(
      'aes-128-cbc',
      Buffer.from(sessionKey ?? '', 'base64'),
      Buffer.from(iv ?? '', 'base64'),
    )
    const plain = decipher.update(encryptedData ?? '', 'base64', 'utf8') + decipher.final('utf8')
    expect(JSON.parse(plain)).toEqual({
      phoneNumber: '13900139000',
      purePhoneNumber: '13900139000',
      countryCode: '86',
      watermark: { timestamp: 1769670034, appid: 'wx1' },
    })
  })

  it.each([
    ['codes', { person: 'nobody' }],
    ['codes', { error: 'no such' }],
    ['codes', { expiresInSeconds: 1e300 }],
    ['encrypt', { person: 'nobody' }],
    ['encrypt', { phone: true }],
  ])('refuses %s %j', async (what, body) => {
    expect(await ask('POST', `wechat/${what}`, body)).toMatchObject({ status: 400 })
  })
})

describe('text messages', () => {
  it('are sent and read', async () => {
    const message = { mobile: '13800138000', code: '123456' }
    expect((await ask('POST', 'sms', message)).body).toEqual({
      messages: [
        { ...message, sentAt: '2026-01-29T07:00:34.000Z', expiresAt: '2026-01-29T07:05:34.000Z' },
      ],
    })
    const { messages } = (await ask('POST', 'sms', { mobile: '13800138001' })).body as {
      messages: { code: string }[]
    }
    expect(messages.map(({ code }) => code)[1]).toMatch(/^\d{4}$/)
    expect(((await ask('GET', 'sms')).body as { messages: unknown[] }).messages).toHaveLength(2)
    expect(await ask('POST', 'sms', {})).toMatchObject({ status: 400 })
  })
})

describe('tokens', () => {
  it('that are kept are known by their record', async () => {
    await ask('PATCH', 'world', {
      tokens: [
        {
          token: 'alive',
          api: 'toy',
          kind: 'access',
          subject: 'ann',
          expiresAt: '2026-01-29T08:00:00Z',
        },
        { token: 'over', expiresAt: '2026-01-29T07:00:00Z' },
        { token: 'dead', kind: 'revoked' },
      ],
    })
    const introspect = async (token: string) =>
      (await ask('POST', 'tokens/introspect', { token })).body
    expect(await introspect('alive')).toEqual({
      active: true,
      api: 'toy',
      kind: 'access',
      subject: 'ann',
      expiresAt: '2026-01-29T08:00:00Z',
    })
    expect(await introspect('Bearer alive')).toMatchObject({ active: true })
    expect(await introspect('over')).toMatchObject({ active: false })
    expect(await introspect('dead')).toEqual({ active: false, kind: 'revoked' })
    expect(await introspect('stranger')).toEqual({ active: false })
    expect(await ask('POST', 'tokens/introspect', {})).toMatchObject({ status: 400 })
  })

  it('that are signed are verified by the published keys', async () => {
    const { keys } = (await ask('GET', 'jwks.json')).body as { keys: { kty: string }[] }
    expect(keys.map(({ kty }) => kty)).toEqual(['RSA'])
  })
})
