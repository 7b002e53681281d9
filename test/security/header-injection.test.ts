import { describe, expect, it } from 'vitest'
import { faults } from '../../src/core/wire.ts'
import { startMock } from './attacked-mock.ts'

const INJECTED = 'x%0d%0aSet-Cookie:%20evil=1%0d%0a%0d%0a<script>'

const echo = {
  request: { urlPath: '/echo' },
  response: {
    body: 'hello',
    headers: { 'X-Echo': '{{request.query.a}}' },
    transformers: ['response-template'],
  },
}

describe('a line end in a header that echoes the request', () => {
  it('becomes a blank: one header, and no body of its making', async () => {
    const mock = await startMock()
    await mock.admin('POST', 'mappings', echo)
    const { status, head, text } = await mock.ask('GET', `/echo?a=${INJECTED}`)
    expect(status).toBe(200)
    expect(head).not.toMatch(/\r\nset-cookie/i)
    expect(text.slice(head.length)).not.toContain('<script>')
    expect((await mock.ask('GET', '/echo?a=fine')).head).toContain('X-Echo: fine')
  })

  it.each(faults)('is one under the fault %s too', async (fault) => {
    const mock = await startMock()
    await mock.admin('POST', 'mappings', echo)
    const { text } = await mock.raw(
      `GET /echo?a=${INJECTED} HTTP/1.1\r\nHost: localhost\r\nPrefer: fault=${fault}\r\nConnection: close\r\n\r\n`,
    )
    expect(text).not.toMatch(/\r\nset-cookie|\r\n<script>/i)
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })

  it('is one under pipelining, where an answer waits for its turn', async () => {
    const mock = await startMock()
    await mock.admin('POST', 'mappings', echo)
    const ask = (target: string, prefer: string) =>
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nPrefer: ${prefer}\r\n\r\n`
    const { text } = await mock.raw(
      ask('/echo?a=1', 'delay=20') + ask(`/echo?a=${INJECTED}`, 'fault=TRUNCATED_BODY'),
      (so_far) => so_far.split('X-Echo').length > 2,
    )
    expect(text).toMatch(/X-Echo: 1\r\n[^]*HTTP\/1\.1 200 /)
    expect(text).not.toMatch(/\r\nset-cookie|\r\n<script>/i)
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })
})

describe('a stub', () => {
  it.each([
    { response: { headers: { 'X-A': 'a\0' } } },
    { response: { status: 99 } },
    { response: { fault: 'FORMAT_DISK' } },
    { response: { proxyBaseUrl: 'http://169.254.169.254/' } },
    { response: { bodyFileName: '../../../etc/passwd' } },
    { request: { urlPattern: '(' } },
    { request: { customMatcher: { name: 'x' } } },
  ])('that could do harm is not taken: %j', async (mapping) => {
    const mock = await startMock()
    const { status, body } = await mock.admin('POST', 'mappings', mapping)
    expect(status).toBe(422)
    expect(JSON.parse(body)).toHaveProperty('errors')
    const list = JSON.parse((await mock.admin('GET', 'mappings')).body) as { mappings: unknown[] }
    expect(list.mappings).toEqual([])
  })

  it.each([
    { headers: { 'X A': 'b' } },
    { headers: { 'X:A': 'b' } },
    { headers: { 'X\r\nSet-Cookie: evil=1; a': 'b' } },
    { headers: { '': 'b' } },
  ])('whose head cannot be sent answers 500 and nothing of it: %j', async (response) => {
    const mock = await startMock()
    const { status } = await mock.admin('POST', 'mappings', {
      request: { urlPath: '/a' },
      response: { body: 'hello', ...response },
    })
    if (status !== 201) {
      expect(status).toBe(422)
      return
    }
    for (const headers of [{}, { Prefer: 'fault=TRUNCATED_BODY' }]) {
      const answer = await mock.ask('GET', '/a', headers)
      expect(answer.status).toBe(500)
      expect(answer.head).not.toMatch(/set-cookie/i)
    }
  })
})

describe('what is sent back of a request', () => {
  it('cannot end a line: origins, preferences and header names asked for', async () => {
    const mock = await startMock()
    const { head } = await mock.ask('OPTIONS', '/api/Customer/AppAuthorization', {
      Origin: 'http://a\u0085b',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'x-a, x\u0085b',
    })
    expect(head.split('\r\n').filter((line) => /^(x-a|x|b)/i.test(line))).toEqual([])
    const raw = await mock.raw(
      'G@T / HTTP/1.1\r\nHost: localhost\r\nOrigin: a\u0001b\r\nConnection: close\r\n\r\n',
    )
    expect(raw.text).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('is HTML nowhere: pages that quote the request escape it', async () => {
    const mock = await startMock()
    for (const target of [
      '/<script>alert(1)</script>',
      '/api/<script>alert(1)</script>',
      '/v2/<script>alert(1)</script>',
      '/api.php?s=<script>alert(1)</script>',
      '/user/<script>alert(1)</script>',
      '/?__code=<script>alert(1)</script>',
    ]) {
      const { head, body } = await mock.ask('GET', encodeURI(target))
      if (/content-type: text\/html/i.test(head)) expect(body).not.toContain('<script>alert')
    }
  })
})
