import { describe, expect, it } from 'vitest'
import { jsonBody, writeJackson } from '../../../../src/dialects/spring/answers/json-reply.ts'

/** A pair of surrogates, half of one, and an escape that is not a surrogate's. */
const value = ['😀', '\ud83d', '\n']

describe('JSON in an encoding', () => {
  it.each(['UTF-8', 'US-ASCII'])('%s: as text, pairs of surrogates escaped', (charset) => {
    expect(jsonBody(value, charset)).toBe('["\\uD83D\\uDE00","\\uD83D","\\n"]')
  })

  const plain = '["😀","\\uD83D","\\n"]'
  it.each([
    ['UTF-16', Buffer.from(plain, 'utf16le').swap16()],
    ['UTF-16BE', Buffer.from(plain, 'utf16le').swap16()],
    ['UTF-16LE', Buffer.from(plain, 'utf16le')],
  ])('%s: pairs as they are', (charset, bytes) => {
    expect(jsonBody(value, charset)).toEqual(bytes)
  })

  it.each([
    ['UTF-32', '0000005b000000220001f600000000220000005d'],
    ['UTF-32BE', '0000005b000000220001f600000000220000005d'],
    ['UTF-32LE', '5b0000002200000000f60100220000005d000000'],
  ])('%s: four bytes a character', (charset, hex) => {
    expect(jsonBody(['😀'], charset)).toEqual(Buffer.from(hex, 'hex'))
  })
})

describe('JSON as Jackson writes it', () => {
  it.each([
    [{ b: 1, a: null, c: [true, ''] }, '{"b":1,"a":null,"c":[true,""]}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [[undefined, null, -0, 1e21, NaN, {}, []], '[null,null,0,1e+21,null,{},[]]'],
    [{ 'a"b': '\ud800 \ud83d\ude00' }, '{"a\\"b":"\\uD800 \\uD83D\\uDE00"}'],
    ['微信/</script>&"\\', '"微信/</script>&\\"\\\\"'],
    ['\b\t\n\f\r', '"\\b\\t\\n\\f\\r"'],
    ['\u001f\u007f\u2028', '"\\u001F\u007f\u2028"'],
    ['\\u001f', '"\\\\u001f"'],
    ['\\\u001b', '"\\\\\\u001B"'],
  ])('%j', (value, text) => {
    expect(writeJackson(value)).toBe(text)
  })
})
