import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isCutShort, JournalLines, parseRecord } from '../../../src/world/state/journal-record.ts'

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
      const read = lines.bytes.toString('latin1').split('\n').slice(0, -1)
      expect(read.map((line) => parseRecord(Buffer.from(line, 'latin1')))).toEqual(
        changes.map((one) => JSON.parse(one) as unknown),
      )
    }),
  )
})

it('a line without its end is cut short wherever the cut is, and else damaged', () => {
  const lines = new JournalLines()
  lines.add('{"t":"default","dropped":true}')
  const line = Buffer.from(lines.bytes)
  for (let cut = 1; cut < line.length; cut++)
    expect(isCutShort(line.subarray(0, cut)), `cut at ${cut}`).toBe(true)
  expect(isCutShort(Buffer.from(`${line.toString().trimEnd()}X`))).toBe(false)
  expect(isCutShort(Buffer.from('x'))).toBe(false)
})
