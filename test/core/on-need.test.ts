import { expect, test } from 'vitest'
import { remember } from '../../src/core/on-need.ts'

test('what was made of a text is kept, within bounds', () => {
  let made = 0
  const counted = remember((text) => ({ text, made: ++made }))
  expect(counted('a')).toBe(counted('a'))
  expect(made).toBe(1)
  const long = 'x'.repeat(1025)
  expect(counted(long)).toEqual({ text: long, made: 2 })
  expect(counted(long)).toEqual({ text: long, made: 3 })
  for (let i = 0; i < 256; i++) counted(String(i))
  const after = made
  counted('a')
  expect(made).toBe(after + 1)
})
