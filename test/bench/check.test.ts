import { expect, test } from 'vitest'
import { allocationFigures, growthFigures, rateFigures } from './check.ts'
import { comparisons, contestants } from './contestants.ts'
import { expectedAllocation, expectedCpu, expectedGrowth } from './expected.ts'
import { growthNames } from './growth.ts'
import { failures } from './verdict.ts'
import { workloads } from './workloads.ts'

const names = workloads.map(({ name }) => name)

test('Every comparison, workload and growth has its expectation', () => {
  expect(Object.keys(expectedCpu)).toEqual(comparisons.map(({ name }) => name))
  for (const byWorkload of Object.values(expectedCpu))
    expect(Object.keys(byWorkload)).toEqual(names)
  expect(Object.keys(expectedAllocation)).toEqual(names)
  expect(Object.keys(expectedGrowth)).toEqual(growthNames)
})

test('What is compared takes part', () => {
  const known = contestants.map(({ name }) => name)
  for (const { name, other } of comparisons)
    expect(known).toEqual(expect.arrayContaining([name, other]))
})

test('What was not measured is not judged; twice the allocations are', () => {
  expect(failures([...rateFigures(new Map()), ...growthFigures(new Map())])).toEqual([])
  expect(failures(allocationFigures({}))).toEqual([])
  const doubled = Object.fromEntries(
    Object.entries(expectedAllocation).map(([name, { stated }]) => [name, stated * 2]),
  )
  expect(failures(allocationFigures(doubled))).toHaveLength(names.length)
})
