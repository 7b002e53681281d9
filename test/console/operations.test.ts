import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sha256 } from '../../src/console/operations.ts'

const expected = (text: string): string => createHash('sha256').update(text).digest('hex')

it('is SHA-256 of any text', () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 300])
    expect([length, sha256('a'.repeat(length))]).toEqual([length, expected('a'.repeat(length))])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(sha256(text)).toBe(expected(text))
    }),
  )
})
