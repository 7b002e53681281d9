import { expect, it } from 'vitest'
import { hashOrder } from '../../../src/scripting/stubs/hash-order.ts'

it('is that of a Java HashSet', () => {
  expect(hashOrder(['two', 'three', 'Started', 'zz', 'a', 'b'])).toEqual([
    'zz',
    'a',
    'Started',
    'b',
    'two',
    'three',
  ])
  expect(hashOrder(['A', 'login', 'B', 'a', '中', 'My Scenario', 'checkout'])).toEqual([
    'A',
    'a',
    'B',
    'My Scenario',
    'login',
    '中',
    'checkout',
  ])
})
