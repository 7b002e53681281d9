import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { integer, map, shape, string } from '../../../../src/core/schema.ts'
import {
  readAsJsonNet,
  readJson,
  readPlainJson,
} from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { CLOCK, every, signup, userInfo } from './reading.ts'

const JSON_TEXT = '{"nickname":"张三😀"}'

const nickname = (body: Buffer, charset: 'utf-8' | 'utf-16' = 'utf-8') => {
  const { value, errors } = readJson(body, charset, userInfo, CLOCK)
  return errors[0]?.exception ?? value?.['nickname'] ?? null
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le')
const utf32 = (text: string) =>
  Buffer.concat(
    Array.from(text, (character) => {
      const unit = Buffer.alloc(4)
      unit.writeUInt32LE(character.codePointAt(0) ?? 0)
      return unit
    }),
  )

describe('the encoding of a body', () => {
  test.each([
    ['UTF-8', Buffer.from(JSON_TEXT)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${JSON_TEXT}`)],
    ['UTF-16 with its mark', utf16(`\ufeff${JSON_TEXT}`)],
    ['UTF-16 big endian with its mark', utf16(`\ufeff${JSON_TEXT}`).swap16()],
    ['UTF-32 with its mark', utf32(`\ufeff${JSON_TEXT}`)],
    ['UTF-32 big endian with its mark', utf32(`\ufeff${JSON_TEXT}`).swap32()],
  ])('%s is read', (_, body) => {
    expect(nickname(body)).toBe('张三😀')
  })

  test.each([
    ['as the charset says', utf16(JSON_TEXT)],
    ['with its mark', utf16(`\ufeff${JSON_TEXT}`)],
    ['big endian by its mark', utf16(`\ufeff${JSON_TEXT}`).swap16()],
    ['UTF-8 by its mark', Buffer.from(`\ufeff${JSON_TEXT}`)],
  ])('charset utf-16, %s', (_, body) => {
    expect(nickname(body, 'utf-16')).toBe('张三😀')
  })

  test('a second mark is no JSON', () => {
    const { value, errors } = readJson(Buffer.from(`\ufeff\ufeff${JSON_TEXT}`), 'utf-8', userInfo)
    expect(value).toBeNull()
    expect(errors).toEqual([
      {
        path: '',
        message: '',
        exception:
          "Unexpected character encountered while parsing value: \ufeff. Path '', line 0, position 0.",
      },
    ])
  })

  test.each([
    [Buffer.from('{"nickname":"\xd5\xc5"}', 'latin1'), '[D5] at index 13'],
    [Buffer.from('{"nickname":"\xed\xa0\x80"}', 'latin1'), '[ED] at index 13'],
    [Buffer.from('\xff', 'latin1'), '[FF] at index 0'],
    [Buffer.from('{}\xe4\xf5', 'latin1'), '[E4] at index 2'],
  ])('bytes that are no UTF-8 bind nothing: %s', (body, what) => {
    const { value, errors, notes } = readJson(body, 'utf-8', userInfo)
    const exception = `Unable to translate bytes ${what} from specified code page to Unicode.`
    expect(value).toBeNull()
    expect(errors).toEqual([{ path: '', message: '', exception }])
    expect(notes.map(({ kind }) => kind)).toEqual(['body-encoding'])
  })

  test('a lone surrogate is refused by the charset, replaced by the mark', () => {
    expect(nickname(utf16('{"nickname":"\ud83dx"}'), 'utf-16')).toBe(
      'Unable to translate bytes [3D][D8] at index 26 from specified code page to Unicode.',
    )
    expect(nickname(utf16('\ufeff{"nickname":"\ud83dx"}'))).toBe('\ufffdx')
    const beyond = Buffer.concat([utf32('\ufeff{"nickname":"'), Buffer.alloc(4, 0xff), utf32('"}')])
    expect(nickname(beyond)).toBe('\ufffd')
  })

  test.each([
    ['UTF-8', Buffer.from(`${JSON_TEXT}张`).subarray(0, -1), 'utf-8'],
    ['UTF-8, one byte of four', Buffer.from(`${JSON_TEXT}😀`).subarray(0, -3), 'utf-8'],
    ['UTF-8, one byte of two', Buffer.from(`${JSON_TEXT}é`).subarray(0, -1), 'utf-8'],
    ['marked UTF-8', Buffer.from(`\ufeff${JSON_TEXT}张`).subarray(0, -2), 'utf-8'],
    ['UTF-16', utf16(`${JSON_TEXT}x`).subarray(0, -1), 'utf-16'],
    ['half a pair of UTF-16', utf16(`${JSON_TEXT}\ud83d`), 'utf-16'],
    ['UTF-32', utf32(`\ufeff${JSON_TEXT}x`).subarray(0, -1), 'utf-8'],
  ] as const)('a last character cut short is lost: %s', (_, body, charset) => {
    expect(nickname(body, charset)).toBe('张三😀')
  })
})

test('an error tells where it was, an exception of .NET does not', () => {
  const json = '{"gender":"abc",\r\n "subscribe_time":"soon",\n\n"city":tru}'
  expect(readJson(Buffer.from(json), 'utf-8', userInfo, CLOCK).errors).toEqual([
    {
      path: 'gender',
      message: '',
      exception: "Could not convert string to integer: abc. Path 'gender', line 1, position 15.",
    },
    {
      path: 'subscribe_time',
      message: '',
      exception: 'String was not recognized as a valid DateTime.',
    },
    ...[0, 1].map(() => ({
      path: 'city',
      message: '',
      exception:
        "Unexpected character encountered while parsing value: }. Path 'city', line 4, position 10.",
    })),
  ])
})

test('strings cut out of a large body do not keep it', () => {
  const body = Buffer.from(`{"x":"${'x'.repeat(20_000)}","nickname":"0123456789abcdef"}`)
  expect(nickname(body)).toBe('0123456789abcdef')
})

describe('programming errors', () => {
  test('a date format that no site has', () => {
    const options = { dateFormat: 'yyyy' }
    expect(() => readJson(Buffer.from('{}'), 'utf-8', userInfo, options)).toThrow(
      'Unknown date format yyyy: use yyyy-MM-dd HH:mm:ss, or none.',
    )
  })

  test('a map, which no DTO has', () => {
    const dto = shape('Dto', { n: integer(), m: map(string()) })
    expect(() => readJson(Buffer.from('{}'), 'utf-8', dto)).toThrow('Dto has a map')
  })
})

test('more than 32 members are bound too', () => {
  const fields = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`m${i}`, integer()]))
  const json = JSON.stringify(Object.fromEntries(Object.keys(fields).map((name, i) => [name, i])))
  const read = readJson(Buffer.from(json), 'utf-8', shape('Wide', fields))
  expect(read.value?.['m39']).toBe(39)
  expect(read.notes).toEqual([])
})

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
