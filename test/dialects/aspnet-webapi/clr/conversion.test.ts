import { describe, expect, test } from 'vitest'
import {
  type Conversion,
  convertToInt32,
  parseBoolean,
  parseInt32,
} from '../../../../src/dialects/aspnet-webapi/clr/conversion.ts'

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
