import { expect, it } from 'vitest'
import type { Answer } from '../../src/contract/recording/exchange.ts'
import { compareAnswers, type Comparison } from '../../src/contract/compare/compare-answers.ts'
import { readXmlAnswer } from '../../src/dialects/aspnet-webapi/xml/read-answer.ts'

const answer = (body: string | Buffer, more: Partial<Answer> = {}): Answer => ({
  status: 200,
  headers: [
    ['Server', 'nginx'],
    ['Date', 'Thu, 29 Jan 2026 07:00:34 GMT'],
    ['Content-Type', 'application/json'],
    ['Content-Length', String(Buffer.byteLength(body))],
  ],
  body: Buffer.from(body),
  ...more,
})

/** Each difference as one line. */
const drifts = (expected: Answer, actual: Answer, comparison?: Comparison): readonly string[] =>
  compareAnswers(expected, actual, comparison).map(
    ({ kind, path, expected: one, actual: other }) => `${kind} ${path}: ${one} | ${other}`,
  )
const bodies = (expected: string, actual: string, comparison?: Comparison): readonly string[] =>
  drifts(answer(expected), answer(actual), comparison)

it.each([
  ['the same', '{"a":1}', '{"a":1}', []],
  ['another status is no matter of the body', '', '', []],
  ['a member that is gone', '{"a":1,"b":null}', '{"a":1}', ['field-removed b: null | (none)']],
  ['one that is new', '{"a":{}}', '{"a":{"c":"x"}}', ['field-added a.c: (none) | x']],
  [
    'one that is renamed',
    '{"Data":1}',
    '{"data":1}',
    ['field-removed Data: 1 | (none)', 'field-added data: (none) | 1'],
  ],
  ['another type', '{"a":1}', '{"a":"1"}', ['type a: number | string']],
  ['null in place of an object', '{"a":{"b":1}}', '{"a":null}', ['type a: object | null']],
  ['another value', '{"a":"x"}', '{"a":"y"}', ['value a: x | y']],
  ['another order', '{"a":1,"b":2}', '{"b":2,"a":1}', ['order : a, b | b, a']],
  ['a list that is longer', '{"a":[1]}', '{"a":[1,2]}', ['field-added a.1: (none) | 2']],
  ['other spaces', '{"a":1}', '{"a": 1}', ['bytes : {"a":1} | {"a": 1}']],
  ['other escapes', '{"a":"/"}', '{"a":"\\/"}', ['bytes : {"a":"/"} | {"a":"\\/"}']],
  ['a number of another scale', '{"a":7.10}', '{"a":7.1}', ['value a: 7.10 | 7.1']],
  ['a repeated member', '{"a":1}', '{"a":1,"a":1}', ['field-added a[2]: (none) | 1']],
  ['text in place of JSON', '{"a":1}', 'gone', ['type : JSON | text']],
  ['another text', 'Not here', 'Not there', ['bytes : Not here | Not there']],
  [
    'a value and a space',
    '{"a":1,"b":2}',
    '{"a":3, "b":2}',
    ['value a: 1 | 3', 'bytes : {"a":…,"b":2} | {"a":…, "b":2}'],
  ],
])('%s', (_what, expected, actual, lines) => {
  expect(bodies(expected, actual)).toEqual(lines)
})

it.each([
  [
    'guids',
    '{"customerId":"751225ce-9599-4c92-996b-09fb275ac632"}',
    '{"customerId":"00000000-9599-4c92-996b-09fb275ac632"}',
  ],
  ['ids of digits', '{"id":"1"}', '{"id":"90015"}'],
  ['numbers as ids', '{"userId":17}', '{"userId":2301}'],
  [
    'openids',
    '{"openid":"oQ7Zb5LiNa0kPq3rStUvWxYz1234"}',
    '{"openid":"oAAZb5LiNa0kPq3rStUvWxYz1234"}',
  ],
  ['tokens', '{"access_token":"aB1_x"}', '{"access_token":"zz-9"}'],
  [
    'JWTs',
    '{"token":"Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA"}',
    '{"token":"Bearer eyJhbGciOiJSUzI1NiJ9.e31.BB"}',
  ],
  ['seconds', '{"expirationTime":1799906862}', '{"expirationTime":1769669234}'],
  ['dates', '{"at":"2026-01-29T15:00:34.1234567+08:00"}', '{"at":"2027-11-09T01:59:00+08:00"}'],
  ['dates of the site', '{"at":"2026-01-29 15:00:34"}', '{"at":"2027-11-09 01:59:00"}'],
  [
    'rids',
    '{"m":"invalid code, rid: 6b0b9815-18bd8d25-6a5a66c6"}',
    '{"m":"invalid code, rid: 00000000-18bd8d25-6a5a66c7"}',
  ],
  ['rids with an error', '{"errcode":1,"m":"x"}', '{"errcode":1,"m":"x"}'],
  ['seconds that are left', '{"expires_in":7199}', '{"expires_in":7200}'],
])('%s are the same by their pattern', (_what, expected, actual) => {
  expect(bodies(expected, actual)).toEqual([])
})

it.each([
  [
    'a guid in capitals',
    '{"id":"751225ce-9599-4c92-996b-09fb275ac632"}',
    '{"id":"751225CE-9599-4C92-996B-09FB275AC632"}',
    'id',
  ],
  ['a date of another form', '{"at":"2026-01-29 15:00:34"}', '{"at":"2026-01-29T15:00:34"}', 'at'],
  [
    'a token without its scheme',
    '{"token":"Bearer eyJh.e30.AA"}',
    '{"token":"eyJh.e30.AA"}',
    'token',
  ],
  ['an id that is none', '{"id":"12"}', '{"id":"x-y"}', 'id'],
  ['a mobile number', '{"phone":"13800138000"}', '{"phone":"13900139000"}', 'phone'],
  ['a life that is shorter', '{"expires_in":7200}', '{"expires_in":3600}', 'expires_in'],
])('%s is another value', (_what, expected, actual, path) => {
  expect(bodies(expected, actual)).toEqual([expect.stringMatching(`^value ${path}: `)])
})

it('ids that are equal at two places must be so on both sides', () => {
  const [a, b, c] = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'].map((text) => `o${text}`)
  const two = (one = '', other = '') => `{"openid":"${one}","uid":"${other}"}`
  expect(bodies(two(a, a), two(b, b))).toEqual([])
  expect(bodies(two(a, a), two(b, c))).toEqual([`value uid: ${a} | ${c}`])
  expect(bodies(two(a, b), two(c, c))).toEqual([`value uid: ${b} | ${c}`])
})

it('what the answer repeats of the request must be repeated', () => {
  const [sent, other] = ['{"openid":"oSentByClient"}', '{"openid":"oMadeUpByServer"}']
  expect(bodies(sent, other)).toEqual([])
  expect(bodies(sent, other, { sent: '{"openId":"oSentByClient"}' })).toHaveLength(1)
})

it('headers: names with their case, values but Date, order', () => {
  const head = (headers: Answer['headers']): Answer => ({ ...answer('{}'), headers })
  const mock = head([
    ['Server', 'nginx'],
    ['Date', 'Thu, 29 Jan 2026 07:00:34 GMT'],
    ['Content-Type', 'application/json'],
    ['Set-Cookie', 'PHPSESSID=abc; path=/'],
  ])
  expect(
    drifts(
      mock,
      head([
        ['Server', 'nginx'],
        ['Date', 'Fri, 30 Jan 2026 08:00:00 GMT'],
        ['Content-Type', 'application/json'],
        ['Set-Cookie', 'PHPSESSID=def; path=/'],
      ]),
    ),
  ).toEqual([])
  expect(
    drifts(
      mock,
      head([
        ['server', 'nginx'],
        ['Content-Type', 'text/html'],
        ['Date', 'x'],
        ['Set-Cookie', 'PHPSESSID=def; path=/; secure'],
        ['X-Powered-By', 'PHP'],
      ]),
    ),
  ).toEqual([
    'header Server: Server | server',
    'content-type Content-Type: application/json | text/html',
    'header Set-Cookie: PHPSESSID=…; path=/ | PHPSESSID=…; path=/; secure',
    'header X-Powered-By: (none) | PHP',
    'header order: Server, Date, Content-Type, Set-Cookie | server, Content-Type, Date, Set-Cookie',
  ])
  expect(drifts(mock, head(mock.headers.slice(1)))).toEqual(['header Server: nginx | (none)'])
})

it('a length that is not the body’s own is another value', () => {
  const wrong = answer('{"id":"12345"}', { headers: answer('{}').headers })
  expect(drifts(answer('{"id":"1"}'), wrong)).toEqual(['header Content-Length: 10 | 2'])
})

it('what is ignored is not compared, and nothing below it', () => {
  const ignored = new Set(['data.user', 'x-a'])
  const mock = answer('{"data":{"user":{"name":"a"},"n":1}}', { headers: [['X-A', '1']] })
  const other = answer('{"data":{"user":{"nick":"b"},"n":1}}', { headers: [] })
  expect(drifts(mock, other)).toHaveLength(3)
  expect(drifts(mock, other, { ignored })).toEqual([])
})

it('XML: elements, attributes, nil, order, bytes', () => {
  const xml = (inner: string) => `<R xmlns="u" xmlns:i="http://x">${inner}</R>`
  const compare = (a: string, b: string) => bodies(xml(a), xml(b), { readXml: readXmlAnswer })
  expect(compare('<A>1</A><B i:nil="true" />', '<A>1</A><B i:nil="true" />')).toEqual([])
  expect(compare('<A>1</A>', '<A>2</A>')).toEqual(['value R.A: 1 | 2'])
  expect(compare('<A>1</A><B>2</B>', '<B>2</B><A>1</A>')).toEqual([
    'order R: @xmlns, @xmlns:i, A, B | @xmlns, @xmlns:i, B, A',
  ])
  expect(compare('<A>1</A>', '')).toEqual([expect.stringMatching('^field-removed R.A: 1 ')])
  expect(compare('<B i:nil="true" />', '<B>x</B>')).toEqual(['type R.B: null | string'])
  expect(compare('<A a="1">x</A>', '<A a="2">x</A>')).toEqual(['value R.A.@a: 1 | 2'])
  expect(compare('<B i:nil="true" />', '<B i:nil="true"/>')).toEqual([
    expect.stringMatching('^bytes '),
  ])
  expect(compare('<Id>12</Id><A>x</A>', '<Id>345</Id><A>x</A>')).toEqual([])
  expect(compare('<A>x&amp;y</A>', '<A>x&#38;y</A>')).toHaveLength(1)
  expect(bodies('{"a":1}', xml('<a>1</a>'), { readXml: readXmlAnswer })).toEqual([
    'type : JSON | XML',
  ])
})

it('a status alone', () => {
  expect(drifts(answer('{}'), answer('{}', { status: 201 }))).toEqual(['status : 200 | 201'])
})

it('a mask of a recording stands for any text, also where there was a number', () => {
  expect(bodies('{"token":"abc def","n":12}', '{"token":"***1","n":"***2"}')).toEqual([])
  expect(bodies('{"m":"code x used"}', '{"m":"code *** used"}')).toEqual([])
  expect(bodies('{"m":"code x used"}', '{"m":"code *** lost"}')).toHaveLength(1)
})

it('hostile bodies end', () => {
  const deep = '['.repeat(100_000)
  expect(bodies(deep, `${deep}1`)).toHaveLength(1)
  expect(bodies(`${deep}${']'.repeat(100_000)}`, '[1]')).toHaveLength(1)
  const bytes = Buffer.from([0x22, 0xff, 0x22])
  expect(drifts(answer(bytes), answer(Buffer.from([0x22, 0xfe, 0x22])))).toHaveLength(1)
})
