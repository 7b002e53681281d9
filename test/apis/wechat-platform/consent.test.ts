import { createHash } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { app, openPlatform } from './platform.ts'

const mock = await openPlatform()
afterAll(() => mock.server.close())
const { get, admin, notes, post } = mock

const back = 'https://shop.example/cb?from=wechat#/home'
const authorize = (more: Readonly<Record<string, string>> = {}, path = 'oauth2/authorize') =>
  `/connect/${path}?${new URLSearchParams({
    appid: 'wx0123456789abcdef',
    redirect_uri: back,
    response_type: 'code',
    scope: 'snsapi_userinfo',
    state: 'S1',
    ...more,
  }).toString()}`
const locationOf = async (more: Readonly<Record<string, string>>, path?: string) => {
  const { status, headers } = await get(authorize(more, path))
  return `${status} ${String(headers['location'])}`
}
const codeIn = (location: string): string => /[?&]code=(\w+)/.exec(location)?.[1] ?? ''
const openIdOf = async (code: string) => {
  const { body } = await get(`/sns/oauth2/access_token?${app}&code=${code}`)
  return JSON.parse(body) as Readonly<Record<string, unknown>>
}

describe('a choice', () => {
  it('comes back with code and state behind the query, before the fragment', async () => {
    const location = await locationOf({ mock_person: 'wang-wei' })
    expect(location).toMatch(
      /^302 https:\/\/shop\.example\/cb\?from=wechat&code=0\w{31}&state=S1#\/home$/,
    )
    expect(await openIdOf(codeIn(location))).toMatchObject({
      openid: 'oQ7Zb5WangWei8mNb4vCxZaSdF01',
      scope: 'snsapi_userinfo',
    })
  })

  it('is nobody’s but the holder’s with snsapi_base', async () => {
    const base = { scope: 'snsapi_base' }
    expect(await openIdOf(codeIn(await locationOf(base)))).toMatchObject({
      openid: 'oQ7Zb5LiNa0kPq3rStUvWxYz1234',
      scope: 'snsapi_base',
    })
    expect(await admin('PUT', 'wechat/current', { person: 'zhang-min' })).toEqual({
      person: 'zhang-min',
    })
    expect(await openIdOf(codeIn(await locationOf(base)))).toMatchObject({
      openid: 'oQ7Zb5ZhangMinJ7hGfDsApOiU02',
    })
    expect(await admin('PUT', 'wechat/current', {})).toEqual({ person: 'li-na' })
    await expect(admin('PUT', 'wechat/current', { person: 'li-nа' })).rejects.toThrow(
      'the world has no person',
    )
  })

  it('of somebody new has no account anywhere', async () => {
    const code = codeIn(await locationOf({ mock_person: 'new' }))
    const { openid } = await openIdOf(code)
    expect(openid).toMatch(/^o[\w-]{27}$/)
  })

  it('of a snapshot user says so', async () => {
    const code = codeIn(await locationOf({ mock_person: 'snapshot' }))
    expect(await openIdOf(code)).toMatchObject({ is_snapshotuser: 1 })
  })

  it.each([
    ['code-expired', 40029],
    ['code-used', 40163],
    ['code-blocked', 40226],
    ['rate-limited', 45011],
    ['system-error', -1],
  ])('of %s gives a code that fails with %i', async (name, errcode) => {
    const code = codeIn(await locationOf({ mock_person: name }))
    expect(await openIdOf(code)).toMatchObject({ errcode })
  })

  it('of denying is a page that closes, or state alone', async () => {
    const denied = await get(authorize({ mock_person: 'deny' }))
    expect([denied.status, denied.headers['location']]).toEqual([200, undefined])
    expect(denied.body).toContain('你拒绝了授权')
    await admin('PATCH', 'world', { site: { denyRedirects: true } })
    expect(await locationOf({ mock_person: 'deny' })).toBe(
      '302 https://shop.example/cb?from=wechat&state=S1#/home',
    )
    await admin('PATCH', 'world', { site: { denyRedirects: null } })
  })

  it('of denying is state alone with --wechat-deny state, unless the world says otherwise', async () => {
    const own = await openPlatform({ wechatDeny: 'state' })
    try {
      const deny = async () =>
        (await own.get(authorize({ mock_person: 'deny' }))).headers['location']
      const back = 'https://shop.example/cb?from=wechat&state=S1#/home'
      expect(await deny()).toBe(back)
      await own.admin('PUT', 'world', {})
      expect(await deny()).toBe(back)
      await own.admin('PATCH', 'world', { site: { denyRedirects: false } })
      expect(await deny()).toBeUndefined()
    } finally {
      await own.server.close()
    }
    await expect(openPlatform({ wechatDeny: 'redirect' as 'state' })).rejects.toThrow(
      "The option wechatDeny must be page or state, not 'redirect'.",
    )
  })

  it('logs in at 002, signed', async () => {
    const code = codeIn(await locationOf({ mock_person: 'li-na' }))
    // The five parts of document 002's signature, in its own test vectors' way.
    const { offiaccountAuthLogin } =
      await import('../../../src/apis/offiaccount-auth-login/index.ts')
    const example = offiaccountAuthLogin.operations[0]?.example({ code })
    const { status, body } = await post(example?.target ?? '', '')
    expect([status, JSON.parse(body)]).toMatchObject([200, { code: 200 }])
  })
})

describe('the page', () => {
  it('shows the people as links, and is locked down', async () => {
    const { status, headers, body } = await get(authorize())
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    const style = /<style>(.*)<\/style>/s.exec(body)?.[1] ?? ''
    const digest = createHash('sha256').update(style).digest('base64')
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'self' 'sha256-${digest}'; form-action http: https:; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(body).not.toMatch(/<script|<img|\son\w+=/i)
    expect(body).toContain('李娜')
    expect(body).toContain('app-authorization, small-app-login, third-part-signup')
    expect((await get(authorize({ lang: 'en' }))).body).toContain('Log in as whom?')
  })

  it('is that of qrconnect, too', async () => {
    const { body } = await get(authorize({ scope: 'snsapi_login' }, 'qrconnect'))
    expect(body).toContain('/connect/qrconnect?')
    expect(await locationOf({ scope: 'snsapi_login', mock_person: 'li-na' }, 'qrconnect')).toMatch(
      /^302 /,
    )
  })

  it('prints hostile text as text', async () => {
    const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    await admin('PATCH', 'world', { people: [{ id: 'evil', nickname: evil }] })
    const { body } = await get(authorize({ appid: evil, forcePopup: evil, lang: evil }))
    expect(body).not.toMatch(/<script|<img/i)
    expect(body).toContain('&lt;script&gt;')
  })
})

describe('a request that is refused', () => {
  it.each([
    [{ appid: '' }, 10012],
    [{ redirect_uri: '' }, 10011],
    [{ scope: '' }, 10010],
    [{ scope: 'snsapi_login' }, 10005],
    [{ response_type: 'token' }, 10011],
    [{ state: 'a-b' }, 10011],
    [{ state: 'a'.repeat(129) }, 10011],
    [{ redirect_uri: '/relative' }, 10003],
    [{ redirect_uri: 'javascript:alert(1)' }, 10003],
    [{ redirect_uri: 'data:text/html,x' }, 10003],
    [{ redirect_uri: '//evil.example' }, 10003],
    [{ redirect_uri: 'https:evil.example' }, 10003],
    [{ mock_person: 'nobody' }, 10011],
  ])('%j: %i, with a note', async (more, number) => {
    const { status, headers, body } = await get(authorize(more))
    expect([status, headers['location']]).toEqual([200, undefined])
    expect(body).toContain(`<code>${number}</code>`)
    expect(await notes()).toHaveLength(1)
  })

  it('takes the hosts of the app only, where the world has some', async () => {
    const own = await openPlatform()
    try {
      for (const redirectDomain of ['shop.example', ['a.example', 'shop.example']]) {
        const apps = [{ appId: 'wx0123456789abcdef', redirectDomain }]
        await own.admin('PATCH', 'world', { apps })
        const ask = async (uri: string) =>
          (await own.get(authorize({ redirect_uri: uri, mock_person: 'li-na' }))).status
        expect(await ask('https://shop.example/x')).toBe(302)
        expect(await ask('https://www.shop.example/x')).toBe(200)
        expect(await ask('https://shop.example.evil.example/')).toBe(200)
        expect(await ask('https://shop.example@evil.example/')).toBe(200)
      }
    } finally {
      await own.server.close()
    }
  })

  it('tells of a wrong order, and strict refuses it', async () => {
    const turned = `/connect/oauth2/authorize?redirect_uri=https%3A%2F%2Fshop.example%2F&appid=wx0123456789abcdef&response_type=code&scope=snsapi_base`
    expect((await get(turned)).status).toBe(302)
    expect(await notes()).toEqual(['consent-order'])
    const strict = await openPlatform({ strict: true })
    try {
      expect((await strict.get(turned)).body).toContain('<code>10011</code>')
    } finally {
      await strict.server.close()
    }
  })
})
