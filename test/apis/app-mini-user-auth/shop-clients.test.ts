import { describe, expect, test } from 'vitest'
import type { Answer } from '../../support/one-api.ts'
import { dataOf, openShop, type Shop } from './shop.ts'

/**
 * The shop's two public uni-app clients (2.2.x and 6.x), walked: each asks as its source does, shows a
 * toast for any `code` but 0, and keeps what it keeps.
 */
interface Client {
  readonly name: string
  readonly query: (action: string, token: string) => string
}

const uuid = '11111111-1111-4111-8111-111111111111'
const clients: readonly [oldest: Client, ...Client[]] = [
  {
    name: '2.2.x',
    query: (action, token) =>
      `s=${action}&application=app&application_client_type=weixin&token=${token}&ajax=ajax&uuid=${uuid}`,
  },
  {
    name: '6.x',
    query: (action, token) =>
      `s=${action}&system_type=default&application=app&application_client_type=weixin&application_client_brand=&token=${token}&uuid=${uuid}&lang=zh&theme=yellow&ajax=ajax`,
  },
]

type Fields = Readonly<Record<string, unknown>>
type User = Readonly<Record<string, unknown>>

/** uni.request sends JSON in a mini program, and a form where the page asks for one. */
const encodings = {
  json: ['application/json', (fields: Fields) => JSON.stringify(fields)],
  form: [
    'application/x-www-form-urlencoded',
    (fields: Fields) => new URLSearchParams(fields as Record<string, string>).toString(),
  ],
} as const

const walker = (shop: Shop, { query }: Client, encoding: keyof typeof encodings) => {
  const [type, print] = encodings[encoding]
  let user: User = {}
  const post = (action: string, fields: Fields = {}): Answer =>
    shop.ask({
      target: `/api.php?${query(action, typeof user['token'] === 'string' ? user['token'] : '')}`,
      headers: { 'content-type': type },
      body: print(fields),
    })
  return {
    user: () => user,
    forget: () => {
      user = {}
    },
    /** Without a toast; what the journal has to say is nothing. */
    ask: (action: string, fields: Fields = {}): User => {
      const answer = post(action, fields)
      const { code, msg, data } = JSON.parse(answer.body) as {
        code: number
        msg: string
        data: User
      }
      expect(`${code} ${msg} ${answer.notes.map((note) => note.message).join(' ')}`).toMatch(
        /^0 \S+ $/,
      )
      return data
    },
    keep: (data: User) => {
      user = data
    },
    toast: (action: string, fields: Fields = {}): string =>
      (JSON.parse(post(action, fields).body) as { msg: string }).msg,
  }
}

const world = {
  people: [{ id: 'ann', openId: 'oAnn0000000000000000000000000', phone: '13900007777' }],
  codes: ['1', '2', '3'].map((last) => ({ code: `annCode${last}`, person: 'ann' })),
}
const member = { id: '777', weixin_openid: 'oAnn0000000000000000000000000', nickname: '安' }

const ways = clients.flatMap((client) =>
  (['json', 'form'] as const).flatMap((encoding) =>
    [false, true].map(
      (strict) =>
        [client.name, encoding, strict ? 'strictly' : 'leniently', client, strict] as const,
    ),
  ),
)

describe.each(ways)('the client %s, %s, %s', (name, encoding, _strictness, client, strict) => {
  const open = async (data = {}) => {
    const shop = await openShop({
      strict,
      data: { ...world, site: { mandatoryBindMobile: 1 }, ...data },
    })
    return { shop, walk: walker(shop, client, encoding) }
  }
  const start = (walk: ReturnType<typeof walker>): User => {
    const { status, config, currency_symbol } = walk.ask('base/common', { is_key: 1 })
    expect([status, currency_symbol]).toEqual([1, '￥'])
    const home = walk.ask('index/index')
    // Either client would throw at what is not there.
    expect((home['data_list'] as readonly unknown[]).length).toBe(0)
    expect((home['cart_total'] as { buy_number: number }).buy_number).toBe(0)
    return config as User
  }

  test('starts, logs in, binds by text message, logs in again', async () => {
    const { shop, walk } = await open({ shopxoUsers: [member] })
    const config = start(walk)
    expect(config['home_user_login_type']).toContain('sms')
    expect([config['common_img_verify_state'], config['home_user_login_img_verify_state']]).toEqual(
      [0, 0],
    )
    const user = walk.ask('user/appminiuserauth', { authcode: 'annCode1' })
    expect(user).toMatchObject({ is_user_exist: 1, mobile: '', is_mandatory_bind_mobile: 1 })
    walk.keep(user)
    const mobile = '13900007777'
    walk.ask('user/appmobilebindverifysend', { mobile })
    const verify = shop.world.sms.messages().find((one) => one.mobile === mobile)?.code
    expect(verify).toMatch(/^\d{4}$/)
    const about = ['nickname', 'avatar', 'province', 'city', 'gender'].map((field) => [
      field,
      user[field],
    ])
    const bound = walk.ask('user/appmobilebind', {
      mobile,
      verify,
      ...(Object.fromEntries(about) as User),
      weixin_openid: user['weixin_openid'],
      weixin_unionid: user['weixin_unionid'],
      ...(name === '2.2.x' && { referrer: 0 }),
    })
    expect(bound).toMatchObject({ id: '777', mobile })
    walk.keep(bound)
    expect(walk.ask('user/center')).toMatchObject({ user_name_view: '安', user_order_count: 0 })
    walk.forget()
    const again = walk.ask('user/appminiuserauth', { authcode: 'annCode2' })
    expect(again).toMatchObject({ id: '777', mobile, is_user_exist: 1 })
    walk.keep(again)
    walk.ask('user/center')
  })

  test('starts, logs in, binds in one key, logs in again', async () => {
    const { shop, walk } = await open({ shopxoUsers: [member] })
    const config = start(walk)
    expect(config['common_user_is_onekey_bind_mobile']).toBe(1)
    expect(config['common_user_onekey_bind_mobile_list']).toEqual(['weixin'])
    const user = walk.ask('user/appminiuserauth', { authcode: 'annCode1' })
    walk.keep(user)
    const { encryptedData, iv, code } = shop.world.wechat.encrypt({ person: 'ann' })
    const bound = walk.ask('user/onekeyusermobilebind', {
      encrypted_data: encryptedData,
      iv,
      ...(name === '6.x' && { code }),
      openid: user['weixin_openid'],
      nickname: user['nickname'],
      avatar: user['avatar'],
      province: '',
      city: '',
      gender: 0,
      ...(name === '2.2.x' && { referrer: 0 }),
      weixin_unionid: '',
    })
    expect(bound).toMatchObject({ id: '777', mobile: '13900007777' })
    walk.keep(bound)
    walk.ask('user/center')
    walk.forget()
    expect(walk.ask('user/appminiuserauth', { authcode: 'annCode2' })).toMatchObject({
      id: '777',
      mobile: '13900007777',
    })
  })

  test('an account is registered and logged in to, by each way', async () => {
    const { shop, walk } = await open()
    start(walk)
    const sent = (account: string) =>
      shop.world.sms.messages().find((one) => one.mobile === account)?.code
    for (const [type, accounts] of [
      ['sms', '13900008888'],
      ['email', 'li.na@example.com'],
    ] as const) {
      walk.ask('user/regverifysend', { accounts, verify: '', type })
      const verify = sent(accounts)
      expect(verify).toMatch(/^\d{4}$/)
      const made = walk.ask('user/reg', { accounts, verify, pwd: 'secret-1', type, referrer: 0 })
      walk.keep(made)
      walk.ask('user/center')
      walk.forget()
      walk.ask('user/loginverifysend', { accounts, verify: '', type })
      expect(walk.ask('user/login', { accounts, verify: sent(accounts), type })).toMatchObject({
        id: made['id'],
      })
      expect(walk.toast('user/login', { accounts, verify: '0', type })).toBe('验证码错误')
      expect(walk.toast('user/reg', { accounts, verify: '1', pwd: 'secret-1', type })).toMatch(
        /已存在$/,
      )
    }
    const pwd = 'secret-1'
    walk.ask('user/reg', { accounts: 'li_na', pwd, type: 'username' })
    walk.keep(walk.ask('user/login', { accounts: 'li_na', pwd, type: 'username' }))
    walk.ask('user/center')
    expect(
      walk.toast('user/login', { accounts: 'li_na', pwd: 'wrong-one', type: 'username' }),
    ).toBe('密码错误')
  })

  test('who is not logged in is told so', async () => {
    const { walk } = await open()
    expect(walk.toast('user/center')).toBe('登录失效，请重新登录')
  })
})

const [oldest] = clients

test('the client 2.2.x registers a newcomer and binds both ways', async () => {
  for (const way of ['verify', 'onekey'] as const) {
    const shop = await openShop({ data: { site: { mandatoryBindMobile: 1 } } })
    const walk = walker(shop, oldest, 'json')
    walk.ask('base/common', { is_key: 1 })
    const { openid, unionid } = walk.ask('user/appminiuserauth', { authcode: 'mock:new' })
    const user = walk.ask('user/appminiuserinfo', {
      auth_data: '{"nickName":"小明","gender":1,"language":"zh_CN","avatarUrl":"https://a/1"}',
      openid,
      unionid,
      referrer: 0,
    })
    expect(user).toMatchObject({ weixin_openid: openid, mobile: '' })
    const mobile = '13900009999'
    const known = {
      nickname: '小明',
      avatar: 'https://a/1',
      province: '',
      city: '',
      gender: 2,
      weixin_unionid: '',
    }
    if (way === 'verify') {
      walk.ask('user/appmobilebindverifysend', { mobile })
      const verify = shop.world.sms.messages()[0]?.code
      walk.keep(walk.ask('user/appmobilebind', { mobile, verify, ...known, weixin_openid: openid }))
    } else {
      const pair = shop.world.wechat.encrypt({ person: String(openid), phone: mobile })
      walk.keep(
        walk.ask('user/onekeyusermobilebind', {
          encrypted_data: pair.encryptedData,
          iv: pair.iv,
          openid,
          ...known,
        }),
      )
    }
    expect(walk.user()).toMatchObject({ weixin_openid: openid, mobile })
    expect(walk.ask('user/center')).toMatchObject({ user_name_view: '小明' })
  }
})

describe('settings', () => {
  test('are the world’s own where it says so', async () => {
    const data = {
      site: {
        onekeyBindMobile: 0,
        settings: {
          home_user_login_type: 'sms',
          home_site_name: '我的店',
          common_verify_expire_time: '300',
        },
      },
    }
    const shop = await openShop({ data })
    const { config } = dataOf(shop.call('base-common'))
    expect(config).toMatchObject({
      home_user_login_type: ['sms'],
      home_site_name: '我的店',
      common_verify_expire_time: 300,
      common_user_is_onekey_bind_mobile: 0,
      common_user_onekey_bind_mobile_list: [],
    })
  })

  test('a closed shop tells none', async () => {
    const shop = await openShop({ data: { site: { closed: true } } })
    expect(shop.call('base-common').body).toContain('-10000')
  })
})
