import { describe, expect, test } from 'vitest'
import {
  convertToInt32,
  foldCase,
  isBlank,
  parseBoolean,
  parseDecimal,
  parseInt32,
  parseXmlBoolean,
  parseXmlDecimal,
  trim,
  type Conversion,
} from '../../../../src/dialects/aspnet-webapi/clr/text.ts'

test('white space is what Char.IsWhiteSpace says', () => {
  expect(trim(' \t\n\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000a b\u3000')).toBe(
    'a b',
  )
  expect(trim('\ufeffa\u200b')).toBe('\ufeffa\u200b')
  expect(isBlank('\u00a0 ')).toBe(true)
  expect(isBlank(' x')).toBe(false)
})

test.each([
  ['Name', 'nAME', true],
  ['é', 'É', true],
  ['ß', 'SS', false],
  ['ı', 'I', false],
  ['ſ', 'S', false],
  ['é', 'e', false],
])('%s and %s: %s', (one, other, equal) => {
  expect(foldCase(one) === foldCase(other)).toBe(equal)
})

const shown = (read: Conversion<unknown>) => (read.ok ? read.value : read.reason)

describe('Int32.Parse', () => {
  test.each([
    ['3', 3],
    [' \t3\r\n', 3],
    ['+3', 3],
    ['-3', -3],
    ['-0', 0],
    ['007', 7],
    [`${'0'.repeat(400)}3`, 3],
    ['3\0\0', 3],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['2147483648', 'exception'],
    ['-2147483649', 'exception'],
    ['9'.repeat(400), 'exception'],
    ['', 'format'],
    [' ', 'format'],
    ['-', 'format'],
    ['+-3', 'format'],
    ['3-', 'format'],
    ['3.0', 'format'],
    ['1e2', 'format'],
    ['1,000', 'format'],
    ['0x3', 'format'],
    ['\u00a03', 'format'],
    ['3\0 ', 'format'],
    ['٣', 'format'],
  ])('%j is %s', (text, value) => {
    expect(shown(parseInt32(text))).toBe(value)
  })
})

describe('Int32Converter', () => {
  test.each([
    ['3', 3],
    ['\u00a03\u3000', 3],
    ['#ff', 255],
    ['0x10', 16],
    ['&H10', 16],
    ['0xFFFFFFFF', -1],
    ['#0x3', 3],
    ['#+3', 3],
    ['#-1', 'exception'],
    ['0x-1', 'exception'],
    ['0x100000000g', 'exception'],
    ['#3g', 'format'],
    ['#+', 'format'],
    ['0x1FFFFFFFF', 'exception'],
    ['0x', 'exception'],
    ['', 'exception'],
    ['99999999999', 'exception'],
    ['#', 'exception'],
    ['#g', 'format'],
    ['abc', 'format'],
    ['3.0', 'format'],
  ])('%j is %s', (text, value) => {
    expect(shown(convertToInt32(text))).toBe(value)
  })
})

test.each([
  ['True', true],
  [' FALSE ', false],
  ['1', 'format'],
  ['', 'format'],
])('Boolean.Parse of %j is %s', (text, value) => {
  expect(shown(parseBoolean(text))).toBe(value)
})

test.each([
  ['7', '7'],
  ['7.1', '7.1'],
  ['7.100', '7.100'],
  ['0.00', '0.00'],
  ['-1.5', '-1.5'],
  ['-0.0', '0.0'],
  ['.5', '0.5'],
  ['5.', '5'],
  ['007', '7'],
  ['1E3', '1000'],
  ['1.5e1', '15'],
  ['1e-3', '0.001'],
  ['1e-60', '0.0000000000000000000000000000'],
  [' 1,000.5\t', '1000.5'],
  ['(5)', '-5'],
  ['5-', '-5'],
  ['+5', '5'],
  ['¤5', '5'],
  ['-¤ 5', '-5'],
  ['7\0', '7'],
  ['0.0000001', '0.0000001'],
  ['79228162514264337593543950335', '79228162514264337593543950335'],
  ['0.12345678901234567890123456789', '0.1234567890123456789012345679'],
  ['0.00000000000000000000000000005', '0.0000000000000000000000000000'],
  ['0.000000000000000000000000000051', '0.0000000000000000000000000001'],
  ['7.9228162514264337593543950336', '7.922816251426433759354395034'],
  [`0.${'3'.repeat(60)}`, '0.3333333333333333333333333333'],
])('%j is %s', (text, digits) => {
  expect(parseDecimal(text)).toBe(digits)
})

test.each([
  '',
  ' ',
  'abc',
  '\u00a07',
  '1e',
  '(5',
  '5)',
  '-5-',
  '- 5',
  '¤5¤',
  ',5',
  '1.2.3',
  '79228162514264337593543950336',
  '1e40',
])('%j is none', (text) => {
  expect(parseDecimal(text)).toBeUndefined()
})

test('a text of any length is read in time', () => {
  expect(parseDecimal(`${'9'.repeat(500_000)}.${'9'.repeat(500_000)}`)).toBeUndefined()
  expect(parseDecimal(`${' '.repeat(1_000_000)}x`)).toBeUndefined()
})

describe('booleans in XML', () => {
  test.each([
    ['true', true],
    ['1', true],
    [' false\n', false],
    ['0', false],
    ['True', undefined],
    ['', undefined],
    ['\u00a0true', undefined],
    ['yes', undefined],
  ])('%j is %s', (text, value) => {
    expect(parseXmlBoolean(text)).toBe(value)
  })
})

describe('decimals in XML', () => {
  test.each([
    ['7.10', '7.10'],
    [' -7 ', '-7'],
    ['+.5', '0.5'],
    ['7.', '7'],
    ['0.00', '0.00'],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['1,000', undefined],
    ['1e2', undefined],
    ['7-', undefined],
    ['1'.repeat(40), undefined],
  ])('%j is %s', (text, value) => {
    expect(parseXmlDecimal(text)).toBe(value)
  })
})
