import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { serve, type Served, type Sent } from '../support/served.ts'
import {
  endUser,
  endUserForm,
  form,
  FORM_TYPE,
  JSON_TYPE,
  signup,
  targets,
  XML_TYPE,
  xml,
} from '../support/clean-requests.ts'

/** What clients send beside Content-Type, whatever they ask for. */
const clients = {
  curl: { 'User-Agent': 'curl/8.5.0', Accept: '*/*' },
  axios: {
    Accept: 'application/json, text/plain, */*',
    'User-Agent': 'axios/1.7.2',
    'Accept-Encoding': 'gzip, compress, deflate, br',
  },
  'fetch of a browser': {
    Accept: '*/*',
    'Accept-Language': 'zh-CN,zh;q=0.9,en;q=0.8',
    'Accept-Encoding': 'gzip, deflate, br, zstd',
    Origin: 'http://localhost:8080',
    Referer: 'http://localhost:8080/',
    'Sec-Fetch-Mode': 'cors',
    'User-Agent':
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  },
  jQuery: {
    Accept: 'application/json, text/javascript, */*; q=0.01',
    'X-Requested-With': 'XMLHttpRequest',
  },
  'uni-app': {
    'User-Agent':
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49 NetType/WIFI Language/zh_CN',
    Referer: 'https://servicewechat.com/wx0123456789abcdef/devtools/page-frame.html',
    Accept: '*/*',
  },
  okhttp: { 'User-Agent': 'okhttp/4.12.0', 'Accept-Encoding': 'gzip' },
  '.NET': { Accept: 'application/json' },
} satisfies Record<string, Readonly<Record<string, string>>>

const spelt = (sent: Sent, type: string): Sent => ({ ...sent, headers: { 'Content-Type': type } })
const SIGNUP =
  'ThirdPart=1&Mobile=13800138000&VerifyCode=123456&ThirdPartID=u1&ThirdPartID2=o1&ThirdPartAppid=wx1'
const CIPHER =
  'EncryptMobile=bW9jayBwaG9uZSBudW1iZXIgb2YgdGhlIGV4YW1wbGU%3D&EncryptIV=bW9jayBpdiAxNiBieXRlcw%3D%3D'

const requests: Readonly<Record<string, Sent>> = {
  ...Object.fromEntries(
    apis.flatMap(({ name, operations: [first] }) =>
      first === undefined ? [] : [[`${name}, its example`, first.example()]],
    ),
  ),
  '000 in JSON with its charset': spelt(
    { target: targets.authorization, body: '{"openId":"o1","nickname":"小明"}' },
    'application/json;charset=UTF-8',
  ),
  '000 as text/json in UTF-16': spelt(
    { target: targets.authorization, body: Buffer.from('{"openId":"o1"}', 'utf16le') },
    'text/json; charset=utf-16',
  ),
  '000 as wx.getUserInfo gives it': {
    target: targets.authorization,
    headers: JSON_TYPE,
    body: '{"openId":"o1","nickName":"小明","gender":1,"language":"zh_CN","city":"广州","province":"广东","country":"中国","avatarUrl":"https://a/b"}',
  },
  '000 in XML': xml(
    'authorization',
    '<Avatar>a</Avatar><NickName i:nil="true"/><OpenId>o1</OpenId><Sex>1</Sex><SubscribeTime>2026-01-29T15:00:34+08:00</SubscribeTime>',
  ),
  '000 in XML with a declaration': {
    target: targets.authorization,
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="utf-8"?>\n${String(xml('authorization', '\n  <OpenId>o1</OpenId>\n').body)}`,
  },
  '000 as a form': form(
    targets.authorization,
    'OpenId=o1&NickName=%E5%B0%8F%E6%98%8E&Sex=1&SubscribeTime=2026-01-29+15%3A00%3A34',
  ),
  '001 in XML': xml('login', '<Scene>Love</Scene><code>c1</code><uid>1</uid>'),
  '001 as a form': form(targets.login, 'code=c1&smallAppId=WxSmallTc&Scene=0&uid=1'),
  '001 as JSONP': {
    target: `${targets.login}?callback=cb`,
    headers: JSON_TYPE,
    body: '{"code":"c1"}',
  },
  '004 in XML': xml(
    'signup',
    '<Mobile>13800138000</Mobile><ThirdPart>Weixin</ThirdPart><ThirdPartAppid>wx1</ThirdPartAppid><ThirdPartID>u1</ThirdPartID><ThirdPartID2>o1</ThirdPartID2><VerifyCode>1</VerifyCode>',
  ),
  '004 as a form': form(targets.signup, SIGNUP),
  '004 with an encrypted number': form(
    targets.signup,
    SIGNUP.replace('Mobile=13800138000&VerifyCode=123456', CIPHER),
  ),
  '004 with a name for its enum': signup({ ThirdPart: 'Weixin' }),
  '002 in the query, without a body': { target: endUser().target },
  '002 as curl -d sends it': { ...endUser(), headers: FORM_TYPE, body: '' },
  '002 as a form': form(targets.endUser, endUserForm({ mcc: '460' })),
  '002 in the query, with an empty JSON body': {
    target: endUser().target,
    headers: JSON_TYPE,
    body: '{}',
  },
  '003 as a form': form(targets.shop, 'authcode=c1'),
  '003 with its parameters in a form': form(
    '/api.php?s=user/appminiuserauth',
    'authcode=c1&application=app&application_client_type=weixin&token=',
  ),
  '003 by its bare path': {
    target: '/user/appminiuserauth?application_client_type=weixin',
    headers: JSON_TYPE,
    body: '{"authcode":"c1"}',
  },
  '003 by PUT': {
    ...spelt({ target: targets.shop, body: '{"authcode":"c1"}' }, 'application/json'),
    method: 'PUT',
  },
}

describe('nothing is to be said of a clean request', () => {
  let mock: Served
  beforeAll(async () => {
    mock = await serve()
  })
  afterAll(() => mock.close())

  const table = Object.entries(requests).flatMap(([request, sent]) =>
    Object.entries(clients).map(([client, headers]) => [request, client, sent, headers] as const),
  )
  it.each(table)('%s, by %s', async (_request, _client, sent, headers) => {
    const told = await mock.tell({ ...sent, headers: { ...headers, ...sent.headers } })
    expect(told.status).toBe(200)
    expect(told.notes).toEqual([])
  })

  it('of an answer in another format that was asked for', async () => {
    for (const [sent, accept] of [
      [signup(), 'application/xml'],
      [xml('login', '<code>c1</code>'), 'application/json'],
      [{ ...xml('login', '<code>c1</code>'), headers: XML_TYPE }, ''],
    ] as const) {
      const headers = { ...sent.headers, ...(accept === '' ? {} : { Accept: accept }) }
      expect((await mock.tell({ ...sent, headers })).notes).toEqual([])
    }
  })

  it('of a preflight’s plain sister, OPTIONS, where the framework answers it', async () => {
    for (const target of [targets.endUser, targets.shop])
      expect((await mock.tell({ method: 'OPTIONS', target })).notes).toEqual([])
  })

  it('of a success that was forced', async () => {
    const told = await mock.tell({
      ...signup(),
      headers: { ...JSON_TYPE, Prefer: 'example=documented' },
    })
    expect(told.notes).toEqual([])
  })
})
