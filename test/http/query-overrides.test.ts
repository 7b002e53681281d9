import { describe, expect, it } from 'vitest'
import { takeQueryOverrides } from '../../src/http/target.ts'

describe('query overrides', () => {
  it.each([
    ['', { query: '' }],
    ['a=1&__other=2', { query: 'a=1&__other=2' }],
    ['__code=5368', { query: '', queryOverrides: { code: '5368' } }],
    ['__layout', { query: '', queryOverrides: { layout: '' } }],
    ['__code=1&a=%20&__code=2&b', { query: 'a=%20&b', queryOverrides: { code: '1' } }],
    ['__example=a%2Fb+c', { query: '', queryOverrides: { example: 'a/b c' } }],
    ['__example=%zz', { query: '', queryOverrides: { example: '%zz' } }],
    ['x__code=1&&', { query: 'x__code=1&&' }],
    ['____proto__=1&__proto__=2', { query: '____proto__=1&__proto__=2' }],
  ])('are taken off %j', (query, expected) => {
    expect(takeQueryOverrides(query)).toEqual(expected)
  })
})
