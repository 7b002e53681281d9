import { describe, expect, it } from 'vitest'
import { isAdminPath, parseTarget, takeQueryOverrides } from '../../src/http/exchange.ts'
import { ending, exchange } from './raw-client.ts'
import { startToy } from './toy-server.ts'

const parsed = (url: string) => {
  const { path, query, tenant, authority } = parseTarget(url)
  return [path, query, tenant, authority]
}

describe('a request target', () => {
  it.each([
    ['/a/b?c=d?e', ['/a/b', 'c=d?e', undefined, undefined]],
    ['/a%2Fb', ['/a%2Fb', '', undefined, undefined]],
    ['*', ['/', '', undefined, undefined]],
    ['', ['/', '', undefined, undefined]],
    ['?x', ['/', 'x', undefined, undefined]],
    ['http://h:1/p?q', ['/p', 'q', undefined, 'h:1']],
    ['HTTPS://h?q', ['/', 'q', undefined, 'h']],
    ['http://h/t/k/p', ['/p', '', 'k', 'h']],
    ['/t/k/p?q', ['/p', 'q', 'k', undefined]],
    ['/t/k?q', ['/', 'q', 'k', undefined]],
    ['/t/k', ['/', '', 'k', undefined]],
    ['/t//p', ['/p', '', '', undefined]],
    ['/t', ['/t', '', undefined, undefined]],
    ['/T/k/p', ['/T/k/p', '', undefined, undefined]],
    ['/t/a/t/b/p', ['/t/b/p', '', 'a', undefined]],
  ])('%j', (url, expected) => {
    expect(parsed(url)).toEqual(expected)
  })

  it('is the admin API’s under its prefix only', () => {
    expect(['/__admin', '/__admin/', '/__admin/x'].map(isAdminPath)).toEqual([true, true, true])
    expect(['/__adminx', '/__Admin', '/x/__admin'].map(isAdminPath)).toEqual([false, false, false])
  })
})

describe('query overrides', () => {
  it.each([
    ['', { query: '' }],
    ['a=1&__other=2', { query: 'a=1&__other=2' }],
    ['__code=5368', { query: '', queryOverrides: { code: '5368' } }],
    ['__layout', { query: '', queryOverrides: { layout: '' } }],
    ['__code=1&a=%20&__code=2&b', { query: 'a=%20&b', queryOverrides: { code: '1' } }],
    ['__example=a%2Fb+c', { query: '', queryOverrides: { example: 'a/b c' } }],
    ['__example=%zz', { query: '', queryOverrides: { example: '%zz' } }],
    ['x__code=1&&', { query: 'x__code=1&&' }],
    ['____proto__=1&__proto__=2', { query: '____proto__=1&__proto__=2' }],
  ])('are taken off %j', (query, expected) => {
    expect(takeQueryOverrides(query)).toEqual(expected)
  })
})

it('headers are one text each, as the stacks join them', async () => {
  const toy = await startToy()
  await exchange(
    toy.port,
    'POST /toy/login HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nx-a: 2\r\n' +
      'Cookie: a=1\r\nCookie: b=2\r\nSet-Cookie: c\r\nSet-Cookie: d\r\nContent-Length: 2\r\n\r\n{}',
    ending('}'),
  )
  expect(toy.tenants.of('default').script.journal.entries()[0]?.call.request.headers).toEqual({
    host: 'localhost',
    'x-a': '1, 2',
    cookie: 'a=1; b=2',
    'set-cookie': 'c, d',
    'content-length': '2',
  })
  await toy.close()
})
