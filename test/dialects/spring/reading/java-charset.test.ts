import { describe, expect, it } from 'vitest'
import { decodeJava, javaCharset } from '../../../../src/dialects/spring/reading/java-charset.ts'

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
