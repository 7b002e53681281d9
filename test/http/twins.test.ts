import { describe, expect, it } from 'vitest'
import { takeTwins } from '../../src/http/twins.ts'

describe('query twins', () => {
  it.each([
    ['', { query: '' }],
    ['a=1&__other=2', { query: 'a=1&__other=2' }],
    ['__code=5368', { query: '', twins: { code: '5368' } }],
    ['__layout', { query: '', twins: { layout: '' } }],
    ['__code=1&a=%20&__code=2&b', { query: 'a=%20&b', twins: { code: '1' } }],
    ['__example=a%2Fb+c', { query: '', twins: { example: 'a/b c' } }],
    ['__example=%zz', { query: '', twins: { example: '%zz' } }],
    ['x__code=1&&', { query: 'x__code=1&&' }],
    ['____proto__=1&__proto__=2', { query: '____proto__=1&__proto__=2' }],
  ])('are taken off %j', (query, expected) => {
    expect(takeTwins(query)).toEqual(expected)
  })
})
