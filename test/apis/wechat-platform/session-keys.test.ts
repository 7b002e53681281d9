import { createHash } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import { signatureOf } from '../../../src/world/issued-codes.ts'
import { app, openPlatform, type Platform } from './platform.ts'

const lenient = await openPlatform()
const strict = await openPlatform({ strict: true })
afterAll(async () => {
  await lenient.server.close()
  await strict.server.close()
})

interface Pair {
  readonly encryptedData: string
  readonly iv: string
  readonly sessionKey: string
}

const wxLogin = async ({ admin }: Platform, person: string): Promise<string> =>
  (await admin<{ code: string }>('POST', 'wechat/codes', { person })).code
const redeem = async ({ get }: Platform, code: string): Promise<string> => {
  const { body } = await get(`/sns/jscode2session?${app}&js_code=${code}`)
  return (JSON.parse(body) as { session_key: string }).session_key
}
const encrypt = ({ admin }: Platform, order: object): Promise<Pair> =>
  admin('POST', 'wechat/encrypt', { appId: 'wx0123456789abcdef', ...order })
const phoneLogin = async (mock: Platform, code: string, pair: Pair): Promise<string> => {
  const { encryptedData, iv } = pair
  const phoneString = JSON.stringify({ encryptedData, iv })
  const { body } = await mock.post('/api/WxSmallApp/LoginWithPhone', { code, phoneString })
  return (JSON.parse(body) as { ErrorMessage: string }).ErrorMessage
}

describe('a session key', () => {
  it('is always the same, lenient', async () => {
    const first = await redeem(lenient, await wxLogin(lenient, 'li-na'))
    expect(await redeem(lenient, await wxLogin(lenient, 'li-na'))).toBe(first)
  })

  it('is new with each code that is exchanged, strict', async () => {
    const keys = new Set<string>()
    for (let count = 0; count < 3; count++)
      keys.add(await redeem(strict, await wxLogin(strict, 'li-na')))
    expect(keys.size).toBe(3)
    const latest = [...keys]
    expect((await encrypt(strict, { person: 'li-na' })).sessionKey).toBe(latest[2])
    expect((await encrypt(strict, { person: 'li-na', sessionKey: 'previous' })).sessionKey).toBe(
      latest[1],
    )
  })

  it('of the login before opens nothing, and the note says so', async () => {
    const own = await openPlatform({ strict: true })
    try {
      const first = await wxLogin(own, 'wang-wei')
      const phone = await encrypt(own, { person: 'wang-wei', appId: '' })
      expect(await phoneLogin(own, first, phone)).toBeNull()
      // The phone number is asked for first, then wx.login is called.
      const second = await wxLogin(own, 'wang-wei')
      expect(await phoneLogin(own, second, phone)).toBe('手机号解密失败')
      const { requests } = await own.admin<{
        requests: readonly { mock: { notes: readonly { message: string }[] } }[]
      }>('GET', 'requests?limit=1&mock=true')
      expect(requests[0]?.mock.notes[0]?.message).toContain('session key of the login before')
      const third = await wxLogin(own, 'wang-wei')
      const staged = await encrypt(own, {
        person: 'wang-wei',
        appId: '',
        sessionKey: 'previous',
      })
      expect(await phoneLogin(own, third, staged)).toBe('手机号解密失败')
      const good = await encrypt(own, { person: 'wang-wei', appId: '' })
      expect(await phoneLogin(own, await wxLogin(own, 'li-na'), good)).toBe('手机号解密失败')
    } finally {
      await own.server.close()
    }
  })

  it('can be asked for by two words only', async () => {
    await expect(encrypt(lenient, { person: 'li-na', sessionKey: 'old' })).rejects.toThrow(
      'must be current or previous',
    )
    await expect(
      lenient.admin('POST', 'wechat/encrypt', { phone: '13800138000', sessionKey: 'previous' }),
    ).rejects.toThrow('say whose previous key')
  })
})

describe('a signed profile', () => {
  it('is signed as WeChat’s published sample', () => {
    const rawData =
      '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}'
    expect(signatureOf(rawData, 'HyVFkGl5F5OQWJZZaNzBBg==')).toBe(
      '75e81ceda165f4ffa64f4068af58c64b8f54b88c',
    )
  })

  it('is of the person, signed with the session key of the app', async () => {
    const appId = 'wx0123456789abcdef'
    const signed = await lenient.admin<{ rawData: string; signature: string }>(
      'POST',
      'wechat/sign',
      { person: 'li-na', appId },
    )
    expect(signed.rawData).toBe(
      '{"nickName":"李娜","gender":2,"language":"zh_CN","city":"深圳","province":"广东","country":"中国","avatarUrl":"https://thirdwx.qlogo.cn/mmopen/vi_32/li-na/132"}',
    )
    const key = await redeem(lenient, 'mock:person:li-na')
    expect(signed.signature).toBe(
      createHash('sha1').update(`${signed.rawData}${key}`).digest('hex'),
    )
  })
})

describe('a phone code', () => {
  it('works once, for five minutes', async () => {
    const own = await openPlatform({ strict: true })
    try {
      const { body } = await own.get(`/cgi-bin/token?grant_type=client_credential&${app}`)
      const { access_token: token } = JSON.parse(body) as { access_token: string }
      const target = `/wxa/business/getuserphonenumber?access_token=${token}`
      const order = { person: 'li-na' }
      const { code } = await own.admin<{ code: string }>('POST', 'wechat/encrypt', order)
      expect((await own.post(target, { code })).body).toContain('"phoneNumber":"13800138001"')
      expect((await own.post(target, { code })).body).toContain('{"errcode":40029,')
      expect(await own.notes()).toEqual(['code-reused'])
      const late = await own.admin<{ code: string }>('POST', 'wechat/encrypt', order)
      await own.admin('POST', 'clock/advance', { ms: 300_000 })
      expect((await own.post(target, { code: late.code })).body).toContain('{"errcode":40029,')
      expect(await own.notes()).toEqual(['code-expired'])
      expect((await own.post(target, { code: 'nobody' })).body).toContain('{"errcode":40029,')
    } finally {
      await own.server.close()
    }
  })
})
