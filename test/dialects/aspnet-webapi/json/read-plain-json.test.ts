import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAsJsonNet } from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { readPlainJson } from '../../../../src/dialects/aspnet-webapi/json/read-plain-json.ts'
import { CLOCK, every, signup, userInfo } from './reading.ts'

const CONFIGURED = [
  [userInfo, CLOCK],
  [signup, {}],
  [every, {}],
  [every, CLOCK],
] as const

const NAMES = [
  ...CONFIGURED.flatMap(([shape]) => Object.keys(shape.fields)),
  ...['Text', 'COUNT', 'Sex', '$id', '$type', '__proto__', 'constructor', '1', '', 'ﬂag'],
]
const VALUES = [
  ...['""', '"a"', '"微信 😀"', '"a\\n"', '"\u2028"', '"\u007f"', '"null"', '"1"', 'null', "'a'"],
  ...['true', 'false', 'True', '"true"', '{}', '[]', '[1]', '{"a":1}', 'undefined', 'NaN'],
  ...['0', '-0', '9', '10', '99', '100', '1e1', '9e1', '1e2', '1.0', '10.', '.5', '0.5', '5e-1'],
  ...['01', '+1', '-1', '0x1', '2147483647', '2147483648', '1E0', '00'],
  ...['"2026-01-29 15:00:34"', '"2026-02-30 15:00:34"', '"2026-01-29T15:00:34Z"', '"15:00"'],
]
const blank = fc.constantFrom('', '', '', '', '', ' ', '\n', '\t', '\u00a0', '/**/')

/** An object's text, mostly a plain one: blanks, bad values and doubled members turn up now and then. */
const body = fc
  .array(fc.tuple(blank, fc.constantFrom(...NAMES), blank, fc.constantFrom(...VALUES), blank), {
    maxLength: 6,
  })
  .map((members) => {
    const texts = members.map(([a, name, b, value, c]) => `${a}"${name}"${b}:${value}${c}`)
    return `{${texts.join(',')}}`
  })
const damaged = fc
  .tuple(body, fc.nat(), fc.constantFrom('', ' ', '"', ',', '}', '\\', '0', 'e', '\ufeff'))
  .map(
    ([text, at, piece]) => text.slice(0, at % text.length) + piece + text.slice(at % text.length),
  )

/** Whatever is read as plain comes to what the reader of everything makes of it. */
const expectSame = (text: string): void => {
  for (const [shape, options] of CONFIGURED) {
    const plain = readPlainJson(text, shape, 'dateFormat' in options)
    if (plain === undefined) continue
    const whole = readAsJsonNet(text, shape, options)
    expect(whole, text).toEqual({ value: plain, errors: [], notes: [], over: undefined })
    expect(Object.keys(plain)).toEqual(Object.keys(whole.value ?? {}))
  }
}

describe('a plain body', () => {
  it('is read as Json.NET reads it', () => {
    fc.assert(fc.property(fc.oneof(body, damaged), expectSame), { numRuns: 20_000 })
  })

  it.each([
    '{"openId":"o1","gender":0,"nickname":null,"subscribe_time":"2026-01-29 15:00:34"}',
    '{"session_key":"","gender":99,"city":"微信 😀\u2028"}',
  ])('is %s', (text) => {
    expect(readPlainJson(text, userInfo, true)).toBeDefined()
    expectSame(text)
  })

  it.each([
    ['a blank', '{"openId": "a"}'],
    ['a member twice', '{"openId":"a","openId":"a"}'],
    ['a member in other case', '{"openid":"a"}'],
    ['an unknown member', '{"openId":"a","x":1}'],
    ['an escape', '{"openId":"\\u0061"}'],
    ['a number in another spelling', '{"gender":1.0}'],
    ['a number in fewer letters', '{"gender":1e2}'],
    ['a larger number', '{"gender":100}'],
    ['a negative one', '{"gender":-1}'],
    ['another type', '{"gender":"1"}'],
    ['null for a number', '{"gender":null}'],
    ['no such date', '{"subscribe_time":"2026-02-30 15:00:34"}'],
    ['text behind it', '{"openId":"a"}x'],
    ['a byte order mark', '\ufeff{"openId":"a"}'],
    ['no member', '{}'],
    ['no object', '"a"'],
    ['a list', '["a"]'],
    ['half an object', '{"openId":"a"'],
    ['a long text', `{"openId":"${'a'.repeat(20_000)}"}`],
  ])('is none with %s', (_, text) => {
    expect(readPlainJson(text, userInfo, true)).toBeUndefined()
  })
})
