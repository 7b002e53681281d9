import { expect, test } from 'vitest'
import { foldCase, isBlank, trim } from '../../../../src/dialects/aspnet-webapi/clr/text.ts'

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
