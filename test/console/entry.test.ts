import { expect, it } from 'vitest'
import { readEntry } from '../../src/console/entry.ts'

it('keeps each header of an answer, also of those that a name has more than one', () => {
  const headers = { Vary: ['Origin', 'Accept'], Server: 'nginx' }
  const pairs = [
    ['Vary', 'Origin'],
    ['Vary', 'Accept'],
    ['Server', 'nginx'],
  ]
  const entry = readEntry({ response: { headers }, mock: { proxied: { mock: { headers } } } })
  expect(entry.answerHeaders).toEqual(pairs)
  expect(entry.own?.headers).toEqual(pairs)
})
