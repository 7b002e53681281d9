import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { createMockServer, type MockServer } from '../../../src/index.ts'

let server: MockServer
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
})
afterAll(() => server.close())

/** A tenant for each test, so that none has to clean up. */
let tenants = 0
let key = ''
beforeEach(() => {
  key = `t${++tenants}`
})

const admin = async <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  of = key,
): Promise<T> => {
  const answer = await fetch(`${server.url}/t/${of}/__admin/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  // WireMock answers `reset` without a body.
  return JSON.parse((await answer.text()) || '{}') as T
}
const advance = (ms: number) => admin('POST', 'clock/advance', { ms })
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const ask = async (
  api: string,
  changes: Readonly<Record<string, unknown>> = {},
  name = api,
  at = server,
) => {
  const operation = apis
    .find((one) => one.name === api)
    ?.operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`There is no ${name}.`)
  const { method, target, headers, body } = operation.example(changes)
  const answer = await fetch(`${at.url}/t/${key}${target}`, {
    method,
    headers: { ...headers, Accept: 'application/json' },
    ...(body === '' ? {} : { body }),
  })
  return { date: answer.headers.get('date'), body: JSON.parse(await answer.text()) as never }
}

describe('the clock of a tenant', () => {
  it('is set, moved, stopped and let go', async () => {
    expect(await admin('GET', 'clock')).toMatchObject({
      now: '2026-01-29T07:00:34.000Z',
      frozen: true,
    })
    expect(await advance(1500)).toMatchObject({ now: '2026-01-29T07:00:35.500Z', frozen: true })
    expect(await advance(-500)).toMatchObject({ now: '2026-01-29T07:00:35.000Z' })
    expect(await admin('PUT', 'clock', { now: '2030-05-01T08:00:00+08:00' })).toMatchObject({
      now: '2030-05-01T00:00:00.000Z',
      frozen: true,
    })
    const resumed = await admin<{ now: string; frozen: boolean }>('POST', 'clock/resume')
    expect(resumed.frozen).toBe(false)
    expect(resumed.now).toMatch(/^2030-05-01T00:00:0/)
    // It runs on by itself.
    const later = async () => (await admin<{ now: string }>('GET', 'clock')).now
    while ((await later()) === resumed.now);
    const { now: stopped } = await admin<{ now: string }>('POST', 'clock/freeze')
    expect(await admin('GET', 'clock')).toMatchObject({ now: stopped, frozen: true })
    expect(await admin('PUT', 'clock', { offsetMs: -DAY, frozen: false })).toMatchObject({
      frozen: false,
      offsetMs: -DAY,
    })
  })

  it('is nobody else’s, and back at a reset', async () => {
    await advance(DAY)
    expect(await admin('GET', 'clock', undefined, 'default')).toMatchObject({
      now: '2026-01-29T07:00:34.000Z',
    })
    await admin('POST', 'reset')
    expect(await admin('GET', 'clock')).toMatchObject({ now: '2026-01-29T07:00:34.000Z' })
  })

  it('runs apart from the real one where it was shifted at the start', async () => {
    const shifted = await createMockServer({ clock: '+10d' })
    const answer = await fetch(`${shifted.adminUrl}/clock`)
    expect(await answer.json()).toMatchObject({ frozen: false, offsetMs: 10 * DAY })
    await shifted.close()
  })
})

describe('everything follows the clock', () => {
  const named = apis.map(({ name, operations }) => [name, operations[0]?.name] as const)

  it.each(named)('the Date header of %s', async (api, operation) => {
    expect((await ask(api, {}, operation)).date).toBe('Thu, 29 Jan 2026 07:00:34 GMT')
    await advance(DAY + 999)
    expect((await ask(api, {}, operation)).date).toBe('Fri, 30 Jan 2026 07:00:34 GMT')
  })

  it('the Date header of what no API answers, and of the mock’s own refusals', async () => {
    await advance(DAY)
    for (const [path, headers] of [
      ['/nowhere', {}],
      ['/api/Customer/AppAuthorization', { Prefer: 'example=nonesuch' }],
    ] as const) {
      const answer = await fetch(`${server.url}/t/${key}${path}`, { method: 'POST', headers })
      expect(answer.headers.get('date')).toBe('Fri, 30 Jan 2026 07:00:34 GMT')
    }
  })

  it('the IoT platform’s tokens: alive for two hours, then 5032', async () => {
    const { body } = await ask('offiaccount-auth-login')
    const { accessToken, refreshToken } = (
      body as { data: Record<string, { token: string; expirationTime: number }> }
    ).data
    const now = Date.parse('2026-01-29T07:00:34Z') / 1000
    expect(accessToken?.expirationTime).toBe(now + 7200)
    const info = async () =>
      (
        (await ask('offiaccount-auth-login', { authorization: accessToken?.token }, 'user-info'))
          .body as { code: number }
      ).code
    expect(await info()).toBe(200)
    await advance(2 * HOUR - 1)
    expect(await info()).toBe(200)
    expect(await admin('POST', 'tokens/introspect', { token: accessToken?.token })).toMatchObject({
      active: true,
      expiresAt: '2026-01-29T09:00:34.000Z',
    })
    await advance(1)
    expect(await info()).toBe(5032)
    expect(await admin('POST', 'tokens/introspect', { token: accessToken?.token })).toMatchObject({
      active: false,
    })
    // The refresh token outlives it by far, and gives another.
    const refreshed = await ask(
      'offiaccount-auth-login',
      { refreshToken: refreshToken?.token },
      'refresh-token',
    )
    expect((refreshed.body as { code: number }).code).toBe(200)
    // Back in time it is good again.
    await advance(-1)
    expect(await info()).toBe(200)
  })

  it('WeChat’s codes: good for five minutes, or as long as they were given', async () => {
    const { code, expiresAt } = await admin<{ code: string; expiresAt: string }>(
      'POST',
      'wechat/codes',
      { person: 'li-na' },
    )
    expect(expiresAt).toBe('2026-01-29T07:05:34.000Z')
    const message = async () =>
      ((await ask('small-app-login', { code })).body as { ErrorMessage: string | null })
        .ErrorMessage
    expect(await message()).toBeNull()
    await advance(5 * MINUTE - 1)
    expect(await message()).toBeNull()
    await advance(1)
    expect(await message()).toMatch(/^微信登录失败:invalid code, rid: /)
  })

  it('verification codes: good for five minutes', async () => {
    await admin('POST', 'sms', { mobile: '13800138000', code: '123456' })
    const message = async (ThirdPartID: string) =>
      ((await ask('third-part-signup', { ThirdPartID })).body as { Message: string | null }).Message
    await advance(5 * MINUTE)
    expect(await message('late')).toBe('验证码已过期')
    await advance(-1)
    expect(await message('in-time')).toBeNull()
    expect(await admin('GET', 'sms')).toMatchObject({
      messages: [{ sentAt: '2026-01-29T07:00:34.000Z', expiresAt: '2026-01-29T07:05:34.000Z' }],
    })
  })

  it('the journal’s times, and what it lists since an instant', async () => {
    await ask('app-authorization')
    await advance(HOUR)
    await ask('app-authorization')
    const { requests } = await admin<{
      requests: { request: { loggedDate: number; loggedDateString: string } }[]
    }>('GET', 'requests')
    expect(requests.map(({ request }) => request.loggedDateString)).toEqual([
      '2026-01-29T08:00:34.000Z',
      '2026-01-29T07:00:34.000Z',
    ])
    expect(requests.map(({ request }) => request.loggedDate)).toEqual([
      1769673634000, 1769670034000,
    ])
    const since = await admin<{ requests: unknown[] }>('GET', 'requests?since=2026-01-29T07:30:00Z')
    expect(since.requests).toHaveLength(1)
  })

  it('when 000’s token was issued and ends, in Chinese time', async () => {
    const times = async () => {
      const { data } = (await ask('app-authorization')).body as {
        data: { issued: string; expires: string; expiresIn: number }
      }
      return [data.issued, data.expires, data.expiresIn]
    }
    expect(await times()).toEqual(['2026-01-29 15:00:34', '2026-02-12 15:00:33', 1209599])
    await advance(DAY)
    expect(await times()).toEqual(['2026-01-30 15:00:34', '2026-02-13 15:00:33', 1209599])
  })

  it('when 004’s token was issued and ends', async () => {
    await advance(DAY)
    const { Data } = (await ask('third-part-signup')).body as { Data: Record<string, unknown> }
    expect([Data['.issued'], Data['.expires']]).toEqual([
      'Fri, 30 Jan 2026 07:00:34 GMT',
      'Fri, 13 Feb 2026 07:00:33 GMT',
    ])
  })

  it('when 003’s user was added and changed, in Chinese time', async () => {
    const user = async () => {
      const { data } = (await ask('app-mini-user-auth', { authcode: 'somebody' })).body as {
        data: Record<string, string>
      }
      return [data['add_time'], data['add_time_text'], data['upd_time_text']]
    }
    const added = ['1769670034', '2026-01-29 15:00:34']
    await user()
    await advance(HOUR)
    // upd_time is that of the login before.
    expect((await user()).slice(0, 2)).toEqual(added)
    await advance(HOUR)
    expect(await user()).toEqual([...added, '2026-01-29 16:00:34'])
  })

  it('an instant of the world that is none is refused', async () => {
    expect(
      await admin('PATCH', 'world', { codes: [{ code: 'a', expiresAt: 'soon' }] }),
    ).toMatchObject({
      status: 400,
      detail: 'codes[0].expiresAt: must be an instant such as 2026-01-29T07:00:34Z',
    })
  })

  it('ids and tokens do not: the same login gives the same person at any time', async () => {
    const id = async () =>
      ((await ask('app-authorization')).body as { data: { customerId: string } }).data.customerId
    const before = await id()
    await advance(400 * DAY)
    expect(await id()).toBe(before)
  })
})
