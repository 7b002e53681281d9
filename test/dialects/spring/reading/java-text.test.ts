import { describe, expect, it } from 'vitest'
import {
  decodeJava,
  javaCharset,
  readJavaInteger,
} from '../../../../src/dialects/spring/reading/java-text.ts'

describe('a charset by any of its names', () => {
  it.each([
    ['utf8', 'UTF-8'],
    ['UTF-8', 'UTF-8'],
    ['Latin1', 'ISO-8859-1'],
    ['cp936', 'GBK'],
    ['unicode', 'UTF-16'],
    ['x-utf-32le', 'UTF-32LE'],
    ['utf-9', undefined],
    ['', undefined],
  ])('%j is %s', (name, charset) => {
    expect(javaCharset(name)).toBe(charset)
  })
})

describe('text of bytes', () => {
  it.each([
    ['UTF-8', 'e5beae', '微'],
    ['UTF-8', 'eda080', '\ufffd'],
    ['UTF-8', 'eda041', '\ufffdA'],
    ['UTF-8', 'ed9fbf', '\ud7ff'],
    ['ISO-8859-1', 'e9', 'é'],
    ['US-ASCII', '41e9', 'A\ufffd'],
    ['GBK', 'cea2', '微'],
    ['UTF-16', '5fae', '微'],
    ['UTF-16', 'feff5fae', '微'],
    ['UTF-16', 'fffeae5f', '微'],
    ['UTF-16BE', 'feff5fae', '\ufeff微'],
    ['UTF-16LE', 'ae5f', '微'],
    ['UTF-32', '0001f600', '😀'],
    ['UTF-32BE', '00110000', '\ufffd'],
    ['UTF-32LE', '00f60100', '😀'],
    ['UTF-32', '0000004100', 'A\ufffd'],
  ])('%s %s', (charset, bytes, text) => {
    expect(decodeJava(Buffer.from(bytes, 'hex'), charset)).toBe(text)
  })
})

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
