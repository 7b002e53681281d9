import { TLSSocket } from 'node:tls'
import express from 'express'
import supertest from 'supertest'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp, createMockServer, type MockOptions, type MockServer } from '../../src/index.ts'
import { ending, exchange, rawRequest } from '../http/raw-client.ts'
import { toyApi } from '../support/toy-api.ts'

let server: MockServer | undefined
afterEach(() => server?.close())
const start = async (options: MockOptions = {}) =>
  (server = await createMockServer({ apis: [toyApi], clock: '2026-01-29T07:00:34Z', ...options }))

const ask = async (
  { port }: MockServer,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
) => {
  const { text } = await exchange(
    port,
    rawRequest(method, target, { ...headers, Connection: 'close' }),
  )
  return { status: Number(text.slice(9, 12)), text }
}

describe('the admin API', () => {
  it('is closed to pages of other origins, and never speaks CORS', async () => {
    const at = await start()
    const host = `127.0.0.1:${at.port}`
    for (const origin of ['http://evil.example', 'null', `http://127.0.0.1:${at.port + 1}`]) {
      const { status, text } = await ask(at, '/__admin/requests', { Host: host, Origin: origin })
      expect(status).toBe(403)
      expect(text).not.toMatch(/access-control/i)
    }
    const preflight = await ask(
      at,
      '/__admin/reset',
      { Host: host, Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' },
      'OPTIONS',
    )
    expect(preflight.status).toBe(403)
    expect(preflight.text).not.toMatch(/access-control/i)
    const own = await ask(at, '/__admin/requests', { Host: host, Origin: `http://${host}` })
    expect(own.status).toBe(403)
    expect(own.text).toContain('Of pages only the console at /__admin/ may use the admin API')
    expect(own.text).not.toMatch(/access-control/i)
  })

  it('is closed to names that are not this server’s', async () => {
    const at = await start({ allowHosts: ['mock.test'] })
    expect((await ask(at, '/__admin/requests', { Host: 'evil.example' })).status).toBe(421)
    expect((await ask(at, '/__admin/requests', { Host: 'mock.test:80' })).status).toBe(200)
    expect((await ask(at, '/toy/login', { Host: 'evil.example' })).status).toBe(421)
  })

  it('asks for a token that was given', async () => {
    const at = await start({ adminToken: 'open sesame' })
    const refused = await ask(at, '/__admin/requests')
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('WWW-Authenticate: Bearer\r\n')
    expect((await ask(at, '/__admin/requests', { Authorization: 'Bearer open' })).status).toBe(401)
    const token = { Authorization: 'Bearer open sesame' }
    expect((await ask(at, '/__admin/requests', token)).status).toBe(200)
    expect((await ask(at, '/t/a/__admin/world', token)).status).toBe(200)
  })

  it('asks for one beyond loopback, and makes it up', async () => {
    const at = await start({ host: '0.0.0.0' })
    expect(at.adminToken).toMatch(/^[\w-]{32}$/)
    expect((await ask(at, '/__admin/world')).status).toBe(401)
    expect((await ask(at, '/t/a/__admin/world')).status).toBe(401)
    const token = { Authorization: `Bearer ${at.adminToken}` }
    expect((await ask(at, '/__admin/world', token)).status).toBe(200)
    // Probes tell nothing, and orchestrators cannot send tokens.
    expect((await ask(at, '/__admin/livez')).status).toBe(200)
    expect((await ask(at, '/__admin/readyz')).status).toBe(200)
  })

  it('never shows a stack trace', async () => {
    const at = await start()
    for (const [path, method] of [
      ['/__admin/requests/%E0%A4%A', 'GET'],
      ['/__admin/%2e%2e/%2e%2e/etc/passwd', 'GET'],
      ['/__admin/snapshots/..%2F..%2Fx', 'PUT'],
    ] as const) {
      const { status, text } = await ask(at, path, {}, method)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(500)
      expect(text).toContain('application/problem+json')
      expect(text).not.toMatch(/node_modules|\.ts:|at \w/)
    }
  })
})

describe('a mounted app', () => {
  it('asks those from elsewhere for its token', async () => {
    const app = await createApp({ apis: [toyApi] })
    const site = express()
      .use((request, _response, next) => {
        Object.defineProperty(request.socket, 'remoteAddress', { value: '10.0.0.7' })
        next()
      })
      .use(app)
    const world = () => supertest(site).get('/__admin/world')
    expect((await world()).status).toBe(401)
    expect((await world().set('Authorization', `Bearer ${app.adminToken}`)).status).toBe(200)
    await app.close()
  })
})

describe('prototypes', () => {
  it('are not reached through any input', async () => {
    const at = await start()
    const evil = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'
    const send = async (method: string, path: string) =>
      exchange(
        at.port,
        rawRequest(method, path, { 'Content-Type': 'application/json', Connection: 'close' }, evil),
      )
    for (const path of [
      'world',
      'use',
      'clock',
      'mappings',
      'wechat/codes',
      'sms',
      'requests/find',
    ])
      for (const method of ['PUT', 'POST', 'PATCH']) await send(method, `/__admin/${path}`)
    await send('POST', '/toy/login?__proto__[polluted]=1&constructor.prototype.polluted=1')
    await send('PUT', '/__admin/snapshots/__proto__')
    await send('POST', '/t/__proto__/toy/login')
    await send('POST', '/t/constructor/toy/login')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    expect((await ask(at, '/toy/login')).status).toBe(200)
  })
})

describe('HTTPS', () => {
  it('is served with a certificate made at start, TLS 1.2 and up', async () => {
    const at = await start({ https: true })
    expect(at.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const { request } = await import('node:https')
    const get = (options: object) =>
      new Promise<string>((resolve, reject) => {
        request(
          {
            port: at.port,
            host: '127.0.0.1',
            path: '/toy/login',
            rejectUnauthorized: false,
            ...options,
          },
          (response) => {
            const { socket } = response
            const subjectaltname =
              socket instanceof TLSSocket ? socket.getPeerCertificate().subjectaltname : undefined
            response.resume().once('end', () => {
              resolve(`${response.statusCode ?? 0} ${subjectaltname ?? ''}`)
            })
          },
        )
          .once('error', reject)
          .end()
      })
    const [answered, addresses] = (await get({})).split(', IP Address:127.0.0.1, ')
    expect(answered).toBe(
      '200 DNS:localhost, ' +
        'DNS:api.weixin.qq.com, DNS:api2.weixin.qq.com, DNS:sh.api.weixin.qq.com, ' +
        'DNS:sz.api.weixin.qq.com, DNS:hk.api.weixin.qq.com, DNS:open.weixin.qq.com, ' +
        'DNS:mp.weixin.qq.com',
    )
    // Behind ::1 stand the addresses of the machine in its networks.
    expect(addresses).toMatch(/^IP Address:0:0:0:0:0:0:0:1(, IP Address:[\d.A-F:]+)*$/)
    await expect(get({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow(
      /alert|protocol/i,
    )
    await expect(
      get({ headers: { Prefer: 'fault=CONNECTION_RESET_BY_PEER' } }),
    ).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('wants cert and key together', async () => {
    await expect(start({ https: true, cert: 'only.pem' })).rejects.toThrow(
      'Give cert and key together, or neither for a certificate made here.',
    )
  })
})

describe('options that cannot be', () => {
  it.each([
    [{ clock: 'noon' }, /is no clock/],
    [{ prefer: 'fault=FIRE' }, 'The preference fault=FIRE cannot be done'],
    [{ limits: { bodyBytes: 0 } }, 'The limit bodyBytes must be a whole number above 0, not 0.'],
    [{ fixtures: ['/no/such.yaml'] }, '/no/such.yaml cannot be read (ENOENT); is the path right?'],
  ] as const)('%j is refused in a sentence', async (options, message) => {
    await expect(start(options as MockOptions)).rejects.toThrow(message)
  })

  it('a port that is taken is node’s own error', async () => {
    const { port } = await start()
    await expect(createMockServer({ apis: [toyApi], port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})

describe('what the log says of strangers', () => {
  it('is one line, with control characters escaped', async () => {
    const lines: string[] = []
    const at = await start({ log: (_level, line) => lines.push(line) })
    await exchange(at.port, rawRequest('GET', '/a', { Host: 'evil.example\u009b31m' }), ending('}'))
    expect(lines).toEqual(['host refused: GET /a'])
  })
})
