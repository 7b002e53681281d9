import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { JournalLines, recordAt } from '../../../src/world/state/journal-record.ts'

it('lines are what they hold, between checksum, length and line end, however long', () => {
  const lines = new JournalLines()
  const change = fc
    .tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom(1, 1, 1, 1, 300, 70_000))
    .map(([text, times]) => JSON.stringify(text.slice(0, 4).repeat(times)))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 8 }), (changes) => {
      lines.clear()
      for (const one of changes) lines.add(one)
      const expected = changes.map((one) => `[${crc32(one)},${Buffer.byteLength(one)},${one}]\n`)
      expect(lines.bytes.toString('utf8')).toBe(expected.join(''))
      expect(lines.length).toBe(Buffer.byteLength(expected.join('')))
      let at = 0
      for (const one of changes) {
        const found = recordAt(lines.bytes, at)
        expect(found).toMatchObject({ kind: 'intact', change: JSON.parse(one) as unknown })
        at = found.kind === 'incomplete' ? NaN : found.next
      }
    }),
  )
})
