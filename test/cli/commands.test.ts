import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../src/index.ts'
import { run } from '../support/command.ts'

let mock: MockServer
const login = (headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${mock.url}/api/Account/SignupByThirdPart`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: '{"Name":"小明"}',
  })
const cli = (...args: readonly string[]) => run([...args, '--url', mock.url])

beforeAll(async () => {
  mock = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'commands' })
  await login({ Prefer: 'example=mobile-taken' })
  await login({ Prefer: 'code=404' })
})
afterAll(() => mock.close())

describe('requests', () => {
  it('shows headers and bodies, once and as text', async () => {
    const { stdout } = await cli('requests', '--body', '--case', 'mobile-taken')
    expect(stdout).toContain('third-part-signup/mobile-taken')
    expect(stdout).toMatch(/^ {4}> POST \/api\/Account\/SignupByThirdPart$/m)
    expect(stdout).toMatch(/^ {4}> content-type: application\/json$/im)
    expect(stdout).toMatch(/^ {4}> \{"Name":"小明"\}$/m)
    expect(stdout).toMatch(/^ {4}< 200$/m)
    expect(stdout).toContain('该手机号码已被注册')
    expect(stdout.split('SignupByThirdPart')).toHaveLength(3)
    const json = await cli('requests', '--output', 'json', '--status', '200')
    expect(json.stdout.trim().split('\n')).toHaveLength(1)
    expect(json.stdout).not.toContain('AsBase64')
    expect(json.stdout.split('该手机号码已被注册')).toHaveLength(2)
  })

  it('shows only those asked for', async () => {
    const lines = async (...args: readonly string[]) =>
      (await cli('requests', ...args)).stdout.split('\n').filter((line) => /^\d\d:/.test(line))
    expect(await lines('--status', '404')).toHaveLength(1)
    expect(await lines('--api', 'third-part-signup')).toHaveLength(2)
    expect(await lines('--api', 'small-app-login')).toHaveLength(0)
  })
})

describe('cases', () => {
  it('says how each comes about live', async () => {
    const { stdout } = await cli('cases', 'third-part-signup')
    expect(stdout.split('\n')[0]).toMatch(/message +live$/)
    expect(stdout).toMatch(/mobile-taken .*the world has an account with that mobile/)
  })
})

describe('clock set', () => {
  it.each([
    [['2026-01-29', '15:00', '+08:00'], '2026-01-29T07:00:00.000Z'],
    [['2026-01-29 15:00 Asia/Shanghai'], '2026-01-29T07:00:00.000Z'],
  ])('takes %j', async (words, instant) => {
    expect((await cli('clock', 'set', ...words)).stdout).toContain(`${instant} (frozen)`)
  })

  it('takes now, and says what else', async () => {
    const { stdout } = await cli('clock', 'set', 'now')
    expect(Math.abs(Date.parse(stdout.split(' ')[0] ?? '') - Date.now())).toBeLessThan(60_000)
    expect((await cli('clock', 'set', '2026-01-29 15:00')).stderr).toBe(
      'error: "2026-01-29 15:00" is no instant: write now, a shift such as +2h or -30m, an instant such as 2026-01-29T07:00:34Z, or a local date with its zone such as 2026-01-29 15:00 Asia/Shanghai.\n',
    )
  })

  it('takes the same words over HTTP', async () => {
    const put = async (path: string, method: string, body: object) =>
      (
        await fetch(`${mock.adminUrl}/${path}`, { method, body: JSON.stringify(body) })
      ).json() as Promise<{ readonly now: string; readonly detail?: string }>
    await put('clock', 'PUT', { now: '2026-01-29 15:00 +08:00', frozen: true })
    expect((await put('clock/advance', 'POST', { by: '2h30m' })).now).toBe(
      '2026-01-29T09:30:00.000Z',
    )
    expect((await put('clock/advance', 'POST', { by: '-30m' })).now).toBe(
      '2026-01-29T09:00:00.000Z',
    )
    expect(
      Math.abs(
        Date.parse((await put('clock', 'PUT', { now: '+2h' })).now) - Date.now() - 7_200_000,
      ),
    ).toBeLessThan(60_000)
    expect((await put('clock/advance', 'POST', { by: 'soon' })).detail).toBe(
      'by "soon" cannot be: use a duration such as 90s, 2h30m or -5m.',
    )
    expect((await put('clock/advance', 'POST', {})).detail).toContain('Say how far')
  })
})

describe('snapshots and text messages', () => {
  it('are kept, compared and put back', async () => {
    await cli('snapshot', 'save', 'a')
    await mock.world.patch({ people: [{ id: 'li-na', nickname: '娜' }] })
    await cli('snapshot', 'save', 'b')
    expect((await cli('snapshot', 'list')).stdout).toBe('a\nb\n')
    expect((await cli('snapshot', 'diff', 'a', 'b')).stdout).toContain('"李娜" → "娜"')
    await cli('snapshot', 'restore', 'a')
    await cli('snapshot', 'delete', 'b')
    expect((await mock.world.get()).people?.[0]?.nickname).toBe('李娜')
    expect((await cli('snapshot', 'restore', 'b')).code).toBe(1)
  })

  it('are sent and read', async () => {
    expect((await cli('sms', 'send', '13800138000', '1234')).stdout).toMatch(
      /^13800138000 {2}1234 {2}until /,
    )
    expect((await cli('sms', 'list', '13800138000')).stdout).toContain('1234')
    expect((await cli('sms', 'list', '139')).stderr).toContain('139 has got no message')
  })
})

describe('use', () => {
  it('alone prints what is in use', async () => {
    expect((await cli('use')).stdout).toBe('no case in use\n')
    expect((await cli('use', '5104', '5420')).stdout).toBe('5104, in turn\n5420, in turn\n')
    await cli('use', 'none')
  })
})

describe('exec --fail-under', () => {
  it('fails a run that exercised too little', async () => {
    const args = (percent: string) => ['exec', '--fail-under', percent, '--', 'true']
    expect(await run(args('0'))).toMatchObject({ code: 0 })
    const { code, stderr } = await run(args('50'))
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^error: 0 of \d+ cases \(0\.0 %\) were exercised, and --fail-under asks for 50 %\.\n$/,
    )
  })
})

describe('pages', () => {
  it('read the mock’s own headers, and may come from the internet', async () => {
    const origin = 'https://app.example.com'
    const answer = await login({ Origin: origin })
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'X-Mock-Notes, Link, Preference-Applied',
    )
    const preflight = await fetch(`${mock.url}/api/Account/SignupByThirdPart`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Private-Network': 'true',
      },
    })
    expect(preflight.headers.get('access-control-allow-private-network')).toBe('true')
  })

  it('of an admin origin use the admin API with its token, others do not', async () => {
    const origin = 'https://app.example.com'
    await using own = await createMockServer({ adminOrigins: [origin] })
    const ask = (headers: Readonly<Record<string, string>>, method = 'GET') =>
      fetch(`${own.adminUrl}/clock`, { method, headers })
    const token = { Authorization: `Bearer ${own.adminToken}` }
    expect((await ask({ Origin: origin })).status).toBe(401)
    const answer = await ask({ Origin: origin, ...token })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      200,
      origin,
    ])
    expect((await ask({ Origin: 'https://evil.example', ...token })).status).toBe(403)
    const asked = {
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'authorization',
    }
    const allowed = await ask({ Origin: origin, ...asked }, 'OPTIONS')
    expect([allowed.status, allowed.headers.get('access-control-allow-headers')]).toEqual([
      204,
      'authorization',
    ])
    expect((await ask({ Origin: 'https://evil.example', ...asked }, 'OPTIONS')).status).toBe(403)
    await expect(createMockServer({ adminOrigins: ['app.example.com'] })).rejects.toThrow(
      'adminOrigins cannot have "app.example.com": use scheme, host and port',
    )
  })
})
