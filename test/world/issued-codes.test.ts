import { createCipheriv, createDecipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encryptPhone } from '../../src/world/session-keys.ts'
import type { TenantWorld } from '../../src/world/tenant-world.ts'
import type { WorldsOptions } from '../../src/world/worlds.ts'
import { open } from './sample-worlds.ts'

const tenant = async (options: Partial<WorldsOptions> = {}): Promise<TenantWorld> =>
  (await open(options)).of('default')

describe('codes that are issued', () => {
  it('look like WeChat’s, live five minutes, and work once in strict mode', async () => {
    const { wechat, services, clock } = await tenant({ strict: true })
    const issued = wechat.issueCode({ person: 'li-na' })
    expect(issued).toEqual({
      code: '0CjOpER765YyRUZlkZe2QLkv70mAyZmH',
      expiresAt: '2026-01-29T07:05:34.000Z',
    })
    expect(issued.code).toMatch(/^0[0-9A-Za-z]{31}$/)
    expect(services.wechat.exchange(issued.code, 'wxA')).toMatchObject({ person: { id: 'li-na' } })
    expect(services.wechat.exchange(issued.code, 'wxA')).toMatchObject({ errcode: 40163 })
    const late = wechat.issueCode({ person: 'li-na' })
    expect(late.code).not.toBe(issued.code)
    clock.advance(300_000)
    expect(services.wechat.exchange(late.code, 'wxA')).toMatchObject({ errcode: 40029 })
  })

  it('work many times in lenient mode, unless asked not to', async () => {
    const { wechat, services } = await tenant()
    const { code } = wechat.issueCode({ person: 'li-na' })
    for (let n = 0; n < 3; n++) expect(services.wechat.exchange(code, 'wxA').kind).toBe('person')
    const once = wechat.issueCode({ person: 'li-na', once: true, appId: 'wxA' })
    expect(services.wechat.exchange(once.code, 'wxB')).toMatchObject({ errcode: 40029 })
    expect(services.wechat.exchange(once.code, 'wxA').kind).toBe('person')
    expect(services.wechat.exchange(once.code, 'wxA')).toMatchObject({ errcode: 40163 })
  })

  it('may stand for a failure, or for somebody made up', async () => {
    const { wechat, services } = await tenant({ strict: true })
    const { code } = wechat.issueCode({ error: 45011, errmsg: 'slow down', expiresInSeconds: 1 })
    expect(services.wechat.exchange(code, '')).toMatchObject({
      errcode: 45011,
      errmsg: 'slow down',
    })
    const dead = wechat.issueCode({ error: 'unreachable' })
    expect(services.wechat.exchange(dead.code, '').kind).toBe('unreachable')
    expect(services.wechat.exchange(wechat.issueCode({}).code, '')).toMatchObject({ derived: true })
  })

  it('are the same in every run', async () => {
    const [one, two] = [await tenant(), await tenant()]
    const codes = [one.wechat.issueCode({}).code, one.wechat.issueCode({}).code]
    expect([two.wechat.issueCode({}).code, two.wechat.issueCode({}).code]).toEqual(codes)
    one.reset()
    expect(one.wechat.issueCode({}).code).toBe(codes[0])
  })

  it('are refused with a word on why', async () => {
    const { wechat } = await tenant()
    expect(() => wechat.issueCode({ person: 'lina' })).toThrow(
      'person: the world has no person lina (li-na?)',
    )
    expect(() => wechat.issueCode({ error: 'broken' })).toThrow(
      'error: "broken" is no failure of WeChat',
    )
    for (const expiresInSeconds of [NaN, -1, 1e12])
      expect(() => wechat.issueCode({ expiresInSeconds })).toThrow('expiresInSeconds: ')
  })
})

const bytesOf = (data: string, iv: string) => ({
  data: Buffer.from(data, 'base64'),
  iv: Buffer.from(iv, 'base64'),
})

describe('encrypted data', () => {
  it('is AES-128-CBC of WeChat’s JSON under the person’s session key', async () => {
    const { wechat, services } = await tenant()
    const { encryptedData, iv, sessionKey } = wechat.encrypt({ person: 'li-na', appId: 'wxA' })
    const key = Buffer.from(sessionKey, 'base64')
    const decipher = createDecipheriv('aes-128-cbc', key, Buffer.from(iv, 'base64'))
    expect(decipher.update(encryptedData, 'base64', 'utf8') + decipher.final('utf8')).toBe(
      '{"phoneNumber":"13800000001","purePhoneNumber":"13800000001","countryCode":"86","watermark":{"timestamp":1769670034,"appid":"wxA"}}',
    )
    const login = services.wechat.exchange('known', 'wxA')
    expect(login.kind === 'person' && services.wechat.sessionKey(login.person, 'wxA')).toBe(
      sessionKey,
    )
    expect(services.wechat.decrypt(sessionKey, bytesOf(encryptedData, iv))).toEqual({
      phoneNumber: '13800000001',
      purePhoneNumber: '13800000001',
      countryCode: '86',
    })
  })

  it('of one person does not open with the key of another, nor of another app', async () => {
    const { wechat, services } = await tenant()
    const { encryptedData, iv } = wechat.encrypt({ person: 'li-na', appId: 'wxA' })
    const wangWei = services.wechat.recognise('oWangWei')
    const liNa = services.wechat.recognise('oLiNa')
    for (const key of [
      services.wechat.sessionKey(wangWei, 'wxA'),
      services.wechat.sessionKey(liNa, 'wxB'),
    ])
      expect(services.wechat.decrypt(key, bytesOf(encryptedData, iv))).toBeUndefined()
  })

  it('of nobody in particular opens for anybody', async () => {
    const { wechat, services } = await tenant({ strict: true })
    const { encryptedData, iv } = wechat.encrypt({ phone: '13700000000' })
    const key = services.wechat.sessionKey(services.wechat.recognise('oWangWei'), 'wxA')
    expect(services.wechat.decrypt(key, bytesOf(encryptedData, iv))?.phoneNumber).toBe(
      '13700000000',
    )
  })

  it('uses the session key that the world gives a person', async () => {
    const { wechat, patch } = await tenant()
    const sessionKey = Buffer.alloc(16, 7).toString('base64')
    patch({ people: [{ id: 'wang-wei', sessionKey }] })
    expect(wechat.encrypt({ person: 'wang-wei' }).sessionKey).toBe(sessionKey)
    expect(wechat.encrypt({ person: 'oWangWei' }).sessionKey).toBe(sessionKey)
  })

  it('needs a phone or a person', async () => {
    const { wechat } = await tenant()
    expect(() => wechat.encrypt({})).toThrow('phone: say which phone, or which person')
  })

  it.each([
    ['not base64 at all', '$$$', 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['nothing', '', 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['half a block', Buffer.alloc(8).toString('base64'), 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['a short iv', Buffer.alloc(16).toString('base64'), 'AAAA'],
    ['wrong padding', Buffer.alloc(32).toString('base64'), 'AAAAAAAAAAAAAAAAAAAAAA=='],
  ])('that is %s does not open', async (_, encryptedData, iv) => {
    const { wechat } = (await tenant()).services
    const key = Buffer.alloc(16).toString('base64')
    expect(wechat.decrypt(key, bytesOf(encryptedData, iv))).toBeUndefined()
    expect(wechat.decrypt('short', bytesOf(encryptedData, iv))).toBeUndefined()
  })

  it('holding something else does not open; missing parts are the usual ones', async () => {
    const { wechat } = (await tenant()).services
    const [key, iv] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)]
    const seal = (plain: string): string => {
      const cipher = createCipheriv('aes-128-cbc', key, iv)
      return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64')
    }
    const opened = (plain: string) =>
      wechat.decrypt(key.toString('base64'), bytesOf(seal(plain), iv.toString('base64')))
    for (const plain of ['text', 'null', '[]', '{}', '{"phoneNumber":""}', '{"phoneNumber":1}'])
      expect(opened(plain), plain).toBeUndefined()
    expect(opened('{"phoneNumber":"+85212345678"}')).toEqual({
      phoneNumber: '+85212345678',
      purePhoneNumber: '+85212345678',
      countryCode: '86',
    })
  })

  it('can be made from what a test holds', () => {
    const watermark = { timestamp: 1, appid: 'wxA' }
    expect(
      encryptPhone('13800000001', Buffer.alloc(16).toString('base64'), Buffer.alloc(16), watermark),
    ).toEqual({
      encryptedData:
        'jXw6xS3ueZXDw/So1Kj+/3ukbbsIVAXE59eH0rqWjRWA/LcAMsUvCItW/gYf4XAN1ljf7wZYauRhpPb+in505JlPvSGfmEuIRTFVbNChbe+BehRtp5anarf6acY89Otv50sRMl5cn1HjlP5bfs2nMTtYD0Kk5T2Q8E3x3TuD2kg=',
      iv: 'AAAAAAAAAAAAAAAAAAAAAA==',
    })
  })
})
