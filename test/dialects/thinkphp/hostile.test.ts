import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { htmlSpecialChars } from '../../../src/dialects/thinkphp/php-value.ts'
import { cpuSecondsOf } from '../../support/cpu-seconds.ts'
import { createEchoShop, type Asked } from './echo-shop.ts'

const { ask } = createEchoShop()
const action = '/api.php?s=user/appecho'

const types = [
  'application/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=B',
  'text/plain',
  'text/json; charset=x',
  '',
]

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
const fragments = fc
  .array(
    fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        '"',
        ':',
        ',',
        '\\u',
        'd83d',
        '%',
        '%F',
        '+',
        '&',
        '=',
        '--B',
        '\r\n',
      ],
      ...['authcode', '__proto__', '0', '-', '.', 'e', 'null', '\0', '保', 'name="a"', '; '],
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.from(parts.join('')))

test('any bytes under any type get an answer', () => {
  const body = fc.oneof(bytes, fragments)
  const method = fc.constantFrom('POST', 'PUT', 'GET', 'DELETE')
  fc.assert(
    fc.property(body, fc.constantFrom(...types), method, (sent, type, verb) => {
      const answer = ask(action, { method: verb, headers: { 'content-type': type }, body: sent })
      expect(answer.status).toBe(200)
      expect(answer.body).toMatch(/^\{"msg":"ok","code":0,"data":[[{]/)
    }),
  )
})

test('whatever text is sent, as JSON or as a form, is the text that is read', () => {
  const read = (type: string, body: string) =>
    ask(action, { headers: { 'content-type': type }, body }).data
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const data = { openid: htmlSpecialChars(text) }
      expect(read('application/json', JSON.stringify({ openid: text }))).toEqual(data)
      const form = `openid=${encodeURIComponent(text)}`
      expect(read('application/x-www-form-urlencoded', form)).toEqual(data)
    }),
  )
})

test('any query gets an answer', () => {
  const pieces = fc.array(
    fc.constantFrom('s', '=', '&', 'user', '/', '|', '.html', '[', ']', '%', '%ff', '<', '0', '保'),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(pieces, fc.boolean(), (parts, ajax) => {
      const query = `${parts.join('')}${ajax ? '&ajax=ajax' : ''}`
      const { status, body } = ask(`/api.php?${query}`)
      expect([200, 404, 500]).toContain(status)
      // What is not UTF-8 and stands in a message makes PHP print nothing.
      const isNothing = body === '' && ajax && query.includes('%ff')
      if (!isNothing) expect(body).toMatch(status === 200 ? /^\{"msg":"/ : /^<!DOCTYPE html>/)
    }),
  )
})

describe('a mebibyte answers within a second', () => {
  const size = 1 << 20
  const fill = (unit: string) => unit.repeat(Math.floor(size / Buffer.byteLength(unit)))
  const json = { 'content-type': 'application/json' }
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const multipart = { 'content-type': 'multipart/form-data; boundary=B' }

  test.each<[string, Asked]>([
    ['open brackets', { headers: json, body: fill('[') }],
    ['open braces', { headers: json, body: fill('{"a":') }],
    ['one long string', { headers: json, body: `"${fill('a')}` }],
    ['escapes', { headers: json, body: `{"authcode":"${fill('\\u4e2d')}"}` }],
    ['digits', { headers: json, body: `{"authcode":${fill('9')}}` }],
    ['digits after a dot', { headers: json, body: `{"authcode":0.${fill('0')}1}` }],
    ['many members', { headers: json, body: `{${fill('"a":1,')}"b":2}` }],
    [
      'many different members',
      {
        headers: json,
        body: JSON.stringify(
          Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`m${i}`, i])),
        ),
      },
    ],
    ['blanks', { headers: json, body: fill(' ') }],
    ['ampersands', { headers: form, body: fill('&') }],
    ['variables', { headers: form, body: fill('a=1&') }],
    ['brackets', { headers: form, body: `${fill('a[]')}=1` }],
    ['closed brackets', { headers: form, body: `a${fill('[]')}=1` }],
    ['open brackets in a form', { headers: form, body: `a${fill('[')}=1` }],
    ['indexes', { headers: form, body: fill(`a${'[x]'.repeat(60)}[]=1&`) }],
    ['escapes in a form', { headers: form, body: `a=${fill('%e4%bf%9d')}` }],
    ['broken escapes', { headers: form, body: `a=${fill('%f')}` }],
    ['boundaries', { headers: multipart, body: fill('--B\r\n') }],
    ['parts', { headers: multipart, body: fill('--B\nContent-Disposition: x; name=a\n\n1\n') }],
    [
      'a long header',
      { headers: multipart, body: `--B\r\nContent-Disposition: ${fill('; name')}` },
    ],
    [
      'a quote that never ends',
      {
        headers: multipart,
        body: `--B\r\nContent-Disposition: x; name="${fill('\\"')}\r\n\r\n1\r\n--B--`,
      },
    ],
    ['blank lines', { headers: multipart, body: `--B${fill('\r\n')}` }],
    ['text', { body: fill('a') }],
  ])('%s', (_, asked) => {
    const seconds = cpuSecondsOf(() => {
      expect(ask(action, asked).status).toBe(200)
    })
    expect(seconds).toBeLessThan(1)
  })

  test.each([
    ['slashes', `/api.php?s=${'/'.repeat(8_000)}`],
    ['words', `/api.php?s=user/x/${'a'.repeat(8_000)}`],
    ['open tags', `/api.php?s=user/${'%3Ca'.repeat(1_900)}`],
    ['pairs', `/api.php?s=user/appecho/${'a/b/'.repeat(1_900)}`],
    ['underscores', `/api.php?s=a${'_'.repeat(8_000)}/x`],
    ['dots', `/api.php?s=a${'.'.repeat(8_000)}/x`],
  ])('a path of %s, too', (_, target) => {
    const seconds = cpuSecondsOf(() => {
      expect(ask(target).status).toBe(200)
    })
    expect(seconds).toBeLessThan(1)
  })
})
