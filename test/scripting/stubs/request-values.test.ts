import fc from 'fast-check'
import { expect, it } from 'vitest'
import { queryValues } from '../../../src/scripting/stubs/request-values.ts'

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
