import { describe, expect, it } from 'vitest'
import { readJavaInteger } from '../../../../src/dialects/spring/reading/java-integer.ts'

describe("Spring's Integer of a text", () => {
  it.each([
    ['460', 460],
    ['', null],
    ['+460', 460],
    ['-460', -460],
    ['-0', 0],
    ['0460', 460],
    [' 4 6\t0\n', 460],
    ['４６０', 460],
    ['٤٦٠', 460],
    ['0x1CC', 460],
    ['0X1cc', 460],
    ['#1cc', 460],
    ['-#1cc', -460],
    ['2147483647', 2147483647],
    ['-2147483648', -2147483648],
    ['2147483648', 'out-of-range'],
    ['-2147483649', 'out-of-range'],
    ['0x80000000', 'out-of-range'],
    ['-0x80000000', -2147483648],
    ['9'.repeat(400), 'out-of-range'],
    [' ', null],
    ['\u3000', null],
    ['0x１ＣＣ', 460],
    ['abc', 'malformed'],
    ['4.6', 'malformed'],
    ['4e2', 'malformed'],
    ['460L', 'malformed'],
    ['0x', 'malformed'],
    ['#', 'malformed'],
    ['+0x1', 'malformed'],
    ['0x-1', 'malformed'],
    ['--1', 'malformed'],
    ['4\u00a060', 'malformed'],
    ['\u{1d7d8}', 'malformed'],
    ['1,2', 'malformed'],
  ])('%j is %j', (text, value) => {
    expect(readJavaInteger(text)).toBe(value)
  })
})
