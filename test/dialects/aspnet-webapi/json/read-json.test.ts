import { describe, expect, test } from 'vitest'
import { integer, map, shape, string } from '../../../../src/core/schema.ts'
import { readJson } from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { CLOCK, userInfo } from './reading.ts'

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
