import type { ParityResult } from './result.ts'

const kinds = ['same', 'silent', 'refused', 'accepted', 'shape', 'uncounted'] as const

const none = { same: 0, silent: 0, refused: 0, accepted: 0, shape: 0, uncounted: 0 }

/** Counts the results of each group by kind. Results without a group are not counted. */
export const countByGroup = (
  results: readonly ParityResult[],
): ReadonlyMap<string, Readonly<Record<(typeof kinds)[number], number>>> => {
  const groups = new Map<string, Record<(typeof kinds)[number], number>>()
  for (const { group, kind = 'same' } of results) {
    if (group === undefined) continue
    const row = groups.get(group) ?? { ...none }
    row[kind]++
    groups.set(group, row)
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/**
 * Returns one line for each group, and one line with the sums of those that have kinds. Returns no lines if
 * no result has a group.
 */
export const groupTable = (results: readonly ParityResult[]): readonly string[] => [
  ...kindTable(results.filter(({ kind }) => kind !== undefined)),
  ...passedTable(results.filter(({ kind }) => kind === undefined)),
]

/** Returns the lines for results without a kind. */
const passedTable = (results: readonly ParityResult[]): readonly string[] => {
  const groups = new Map<string, { passed: number; all: number }>()
  for (const { group, passed } of results) {
    if (group === undefined) continue
    const row = groups.get(group) ?? { passed: 0, all: 0 }
    row.all++
    if (passed) row.passed++
    groups.set(group, row)
  }
  return [...groups].map(([name, { passed, all }]) => `${name.padEnd(18)}${passed} of ${all}`)
}

const kindTable = (results: readonly ParityResult[]): readonly string[] => {
  const rows = [...countByGroup(results)]
  if (rows.length === 0) return []
  const line = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(18) + cells.map((cell) => String(cell).padStart(10)).join('')
  const sums = kinds.map((kind) => rows.reduce((sum, [, row]) => sum + row[kind], 0))
  return [
    line('group', kinds),
    ...rows.map(([name, row]) =>
      line(
        name,
        kinds.map((kind) => row[kind]),
      ),
    ),
    line('all', sums),
  ]
}
