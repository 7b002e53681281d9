import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Shape } from '../../../../src/core/schema.ts'
import { readJson } from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { writeJson } from '../../../../src/dialects/aspnet-webapi/json/write-json.ts'
import { cpuSecondsOf } from '../../../support/cpu-seconds.ts'
import { CLOCK, every, signup, userInfo } from './reading.ts'

const SHAPES: readonly (readonly [Shape, { dateFormat?: string }])[] = [
  [userInfo, CLOCK],
  [signup, {}],
  [every, {}],
]

/** Reads as every shape; what came out can always be written, and every error has its note. */
const readAll = (body: Buffer, charset: 'utf-8' | 'utf-16' = 'utf-8'): void => {
  for (const [shape, options] of SHAPES) {
    const { value, errors, notes } = readJson(body, charset, shape, options)
    JSON.parse(writeJson(shape, value, options))
    if (errors.length > 0 || value === null) expect(notes).not.toHaveLength(0)
  }
}

const PIECES = [
  ...Array.from('{}[]():,"\'/\\*-.0e \n\0'),
  ...['"text":', '"count":', '"part":', '"counts":[', '"one":{', '"many":[{', '"at":', '"x":'],
  ...[
    '"gender":',
    '"subscribe_time":',
    'null',
    'true',
    'undefined',
    'NaN',
    'new A(',
    '1',
    '0x',
    '"a"',
  ],
  ...[
    '"$ref":',
    '"$id":',
    '"$values":',
    '/*',
    '*/',
    '//',
    '\\u',
    '\\ud83d',
    '"2026-01-29T15:00:34Z"',
  ],
]

describe('reading is total', () => {
  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, wide) => {
        readAll(Buffer.from(bytes), wide ? 'utf-16' : 'utf-8')
      }),
      { numRuns: 500 },
    )
  })

  test('any text that looks like JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        readAll(Buffer.from(pieces.join('')))
        readAll(Buffer.from(`{${pieces.join('')}`))
      }),
      { numRuns: 2000 },
    )
  })
})

test('what is written is read again as it was', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 20 })
  const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff })
  const moment = fc.record({
    ms: fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
    ticks: fc.integer({ min: 0, max: 9999 }),
    kind: fc.constantFrom('utc', 'unspecified'),
  })
  const inner = fc.record({
    a: int32,
    names: fc.option(fc.array(fc.option(text), { maxLength: 3 })),
  })
  const value = fc.record({
    text: fc.option(text),
    count: int32,
    amount: int32.map((number) => `${number}.50`),
    flag: fc.boolean(),
    at: moment,
    part: fc.constantFrom('Weixin', 'QQ', 'Weibo', 99),
    counts: fc.option(fc.array(int32, { maxLength: 3 })),
    texts: fc.option(fc.array(text, { maxLength: 3 })),
    parts: fc.option(fc.array(fc.constantFrom('QQ', 0), { maxLength: 3 })),
    dates: fc.option(fc.array(moment, { maxLength: 3 })),
    one: fc.option(inner),
    many: fc.option(fc.array(fc.option(inner), { maxLength: 3 })),
  })
  fc.assert(
    fc.property(value, (dto) => {
      const read = readJson(Buffer.from(writeJson(every, dto)), 'utf-8', every)
      expect(read.errors).toEqual([])
      expect(read.value).toEqual(dto)
    }),
  )
})

const MIB = 1 << 20
const fill = (before: string, unit: string, after = '') =>
  before + unit.repeat(Math.ceil(MIB / unit.length)) + after

describe('a body of 1 MiB is read in time', () => {
  test.each([
    ['open brackets', fill('', '[')],
    ['open brackets in an unknown member', fill('{"x":', '[')],
    ['open objects', fill('{"x":', '{"a":')],
    ['brackets in a list', fill('{"texts":', '[')],
    ['errors', fill('{', '"gender":"x",')],
    ['errors on lines of their own', fill('{', '"gender":"x",\n')],
    ['errors in a list', fill('{"many":[', '{"a":x},')],
    ['unknown members', fill('{', '"a1":1,')],
    ['too deep again and again', fill('{', `"x":${'['.repeat(300)}${']'.repeat(300)},`)],
    ['escapes', fill('{"nickname":"', '\\ud83d')],
    ['backslashes', fill('{"nickname":"', '\\\\')],
    ['strings with escapes', fill('{"x":[', "'\\'',")],
    ['zeros and no number', fill('{"gender":"', '0', 'x"}')],
    ['spaces and no number', fill('{"gender":"', ' ', 'x"}')],
    ['digits', fill('{"gender":', '9')],
    ['digits of an unknown member', fill('{"x":', '9', '}')],
    ['hexadecimal digits', fill('{"x":0x', 'f', '}')],
    ['a long decimal', fill('{"amount":1.', '3', '}')],
    ['a long decimal in quotes', fill('{"amount":"', '9', '"}')],
    ['a long date', fill('{"at":"', '2026-01-29 ', '"}')],
    ['a long list of enum names', fill('{"part":"', 'QQ,', '"}')],
    ['comments', fill('{', '/**/')],
    ['a comment without end', fill('{/*', '*')],
    ['a long name', fill('{"', "'", '":tru')],
    ['a long unquoted name', fill('{', 'ü', ':1}')],
    ['NULs', fill('', '\0')],
    ['constructors', fill('{"x":', 'new A(')],
    ['dates that are too late', fill('{', '"x":"/Date(99999999999999999)/",')],
  ])('%s', (_, json) => {
    const body = Buffer.from(json)
    // Three readings.
    const seconds = cpuSecondsOf(() => {
      readAll(body)
    })
    expect(seconds).toBeLessThan(3)
  })
})
