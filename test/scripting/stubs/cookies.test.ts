import { expect, it } from 'vitest'
import { cookieReader, cookiesOf } from '../../../src/scripting/stubs/cookies.ts'

it.each([
  ['a=1; b="x y"', { a: '1', b: 'x y' }],
  ['a=x,y; b="x;y"; c=3', { c: '3' }],
  ['$Version=1; a b=1; a[]=1; =x; d; e=', { e: '' }],
  ['a=b=c; f=中; g={"x":1}; h=[1]', { a: 'b=c', h: '[1]' }],
  [undefined, {}],
])('of %j counts %j', (header, expected) => {
  expect(Object.fromEntries(cookiesOf(header))).toEqual(expected)
  for (const [name, value] of Object.entries(expected))
    expect(cookieReader(name)(header)).toEqual([value])
})

it('a repeated cookie has all its values, a name that is no token none', () => {
  expect(cookieReader('a')('a=1; b=2; a=3; a=4,5')).toEqual(['1', '3'])
  expect(cookieReader('a b')('a b=1')).toEqual([])
})
