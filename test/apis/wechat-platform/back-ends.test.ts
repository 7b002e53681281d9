import { request as httpRequest, type ClientRequest } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { afterAll, describe, expect, it } from 'vitest'
import { createMockServer } from '../../../src/index.ts'
import { app } from './platform.ts'

const plain = await createMockServer()
const secure = await createMockServer({ https: true })
afterAll(async () => {
  await plain.close()
  await secure.close()
})

const query = `${app}&grant_type=authorization_code`
const session = `/sns/jscode2session?${query}&js_code=mock:person:li-na`
const openid = 'oQ7Zb5LiNa0kPq3rStUvWxYz1234'

const ask = (
  send: (options: RequestOptions) => ClientRequest,
  options: RequestOptions,
): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const sent = send(options)
    sent.on('response', (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (body += chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body })
      })
    })
    sent.on('error', reject)
    sent.end()
  })

describe('a back end reaches WeChat', () => {
  it('by the base URL of its SDK, in EasyWeChat’s and WxJava’s shapes', async () => {
    const easy = await fetch(
      `${plain.url}/sns/jscode2session?${app}&js_code=mock:person:li-na&grant_type=authorization_code`,
      { headers: { Accept: 'application/json' } },
    )
    expect(await easy.json()).toMatchObject({ openid })
    const java = await fetch(
      `${plain.url}/sns/oauth2/access_token?${app}&code=mock:person:li-na&grant_type=authorization_code`,
      { headers: { 'User-Agent': 'Apache-HttpClient/4.5.14 (Java/17)' } },
    )
    const token = (await java.json()) as Readonly<Record<string, string>>
    expect(token).toMatchObject({ openid, expires_in: 7200 })
    const user = `${plain.url}/sns/userinfo?access_token=${token['access_token'] ?? ''}&openid=${openid}&lang=zh_CN`
    expect(await (await fetch(user)).json()).toMatchObject({ nickname: '李娜' })
  })

  it.each(['api', 'api2', 'sh.api', 'sz.api', 'hk.api', 'open', 'mp'])(
    'by a hosts entry for %s.weixin.qq.com, with the certificate',
    async (name) => {
      const host = `${name}.weixin.qq.com`
      const answer = await ask(httpsRequest, {
        host: '127.0.0.1',
        port: secure.port,
        path: session,
        servername: host,
        ca: secure.certificate ?? '',
        headers: { Host: host },
        agent: false,
      })
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { openid }])
    },
  )

  it('by a forward proxy, with an absolute target', async () => {
    const answer = await ask(httpRequest, {
      host: '127.0.0.1',
      port: plain.port,
      path: `http://api.weixin.qq.com${session}`,
      headers: { Host: 'api.weixin.qq.com' },
    })
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { openid }])
  })

  it('by no other name', async () => {
    const answer = await ask(httpRequest, {
      host: '127.0.0.1',
      port: plain.port,
      path: session,
      headers: { Host: 'api.weixin.qq.com.evil.example' },
    })
    expect(answer.status).toBe(421)
  })
})
