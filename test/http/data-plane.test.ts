import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ending, exchange, rawRequest } from './raw-client.ts'
import { startToy, type ToyServer } from './toy-server.ts'

let toy: ToyServer
beforeAll(async () => {
  toy = await startToy()
})
afterAll(() => toy.close())

const login = (headers: Readonly<Record<string, string>> = {}, target = '/toy/login') =>
  rawRequest('POST', target, headers, '{"name":"bob"}')
const HEAD =
  'HTTP/1.1 200 OK\r\n' +
  'Content-Type: application/json\r\n' +
  'Date: Thu, 29 Jan 2026 07:00:34 GMT\r\n' +
  'Content-Length: 24\r\n'
const ANSWER = `${HEAD}\r\n{"code":0,"hello":"bob"}`

describe('an answer on the wire', () => {
  it('has the headers of the reply, in its order and case, and no other', async () => {
    const { text, end } = await exchange(toy.port, login(), ending('}'))
    expect(text).toBe(ANSWER)
    expect(end).toBe('open')
  })

  it('leaves the connection open for the next request', async () => {
    const twice = (text: string) => text.length >= 2 * ANSWER.length
    const { text, end } = await exchange(toy.port, [login(), login()], twice)
    expect(text).toBe(ANSWER + ANSWER)
    expect(end).toBe('open')
  })

  it('keeps pipelined answers in order, also where the first is delayed', async () => {
    const slow = login({ Prefer: 'delay=40' })
    const quick = rawRequest('POST', '/toy/login', {}, '{"name":"eve"}')
    const { text } = await exchange(toy.port, slow + quick, ending('{"code":0,"hello":"eve"}'))
    expect(text).toBe(
      `${HEAD}Preference-Applied: delay=40\r\n\r\n{"code":0,"hello":"bob"}${ANSWER.replace('bob', 'eve')}`,
    )
  })

  it('ends the connection when the client wants that, and does not say so', async () => {
    const { text, end } = await exchange(toy.port, login({ Connection: 'close' }))
    expect(text).toBe(ANSWER)
    expect(end).toBe('closed')
  })

  it('to HTTP/1.0 ends with the connection', async () => {
    const { text, end } = await exchange(
      toy.port,
      'POST /toy/login HTTP/1.0\r\nContent-Length: 14\r\n\r\n{"name":"bob"}',
    )
    expect(text).toBe(ANSWER)
    expect(end).toBe('closed')
  })

  it('to HTTP/1.0 does so even where the client would stay, as nothing tells it to', async () => {
    const { text, end } = await exchange(
      toy.port,
      'POST /toy/login HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 14\r\n\r\n{"name":"bob"}',
    )
    expect(text).toBe(ANSWER)
    expect(end).toBe('closed')
  })

  it('to HEAD has the length and no body', async () => {
    const { text } = await exchange(
      toy.port,
      rawRequest('HEAD', '/toy/login', { Connection: 'close' }),
    )
    expect(text).toBe(`${HEAD.replace('24', '10')}\r\n`)
  })
})

describe('a request on the wire', () => {
  it('may be chunked', async () => {
    const { text } = await exchange(
      toy.port,
      [
        'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{"name"\r\n',
        '7;x=y\r\n:"bob"}\r\n0\r\nTrailer: x\r\n\r\n',
      ],
      ending('}'),
    )
    expect(text).toBe(ANSWER)
  })

  it('may wait for 100 Continue', async () => {
    const { text } = await exchange(
      toy.port,
      [
        'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 14\r\n\r\n',
        '{"name":"bob"}',
      ],
      ending('}'),
    )
    expect(text).toBe(`HTTP/1.1 100 Continue\r\n\r\n${ANSWER}`)
  })

  it('may expect what nobody knows', async () => {
    const { text } = await exchange(toy.port, login({ Expect: 'wonders' }), ending('}'))
    expect(text).toBe(ANSWER)
  })

  it('may have its target in absolute form, whose authority is the host', async () => {
    const { text } = await exchange(
      toy.port,
      login({}, 'http://127.0.0.1:5013/toy/login?x=1'),
      ending('}'),
    )
    expect(text).toBe(ANSWER)
    const [entry] = toy.tenants.of('default').script.journal.entries().slice(-1)
    expect(entry?.call.request).toMatchObject({
      path: '/toy/login',
      query: 'x=1',
      headers: { host: '127.0.0.1:5013' },
    })
  })

  it('may use a verb that node does not know', async () => {
    const { text, end } = await exchange(toy.port, rawRequest('FOO', '/toy/nowhere'))
    expect(text).toBe(
      'HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n' +
        'Date: Thu, 29 Jan 2026 07:00:34 GMT\r\nContent-Length: 24\r\n\r\n{"error":"no such path"}',
    )
    expect(end).toBe('closed')
    const [entry] = toy.tenants.of('default').script.journal.entries().slice(-1)
    expect(entry?.call.request.method).toBe('FOO')
  })

  it('may have raw bytes in its target', async () => {
    const bytes = Buffer.from(rawRequest('POST', '/toy/中?name=文', {}, '{}'))
    const { text } = await exchange(toy.port, bytes)
    expect(text).toMatch(/^HTTP\/1\.1 404 /)
    const [entry] = toy.tenants.of('default').script.journal.entries().slice(-1)
    expect(entry?.call.request).toMatchObject({
      path: '/toy/%E4%B8%AD',
      query: 'name=%E6%96%87',
      body: Buffer.from('{}'),
    })
  })
})

describe('the mock’s own parts of a request', () => {
  it('are a tenant prefix and query overrides, which the operation never sees', async () => {
    const { text } = await exchange(
      toy.port,
      login({}, '/t/ann/toy/login?a=1&__example=user-locked&b=2'),
      ending('}'),
    )
    expect(text).toMatch(/\{"code":8\}$/)
    const [entry] = toy.tenants.of('ann').script.journal.entries()
    expect(entry?.call.request).toMatchObject({ path: '/toy/login', query: 'a=1&b=2' })
    expect(entry?.call.meta.url).toBe('/t/ann/toy/login?a=1&__example=user-locked&b=2')
  })

  it('are read from a header where there is no prefix', async () => {
    await exchange(toy.port, login({ 'X-Mock-Tenant': 'bea' }), ending('}'))
    await exchange(toy.port, login({ 'X-Mock-Tenant': 'nobody' }, '/t/bea/toy/login'), ending('}'))
    expect(toy.tenants.of('bea').script.journal.entries()).toHaveLength(2)
    expect(toy.tenants.keys()).not.toContain('nobody')
  })

  it('do not count beside a Prefer header, but stay invisible', async () => {
    const { text } = await exchange(
      toy.port,
      login({ Prefer: 'example=name-empty' }, '/toy/login?__example=user-locked'),
      ending('}'),
    )
    expect(text).toMatch(/Preference-Applied: example=name-empty\r\n\r\n\{"code":7\}$/)
  })

  it.each(['/t/a%20b/toy/login', '/t//toy/login', `/t/${'x'.repeat(65)}/toy/login`])(
    'are refused where the key is none: %s',
    async (target) => {
      const { text } = await exchange(toy.port, login({}, target), ending('}'))
      expect(text).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/,
      )
      expect(text).toContain(
        'is no tenant key: one has 1-64 of A-Z a-z 0-9 . _ - and nothing else.',
      )
    },
  )
})

describe('CORS', () => {
  it('answers a preflight itself', async () => {
    const { text } = await exchange(
      toy.port,
      rawRequest('OPTIONS', '/toy/login', {
        Origin: 'http://shop.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type, x-a',
      }),
      ending('\r\n\r\n'),
    )
    expect(text).toBe(
      'HTTP/1.1 204 No Content\r\n' +
        'Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n' +
        'Access-Control-Allow-Headers: content-type, x-a\r\n' +
        'Access-Control-Allow-Origin: http://shop.example\r\n' +
        'Access-Control-Allow-Credentials: true\r\n' +
        'Access-Control-Expose-Headers: X-Mock-Notes, Link, Preference-Applied\r\n' +
        'Vary: Origin\r\n\r\n',
    )
  })

  it('adds its headers after the stack’s own, only where there is an Origin', async () => {
    const { text } = await exchange(toy.port, login({ Origin: 'null' }), ending('}'))
    expect(text).toBe(
      `${HEAD}Access-Control-Allow-Origin: null\r\nAccess-Control-Allow-Credentials: true\r\n` +
        'Access-Control-Expose-Headers: X-Mock-Notes, Link, Preference-Applied\r\n' +
        'Vary: Origin\r\n\r\n{"code":0,"hello":"bob"}',
    )
  })
})
