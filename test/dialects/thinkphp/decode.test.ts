import { describe, expect, test } from 'vitest'
import { createEchoShop, type Asked } from './echo-shop.ts'

const { ask } = createEchoShop()
const action = '/api.php?s=user/appecho'
const json = { 'content-type': 'application/json' }
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const multipart = { 'content-type': 'multipart/form-data; boundary=B' }

const part = '--B\r\nContent-Disposition: form-data; name="authcode"\r\n\r\nabc\r\n--B--\r\n'

describe('the body counts', () => {
  test.each<[string, Asked]>([
    ['a form', { headers: form, body: 'authcode=abc' }],
    [
      'a form with a charset',
      {
        headers: { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' },
        body: 'authcode=abc',
      },
    ],
    ['a form that is PUT', { method: 'PUT', headers: form, body: 'authcode=abc' }],
    ['multipart', { headers: multipart, body: part }],
    ['JSON', { headers: json, body: '{"authcode":"abc"}' }],
    ['JSON that is PUT', { method: 'PUT', headers: json, body: '{"authcode":"abc"}' }],
    ['JSON that is GET', { method: 'GET', headers: json, body: '{"authcode":"abc"}' }],
    [
      'anything with json in its type',
      {
        headers: { 'content-type': 'text/x-jsonish; a=b' },
        body: '{"authcode":"abc"}',
      },
    ],
  ])('%s', (_, asked) => {
    const { data, notes } = ask(action, asked)
    expect(data).toEqual({ authcode: 'abc' })
    expect(notes).toEqual([])
  })
})

describe('the body does not count, and a note says why', () => {
  const body = '{"authcode":"abc"}'
  test.each<[string, Asked, string]>([
    ['no type', { body }, 'content-type-missing Content-Type'],
    ['no type, a form', { body: 'authcode=abc' }, 'content-type-missing Content-Type'],
    [
      'text',
      { headers: { 'content-type': 'text/plain' }, body },
      'content-type-unsupported Content-Type',
    ],
    [
      'JSON in capitals',
      { headers: { 'content-type': 'Application/JSON' }, body },
      'content-type-unsupported Content-Type',
    ],
    [
      'multipart that is PUT',
      { method: 'PUT', headers: multipart, body: part },
      'content-type-unsupported Content-Type',
    ],
    ['JSON sent as a form', { headers: form, body }, 'content-type-mismatch Content-Type'],
    [
      'a form sent as JSON',
      { headers: json, body: 'authcode=abc' },
      'content-type-mismatch Content-Type',
    ],
    ['broken JSON', { headers: json, body: '{"authcode"}' }, 'json-syntax'],
    ['JSON cut off', { headers: json, body: '{"authcode":' }, 'json-truncated'],
    ['JSON and more', { headers: json, body: `${body} x` }, 'json-trailing-text'],
    ['a JSON list', { headers: json, body: '["a"]' }, 'json-type-mismatch'],
    ['a JSON scalar', { headers: json, body: '"abc"' }, 'json-type-mismatch'],
  ])('%s', (_, asked, note) => {
    const answer = ask(action, asked)
    expect(answer.data).toEqual([])
    expect(answer.notes).toEqual([note])
  })

  test.each<[string, Asked]>([
    ['an empty body', { headers: json }],
    ['a form of nothing', { headers: form, body: '&' }],
    ['multipart of nothing', { headers: multipart, body: '--B--' }],
  ])('%s is nothing to speak of', (_, asked) => {
    expect(ask(action, asked)).toMatchObject({ data: [], notes: [] })
  })
})

describe('$_REQUEST', () => {
  const type = (target: string, asked?: Asked) =>
    (ask(target, asked).data as Record<string, unknown>)['application_client_type']

  test('query and form, raw and trimmed; the form wins', () => {
    expect(type(`${action}&application_client_type=%20a%22%3Cb%3E%20`)).toBe('a"<b>')
    expect(
      type(`${action}&application_client_type=q`, {
        headers: form,
        body: 'application_client_type=f',
      }),
    ).toBe('f')
  })

  test('a blank stays a blank, an empty one is missing', () => {
    expect(type(`${action}&application_client_type=%20`)).toBe('')
    expect(type(`${action}&application_client_type=0`)).toBeUndefined()
    expect(type(`${action}&application_client_type[]=x`)).toBeUndefined()
  })

  test.each<[string, Asked]>([
    ['JSON', { headers: json, body: '{"application_client_type":"weixin"}' }],
    [
      'a form that is PUT',
      { method: 'PUT', headers: form, body: 'application_client_type=weixin' },
    ],
  ])('not %s', (_, asked) => {
    expect(ask(action, asked)).toMatchObject({
      data: [],
      notes: ['parameter-in-wrong-place application_client_type'],
    })
  })
})

describe('input()', () => {
  const token = (target: string, asked?: Asked) =>
    (ask(target, asked).data as Record<string, unknown>)['token']

  test('query, body and route, the later one wins', () => {
    const body = '{"token":"body"}'
    expect(token(`${action}&token=query`)).toBe('query')
    expect(token(`${action}&token=query`, { headers: json, body })).toBe('body')
    expect(token(`${action}/x/token/route`, { headers: json, body })).toBe('body')
    expect(token(`${action}/token/ro<b>ute/x`, { headers: json, body })).toBe('route')
    expect(token(`${action}//-/token//token/route`)).toBe('route')
    expect(token(action, { method: 'PUT', headers: form, body: 'token=put' })).toBe('put')
    expect(token(action, { method: 'GET', headers: json, body })).toBeUndefined()
  })
})

describe('the html filter', () => {
  test('body texts pass it', () => {
    const { data } = ask(action, { headers: json, body: '{"authcode":"<a>\\"&\'","openid":true}' })
    expect(data).toEqual({ authcode: "&lt;a&gt;&quot;&amp;'", openid: '1' })
  })

  test('bytes that are no UTF-8 end in nothing', () => {
    expect(ask(action, { headers: form, body: 'authcode=%FF' }).data).toEqual({ authcode: '' })
  })
})

test('an array is bound by the map of its name', () => {
  const body = '{"authcode":{"a":1,"b":[2],"c":"<"}}'
  expect(ask(action, { headers: json, body }).data).toEqual({
    authcodeItems: { a: '1', c: '&lt;' },
  })
  expect(ask(action, { headers: form, body: 'authcode[]=x' }).data).toEqual({
    authcodeItems: { 0: 'x' },
  })
})

describe('parameters nobody reads', () => {
  test('a body’s are all noted, with the nearest name', () => {
    const answer = ask(action, { headers: json, body: '{"auth_code":"x","foo":1}' })
    expect(answer.notes).toEqual(['unknown-field auth_code', 'unknown-field foo'])
  })

  test('a query’s only where they come near', () => {
    const answer = ask(`${action}&aplication_client_type=weixin&referrer=1&uuid=1&ajax=1`)
    expect(answer.notes).toEqual(['unknown-field aplication_client_type'])
  })

  test('not more than eight of them, in one note', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}`, 1]))
    expect(ask(action, { headers: json, body: JSON.stringify(many) }).notes).toEqual([
      'unknown-field n0',
    ])
  })

  test('authcode in the query is told to move', () => {
    expect(ask(`${action}&authcode=abc`)).toMatchObject({
      data: [],
      notes: ['parameter-in-wrong-place authcode'],
    })
    const body = '{"authcode":"abc"}'
    expect(ask(`${action}&authcode=abc`, { headers: json, body }).notes).toEqual([])
  })
})
