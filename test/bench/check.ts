import type { Allocations } from './allocation.ts'
import { comparisons } from './contestants.ts'
import { expectedAllocation, expectedCpu, expectedGrowth } from './expected.ts'
import { growthRatios } from './growth.ts'
import { compare } from './rates.ts'
import type { Results } from './results.ts'
import type { Figure } from './verdict.ts'

/**
 * The figures of the regression guard: processor time compared with that of others in the same run, and
 * allocations.
 */
export const rateFigures = (results: Results): Figure[] =>
  comparisons.flatMap((comparison) =>
    Object.entries(expectedCpu[comparison.name] ?? {}).map(([workload, expected]) => ({
      name: `what ${comparison.name} answers in workload ${workload} for the CPU of one answer of ${comparison.other}`,
      value: compare(results, comparison, workload).cpu,
      better: 'more',
      expected,
    })),
  )

export const growthFigures = (results: Results): Figure[] => {
  const ratios = growthRatios(results)
  return Object.entries(expectedGrowth).map(([name, expected]) => ({
    name: `what is answered with ${name} for the CPU of one answer without`,
    value: ratios.get(name)?.cpu ?? NaN,
    better: 'more',
    expected,
  }))
}

export const allocationFigures = (allocations: Allocations): Figure[] =>
  Object.entries(expectedAllocation).map(([workload, expected]) => ({
    name: `what a request of workload ${workload} allocates in bytes`,
    value: allocations[workload] ?? NaN,
    better: 'less',
    expected,
  }))
