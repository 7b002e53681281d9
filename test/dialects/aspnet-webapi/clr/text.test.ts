import { expect, test } from 'vitest'
import { parseBoolean } from '../../../../src/dialects/aspnet-webapi/clr/boolean.ts'
import { foldCase } from '../../../../src/dialects/aspnet-webapi/clr/ordinal-ignore-case.ts'
import { isBlank, trim } from '../../../../src/dialects/aspnet-webapi/clr/white-space.ts'

test('white space is what Char.IsWhiteSpace says', () => {
  expect(trim(' \t\n\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000a b\u3000')).toBe(
    'a b',
  )
  expect(trim('\ufeffa\u200b')).toBe('\ufeffa\u200b')
  expect(isBlank('\u00a0 ')).toBe(true)
  expect(isBlank(' x')).toBe(false)
})

test.each([
  ['Name', 'nAME', true],
  ['é', 'É', true],
  ['ß', 'SS', false],
  ['ı', 'I', false],
  ['ſ', 'S', false],
  ['é', 'e', false],
])('%s and %s: %s', (one, other, equal) => {
  expect(foldCase(one) === foldCase(other)).toBe(equal)
})

test.each([
  ['True', true],
  [' FALSE ', false],
  ['1', 'format'],
  ['', 'format'],
])('Boolean.Parse of %j is %s', (text, value) => {
  const read = parseBoolean(text)
  expect(read.ok ? read.value : read.reason).toBe(value)
})
