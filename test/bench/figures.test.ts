import { expect, test } from 'vitest'
import { pinned, readCoreList } from './machine.ts'
import { figure, markdownTable, percent } from './markdown-table.ts'
import { median, percentile } from './median.ts'
import { readCoreTime } from './processor-time.ts'
import { workloads } from './workloads.ts'

test('The median is the one in the middle, or between the two', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([9, 1, 5, 6])).toBe(5.5)
  expect(median([])).toBeNaN()
})

test('A percentile is a value that was measured', () => {
  const values = Array.from({ length: 200 }, (_, at) => 200 - at)
  expect(percentile(values, 0.5)).toBe(100)
  expect(percentile(values, 0.99)).toBe(198)
  expect(percentile([7], 0.99)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
})

test('A table is GitHub markdown', () => {
  expect(
    markdownTable(
      ['server', 'n'],
      [
        ['one', '5'],
        ['the other', '1000'],
      ],
    ),
  ).toBe(
    [
      '| server    |    n |',
      '| --------- | ---: |',
      '| one       |    5 |',
      '| the other | 1000 |',
    ].join('\n'),
  )
  expect(figure(2.346, 2)).toBe('2.35')
  expect(figure(NaN)).toBe('-')
  expect(percent(0.894)).toBe('89 %')
  expect(percent(NaN)).toBe('-')
})

test('Cores are read as Linux writes them', () => {
  expect(readCoreList(' 0-2,5\n')).toEqual([0, 1, 2, 5])
  expect(readCoreList('3')).toEqual([3])
  expect(pinned(3, ['node', 'x.js'])).toEqual(['taskset', '-c', '3', 'node', 'x.js'])
  expect(pinned(undefined, ['node', 'x.js'])).toEqual(['node', 'x.js'])
})

test('What became of a core is read from /proc/stat', () => {
  const stat = 'cpu  9 9 9 9\ncpu0 1 1 1 1 1 1 1 0\ncpu1 10 20 30 400 5 6 70 0 0 0\n'
  expect(readCoreTime(stat, 1)).toEqual({ idle: 4.05e9, interrupts: 0.76e9 })
  expect(readCoreTime(stat, 7).idle).toBeNaN()
})

test('Each workload knows its right answers', () => {
  const [a, b, c] = workloads
  expect(a?.right('{"code":200,"data":{"accessToken":{}}}')).toBe(true)
  expect(a?.right('{"code":5367,"data":null}')).toBe(false)
  expect(b?.right('{"status":0,"data":{"accessToken":"x","tokenType":"bearer"}}')).toBe(true)
  expect(b?.right('{"status":2,"data":null}')).toBe(false)
  expect(c?.right('<ResultMessageOfMAuthorizationResponsepV765kqn x="">…')).toBe(false)
  expect(a?.requests).toHaveLength(10_000)
  expect(new Set(a?.requests.map(({ path }) => path)).size).toBe(10_000)
})
