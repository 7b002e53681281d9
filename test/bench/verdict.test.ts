import { expect, test } from 'vitest'
import { failures, type Figure } from './verdict.ts'

const rate: Figure = {
  name: 'the ratio of a to b',
  value: 0.375,
  better: 'more',
  expected: { stated: 0.5, slack: 0.25 },
}

test('A figure passes up to its slack', () => {
  expect(failures([rate])).toEqual([])
  expect(failures([{ ...rate, value: 0.37 }])).toEqual([
    'the ratio of a to b is 0.37, and is to be at least 0.38 (0.50 with 25 % of slack).',
  ])
})

test('Of some figures less is better', () => {
  const bytes: Figure = {
    name: 'what a request allocates in bytes',
    value: 12_000,
    better: 'less',
    expected: { stated: 10_000, slack: 0.2 },
  }
  expect(failures([bytes, rate])).toEqual([])
  expect(failures([{ ...bytes, value: 12_001 }, rate])).toEqual([
    'what a request allocates in bytes is 12001, and is to be at most 12000 (10000 with 20 % of slack).',
  ])
})

test('What could not be measured is not judged', () => {
  expect(failures([{ ...rate, value: NaN }])).toEqual([])
})
