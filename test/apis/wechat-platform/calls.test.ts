import { afterAll, describe, expect, it } from 'vitest'
import { app, openPlatform, SECOND } from './platform.ts'

const lenient = await openPlatform()
const strict = await openPlatform({ strict: true })
afterAll(async () => {
  await lenient.server.close()
  await strict.server.close()
})

const { get, post, admin, notes } = lenient
const json = async (target: string) =>
  JSON.parse((await get(target)).body) as Readonly<Record<string, string>>
const session = (code: string, more = app) => `/sns/jscode2session?${more}&js_code=${code}`
const failure = (errcode: number, text: string) =>
  new RegExp(
    `^\\{"errcode":${errcode},"errmsg":"${text.replace('<rid>', `${SECOND}-[0-9a-f]{8}-[0-9a-f]{8}`)}"\\}$`,
  )

describe('jscode2session', () => {
  it('answers in these bytes, with these headers', async () => {
    const { status, body, rawHeaders } = await get(session('mock:person:li-na'))
    expect(status).toBe(200)
    expect(body).toMatch(
      /^\{"session_key":"[A-Za-z0-9+/]{22}==","openid":"oQ7Zb5LiNa0kPq3rStUvWxYz1234","unionid":"o6Tfk1LiNaUnionAbCdEfGhIj010"\}$/,
    )
    expect(rawHeaders).toEqual([
      'Connection',
      'keep-alive',
      'Content-Type',
      'text/plain',
      'Date',
      'Thu, 29 Jan 2026 07:00:34 GMT',
      'Content-Length',
      String(body.length),
    ])
  })

  it('has no unionid for somebody without one', async () => {
    expect(Object.keys(await json(session('mock:new')))).toEqual(['session_key', 'openid'])
  })

  it('takes parameters in any order, and ignores others', async () => {
    const { body } = await get(`/sns/jscode2session?x=1&js_code=mock:person:li-na&${app}`)
    expect(body).toBe((await get(session('mock:person:li-na'))).body)
  })

  it.each([
    ['/sns/jscode2session', 41002, 'appid missing, rid: <rid>', 'required-missing'],
    ['/sns/jscode2session?appid=wx1', 41004, 'appsecret missing, rid: <rid>', 'required-missing'],
    [`/sns/jscode2session?${app}`, 41008, 'missing code, rid: <rid>', 'required-missing'],
    [session('c', `${app}0`), 40125, 'invalid appsecret, rid: <rid>', 'appsecret-wrong'],
  ])('%s: %i', async (target, errcode, text, kind) => {
    const { status, body } = await get(target)
    expect(status).toBe(200)
    expect(body).toMatch(failure(errcode, text))
    expect(await notes()).toContain(kind)
  })

  it('says what the name of a missing parameter was meant to be', async () => {
    await get(`/sns/jscode2session?${app}&code=c`)
    expect(await notes()).toEqual(['unknown-field', 'required-missing'])
  })

  it.each([
    ['40029', 'invalid code, rid: <rid>'],
    ['40163', 'code been used, rid: <rid>'],
    ['40226', 'code blocked, rid: <rid>'],
    ['45011', 'api minute-quota reach limit, must slower, retry next minute, rid: <rid>'],
    ['-1', 'system error'],
    ['40243', 'appsecret is frozen, rid: <rid>'],
  ])('answers %s where the world says so', async (error, text) => {
    const { code } = await admin<{ code: string }>('POST', 'wechat/codes', { error })
    expect((await get(session(code))).body).toMatch(failure(Number(error), text))
  })

  it('answers any errcode in words of its own', async () => {
    const order = { error: 40999, errmsg: 'of tomorrow, rid: <rid>' }
    const { code } = await admin<{ code: string }>('POST', 'wechat/codes', order)
    expect((await get(session(code))).body).toMatch(failure(40999, order.errmsg))
  })

  it.each([
    ['unreachable', 502, ''],
    ['empty', 200, ''],
    ['unreadable', 200, '<html><body>502 Bad Gateway</body></html>'],
    ['incomplete', 200, '{}'],
  ])('says nothing of use when the code is %s', async (error, status, body) => {
    const { code } = await admin<{ code: string }>('POST', 'wechat/codes', { error })
    expect(await get(session(code))).toMatchObject({ status, body })
  })

  it('knows, when strict, only apps of the world and codes of its own, once', async () => {
    expect((await strict.get(session('c', 'appid=wx1&secret=s'))).body).toMatch(
      failure(40013, 'invalid appid, rid: <rid>'),
    )
    const { code } = await strict.admin<{ code: string }>('POST', 'wechat/codes', {
      person: 'li-na',
    })
    expect((await strict.get(session(code))).body).toContain(
      '"openid":"oQ7Zb5LiNa0kPq3rStUvWxYz1234"',
    )
    expect((await strict.get(session(code))).body).toMatch(
      failure(40163, 'code been used, rid: <rid>'),
    )
  })
})

describe('the tokens of a web page', () => {
  const access = (code: string) => `/sns/oauth2/access_token?${app}&code=${code}`

  it('are given for a code, refreshed, and tell a profile', async () => {
    const given = await json(access('mock:person:li-na'))
    expect(Object.keys(given)).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'openid',
      'scope',
      'unionid',
    ])
    expect(given['access_token']).toMatch(/^\d\d_[A-Za-z0-9_-]{107}$/)
    const { openid = '', access_token: token = '', refresh_token: refresh = '' } = given
    expect((await get(`/sns/userinfo?access_token=${token}&openid=${openid}&lang=en`)).body).toBe(
      `{"openid":"${openid}","nickname":"李娜","sex":0,"language":"en","city":"","province":"","country":"","headimgurl":"https://thirdwx.qlogo.cn/mmopen/vi_32/li-na/132","privilege":[],"unionid":"o6Tfk1LiNaUnionAbCdEfGhIj010"}`,
    )
    expect((await get(`/sns/auth?access_token=${token}&openid=${openid}`)).body).toBe(
      '{"errcode":0,"errmsg":"ok"}',
    )
    const refreshed = `/sns/oauth2/refresh_token?appid=wx0123456789abcdef&grant_type=refresh_token&refresh_token=${refresh}`
    expect((await get(refreshed)).body).toBe(
      `{"openid":"${openid}","access_token":"${token}","expires_in":7200,"refresh_token":"${refresh}","scope":"snsapi_userinfo"}`,
    )
    expect(await admin('POST', 'tokens/introspect', { token })).toMatchObject({
      active: true,
      api: 'wechat-platform',
      kind: 'access',
      subject: openid,
      expiresAt: '2026-01-29T09:00:34.000Z',
    })
  })

  it('tell of the same person who logs in elsewhere with the code', async () => {
    const { openid = '', access_token: token = '' } = await json(access('somebody'))
    const login = await post('/api/WxSmallApp/LoginWithPhone', { code: 'somebody' })
    expect(login.status).toBe(200)
    const { people } = await admin<{ people: readonly { id: string; openId: string }[] }>(
      'GET',
      'world',
    )
    expect(people.filter((person) => person.openId === openid)).toHaveLength(1)
    const profile = `/sns/userinfo?access_token=${token}&openid=${openid}`
    expect((await json(profile))['nickname']).toBe((await json(profile))['nickname'])
  })

  it('end, are of one person, and show only what was agreed to', async () => {
    const own = await openPlatform()
    const ask = async (target: string) =>
      JSON.parse((await own.get(target)).body) as Readonly<Record<string, string>>
    try {
      await own.admin('PATCH', 'world', {
        codes: [{ code: 'b', person: 'li-na', scope: 'snsapi_base' }],
      })
      const base = await ask(access('b'))
      expect(Object.keys(base)).not.toContain('unionid')
      const { access_token: token = '', openid = '', refresh_token: refresh = '' } = base
      const info = `/sns/userinfo?access_token=${token}&openid=${openid}`
      expect((await own.get(info)).body).toMatch(failure(48001, 'api unauthorized, rid: <rid>'))
      expect((await own.get(`${info}0`)).body).toMatch(failure(40003, 'invalid openid rid: <rid>'))
      expect((await own.get(`/sns/userinfo?access_token=x&openid=${openid}`)).body).toMatch(
        failure(40001, 'invalid credential, access_token is invalid or not latest, rid: <rid>'),
      )
      await own.admin('POST', 'clock/advance', { ms: 7_200_000 })
      expect((await own.get(info)).body).toContain(
        '{"errcode":42001,"errmsg":"access_token expired, rid: 697b21b2-',
      )
      const again = `/sns/oauth2/refresh_token?appid=wx0123456789abcdef&refresh_token=${refresh}`
      expect((await ask(again))['access_token']).not.toBe(token)
      await own.admin('POST', 'clock/advance', { ms: 30 * 86_400_000 })
      expect((await own.get(again)).body).toContain(
        '{"errcode":40030,"errmsg":"invalid refresh_token, rid: ',
      )
    } finally {
      await own.server.close()
    }
  })

  it('say that somebody stayed anonymous', async () => {
    await admin('PATCH', 'world', { codes: [{ code: 's', snapshot: true }] })
    const given = await json(access('s'))
    expect(given).toMatchObject({ is_snapshotuser: 1 })
    const { access_token: token = '', openid = '' } = given
    expect(await json(`/sns/userinfo?access_token=${token}&openid=${openid}`)).toMatchObject({
      nickname: '微信用户',
    })
  })
})

describe('the tokens of an app', () => {
  const token = `/cgi-bin/token?grant_type=client_credential&${app}`
  const stable = (more: object = {}) => ({
    grant_type: 'client_credential',
    appid: 'wx0123456789abcdef',
    secret: '8c5b1f0e9d7a4c63b2e1f0a9d8c7b6a5',
    ...more,
  })

  it('are another with each call, the one before good for five minutes', async () => {
    const own = await openPlatform()
    const ask = async (target: string) =>
      JSON.parse((await own.get(target)).body) as Readonly<Record<string, string>>
    try {
      const answer = await own.get(token)
      expect(answer.headers['content-type']).toBe('application/json; encoding=utf-8')
      expect(answer.body).toMatch(/^\{"access_token":"\d\d_[\w-]{107}","expires_in":7200\}$/)
      const { access_token: first = '' } = JSON.parse(answer.body) as Record<string, string>
      const { access_token: second = '' } = await ask(token)
      expect(second).not.toBe(first)
      const ticket = (value: string) => `/cgi-bin/ticket/getticket?access_token=${value}&type=jsapi`
      expect((await own.get(ticket(first))).body).toMatch(
        /^\{"errcode":0,"errmsg":"ok","ticket":"[\w-]{86}","expires_in":7200\}$/,
      )
      await own.admin('POST', 'clock/advance', { ms: 300_000 })
      expect(await ask(ticket(first))).toMatchObject({ errcode: 40001 })
      expect(await ask(ticket(second))).toMatchObject({ errcode: 0, expires_in: 6_900 })
    } finally {
      await own.server.close()
    }
  })

  it('stay the same with stable_token until five minutes before the end', async () => {
    const own = await openPlatform()
    const ask = async (more: object = {}) =>
      JSON.parse((await own.post('/cgi-bin/stable_token', stable(more))).body) as Readonly<
        Record<string, string>
      >
    try {
      const first = await ask()
      await own.admin('POST', 'clock/advance', { ms: 6_899_000 })
      expect(await ask()).toEqual({ ...first, expires_in: 301 })
      await own.admin('POST', 'clock/advance', { ms: 1_000 })
      const second = await ask()
      expect(second['access_token']).not.toBe(first['access_token'])
      const forced = await ask({ force_refresh: true })
      expect(forced['access_token']).not.toBe(second['access_token'])
      expect(await ask({ force_refresh: true })).toMatchObject({ errcode: 45011 })
      for (let count = 1; count < 20; count++) {
        await own.admin('POST', 'clock/advance', { ms: 30_000 })
        expect(await ask({ force_refresh: true })).toHaveProperty('access_token')
      }
      await own.admin('POST', 'clock/advance', { ms: 30_000 })
      expect(await ask({ force_refresh: true })).toMatchObject({ errcode: 45009 })
    } finally {
      await own.server.close()
    }
  })

  it.each([
    [{ grant_type: 'x' }, {}, 40002, 'invalid grant_type'],
    [{}, { frozenSecret: true }, 40243, 'appsecret is frozen, rid: <rid>'],
    [
      {},
      { ipWhitelist: ['203.0.113.7'] },
      40164,
      'invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist rid: <rid>',
    ],
  ])('%j of %j: %i', async (more, fields, errcode, text) => {
    const own = await openPlatform()
    try {
      await own.admin('PATCH', 'world', { apps: [{ appId: 'wx0123456789abcdef', ...fields }] })
      const { body } = await own.post('/cgi-bin/stable_token', stable(more))
      expect(body).toMatch(failure(errcode, text))
      expect(await own.notes()).toHaveLength(1)
    } finally {
      await own.server.close()
    }
  })

  it('tell a phone number', async () => {
    const { access_token: value = '' } = await json(token)
    const target = `/wxa/business/getuserphonenumber?access_token=${value}`
    expect((await post(target, { code: 'mock:person:li-na' })).body).toBe(
      '{"errcode":0,"errmsg":"ok","phone_info":{"phoneNumber":"13800138001","purePhoneNumber":"13800138001","countryCode":"86","watermark":{"timestamp":1769670034,"appid":"wx0123456789abcdef"}}}',
    )
    expect((await post(target, '')).body).toMatch(failure(44002, 'empty post data, rid: <rid>'))
    expect((await post(target, '[')).body).toMatch(failure(47001, 'data format error, rid: <rid>'))
    expect((await get(target)).body).toMatch(failure(43002, 'require POST method, rid: <rid>'))
  })
})

describe('paths', () => {
  it.each(['/sns/nosuch', '/cgi-bin/menu/create', '/wxa/nosuch'])(
    '%s: 404 without a body',
    async (target) => {
      expect(await get(target)).toMatchObject({ status: 404, body: '' })
      expect((await notes())[0]).toMatch(/^route-/)
    },
  )

  it.each(['/sn', '/snsx', '/cgi-bin', '/connect/other', '/wx'])('%s is IIS’s', async (target) => {
    const { status, headers } = await get(target)
    expect([status, headers['server']]).toEqual([404, 'Microsoft-IIS/10.0'])
  })

  it('are given up to a stub', async () => {
    await admin('POST', 'mappings', {
      request: {
        method: 'GET',
        urlPath: '/sns/auth',
        queryParameters: { openid: { equalTo: 'stubbed' } },
      },
      response: { status: 418, body: 'mine' },
    })
    expect(await get('/sns/auth?openid=stubbed')).toMatchObject({ status: 418, body: 'mine' })
  })
})
