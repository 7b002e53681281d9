import { describe, expect, it } from 'vitest'
import { writeJackson } from '../../../../src/dialects/spring/answers/jackson.ts'

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
