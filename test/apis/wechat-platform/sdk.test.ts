import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MiniApp, OfficialAccount } from 'node-easywechat'
import type * as provider from 'node-socialite/dist/Providers/WeChat.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlatform, type Platform } from './platform.ts'

const { default: WeChat } = createRequire(import.meta.url)(
  'node-socialite/dist/Providers/WeChat.js',
) as typeof provider.default
const APP = 'wx0123456789abcdef'
const SECRET = '8c5b1f0e9d7a4c63b2e1f0a9d8c7b6a5'
const OPEN_ID = 'oQ7Zb5LiNa0kPq3rStUvWxYz1234'

/** Where the SDK keeps its tokens. */
const kept = mkdtempSync(join(tmpdir(), 'sdk-'))
let mock: Platform
let lenient: Platform
beforeAll(async () => {
  mock = await openPlatform({ strict: true })
  lenient = await openPlatform()
})
afterAll(async () => {
  await mock.server.close()
  await lenient.server.close()
  rmSync(kept, { recursive: true, force: true })
})

const codeOf = async (person: string): Promise<string> =>
  (await mock.admin<{ code: string }>('POST', 'wechat/codes', { person })).code

/** The SDK's configuration, with the mock's address where WeChat's would be. */
const config = ({ server }: Platform) => ({
  app_id: APP,
  secret: SECRET,
  file_cache: { path: kept, dirMode: 0o700, fileMode: 0o600, ext: '.cache' },
  http: { baseURL: server.url },
})

describe('a back end with node-easywechat and the address of the mock', () => {
  it('redeems a code at jscode2session, once, and opens the phone number', async () => {
    const utils = new MiniApp({ ...config(mock) }).getUtils()
    const code = await codeOf('li-na')
    const pair = await mock.admin<{ encryptedData: string; iv: string }>('POST', 'wechat/encrypt', {
      person: 'li-na',
      appId: APP,
    })
    const session = (await utils.codeToSession(code)) as Readonly<Record<string, string>>
    expect(session).toMatchObject({ openid: OPEN_ID, unionid: 'o6Tfk1LiNaUnionAbCdEfGhIj010' })
    const opened = utils.decryptSession(session['session_key'] ?? '', pair.iv, pair.encryptedData)
    expect(opened).toMatchObject({ purePhoneNumber: '13800138001', watermark: { appid: APP } })
    await expect(utils.codeToSession(code)).rejects.toThrow('code2Session error: {"errcode":40163')
  })

  it('takes an access token of the app, and asks with it', async () => {
    const app = new OfficialAccount({ ...config(mock) })
    const token = await app.getAccessToken().getToken()
    expect(token).toMatch(/^\d\d_[\w-]{107}$/)
    const ticket = await app.getTicket().getTicket()
    expect(ticket).not.toBe('')
  })

  it('redeems the code of the consent page at sns/oauth2/access_token, and asks who it is', async () => {
    const app = new OfficialAccount({ ...config(lenient) })
    const url = `${lenient.server.url}/sns`
    /** The SDK's field for the address of WeChat. */
    class Mocked extends WeChat {
      override _baseUrl = url
    }
    app.setOAuthFactory(() =>
      new Mocked({
        client_id: APP,
        client_secret: SECRET,
        redirect: 'https://shop.example/back',
      }).scopes(['snsapi_userinfo']),
    )
    const page = new URL(app.getOAuth().redirect())
    page.searchParams.set('mock_person', 'li-na')
    // It sends `scope` before `response_type`, which --strict refuses.
    const { status, headers } = await lenient.get(`${page.pathname}${page.search}`)
    const location = new URL(String(headers['location']))
    expect([status, location.host]).toEqual([302, 'shop.example'])
    const user = await app.getOAuth().userFromCode(location.searchParams.get('code') ?? '')
    expect([user.getId(), user.getNickname()]).toEqual([OPEN_ID, '李娜'])
  })
})
