import { describe, expect, it } from 'vitest'
import { readParameters } from '../../../../src/dialects/spring/reading/body-reading.ts'

/** The pairs as read, one a line; dropped ones as `!`. */
const read = (text: string): string[] => {
  const pairs: string[] = []
  readParameters(
    text,
    (name, value) => pairs.push(`${name}=${value}`),
    () => pairs.push('!'),
    10_000,
  )
  return pairs
}

describe('request parameters as Tomcat reads them', () => {
  it.each([
    ['', []],
    ['a=1', ['a=1']],
    ['a=1&b=2', ['a=1', 'b=2']],
    ['&&a=1&', ['a=1']],
    ['a', ['a=']],
    ['a=', ['a=']],
    ['=1', []],
    ['a=b=c', ['a=b=c']],
    ['a&b=2', ['a=', 'b=2']],
    ['a=1;b=2', ['a=1;b=2']],
    ['a=1+2', ['a=1 2']],
    ['a%3D=%2B', ['a==+']],
    ['a=%e5%BE%ae', ['a=微']],
    ['a=%', ['!']],
    ['a=%4', ['!']],
    ['a=%zz&b=2', ['!', 'b=2']],
    ['%zz=1', ['!']],
    ['a=%4%31', ['!']],
    ['a=%FF', ['a=\ufffd']],
    ['a=\u00e5\u00be\u00ae', ['a=微']],
    ['a=微信', ['a=微信']],
    ['__proto__=1&constructor=2', ['__proto__=1', 'constructor=2']],
  ])('%s', (text, pairs) => {
    expect(read(text)).toEqual(pairs)
  })

  it('stops reading after 10,000 pairs', () => {
    expect(read('a=1&'.repeat(10_500))).toHaveLength(10_000)
  })

  it('reads a mebibyte of percent signs at once', () => {
    expect(read('%25'.repeat(350_000))).toEqual([`${'%'.repeat(350_000)}=`])
  })
})
