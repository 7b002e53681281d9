import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Call } from '../../../src/core/pipeline.ts'
import {
  cookiesOf,
  queryValues,
  strictCookieOf,
} from '../../../src/scripting/stubs/request-values.ts'

const unit = fc.constantFrom('a', 'b', 'é', '%41', '%C3%A9', '%', '%zz', '+', '=', '?')
const part = fc.string({ unit, maxLength: 4 })

it('reads what URLSearchParams reads', () => {
  const query = fc.array(part, { maxLength: 5 }).map((parts) => parts.join('&'))
  const name = fc.constantFrom('a', 'b', 'ab', 'A', 'é', ' ', '', 'a?')
  fc.assert(
    fc.property(query, name, (query, name) => {
      // Behind a pair of nothing: of a whole text it would take off a question mark, which a query may begin with.
      const expected = new URLSearchParams(`&${query}`).getAll(name)
      expect([queryValues(query, name) ?? []].flat()).toEqual(expected)
    }),
    { numRuns: 5_000 },
  )
})

const cookieRead = (name: string, cookie: string | undefined) =>
  strictCookieOf(name)({ request: { headers: { cookie } } } as unknown as Call)

it.each([
  ['a=1; b="x y"', { a: '1', b: 'x y' }],
  ['a=x,y; b="x;y"; c=3', { c: '3' }],
  ['$Version=1; a b=1; a[]=1; =x; d; e=', { e: '' }],
  ['a=b=c; f=中; g={"x":1}; h=[1]', { a: 'b=c', h: '[1]' }],
  [undefined, {}],
])('of %j counts %j', (header, expected) => {
  expect(Object.fromEntries(cookiesOf(header))).toEqual(expected)
  for (const [name, value] of Object.entries(expected)) expect(cookieRead(name, header)).toBe(value)
})

it('a repeated cookie has all its values, a name that is no token none', () => {
  expect(cookieRead('a', 'a=1; b=2; a=3; a=4,5')).toEqual(['1', '3'])
  expect(cookieRead('a b', 'a b=1')).toBeUndefined()
})
