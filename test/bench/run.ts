import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { allocationsTable, countAllocations } from './allocation.ts'
import { allocationFigures, growthFigures, rateFigures } from './check.ts'
import { growthTable, measureGrowth } from './growth.ts'
import { startLoad } from './load.ts'
import { percent } from './markdown-table.ts'
import { describeMachine, separateCores } from './machine.ts'
import { measureRates, ratesTable, ratiosTable } from './rates.ts'
import { othersOf, wrongAnswers, type Results } from './results.ts'
import { measureStart, startTable } from './start.ts'
import { failures, type Figure } from './verdict.ts'
import { workloads } from './workloads.ts'

/*
 * Measures how fast the built server is, compared with other servers in the same run. Figures of different
 * runs are not comparable. The machine must be quiet during the run (about eight minutes).
 *
 *   npm run bench                               everything
 *   npm run bench -- --parts rates              any of rates, growth, start, allocation, with commas
 *   npm run bench -- --rounds 5 --seconds 3     the defaults; also --connections 32
 *   npm run bench:start                         start, memory, installed size (see start.ts for json-server)
 *   npm run bench -- --check                    exits 1 if a figure has become worse (see expected.ts)
 *
 * `*` marks rates that the load generator limited, and not the server. Then only the ratio of CPU shows which
 * server is faster. A wrong answer, a status other than 200 or a broken connection fails the run.
 */

const PARTS = ['rates', 'growth', 'start', 'allocation'] as const
/** Growth is measured in this many rounds for each round of rates, because its measurements are short. */
const GROWTH_ROUNDS = 3
const STARTS = 3
const IDLE_MS = 1_000

const refuse = (text: string): never => {
  console.error(text)
  process.exit(2)
}

const { values } = parseArgs({
  options: {
    parts: { type: 'string', default: PARTS.join(',') },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '32' },
    check: { type: 'boolean', default: false },
  },
})

const parts = values.parts.split(',')
for (const part of parts)
  if (!PARTS.some((known) => known === part))
    refuse(`--parts ${part} cannot be: there are ${PARTS.join(', ')}.`)

const numberOf = (name: 'rounds' | 'seconds' | 'connections'): number => {
  const value = Number(values[name])
  if (!Number.isInteger(value) || value < 1 || value > 1_000)
    refuse(`--${name} ${values[name]} cannot be: use a whole number from 1 to 1000.`)
  return value
}

const [rounds, seconds, connections] = [
  numberOf('rounds'),
  numberOf('seconds'),
  numberOf('connections'),
]
const cores = separateCores()
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    process.exit(1)
  })

const wrong: string[] = []
const figures: Figure[] = []

const show = (title: string, ...tables: string[]): void => {
  console.log(`\n${[title, ...tables].join('\n\n')}`)
}

const take = (results: Results, judged: readonly Figure[]): void => {
  wrong.push(...wrongAnswers(results))
  const others = othersOf(results)
  if (others > 0.05)
    console.log(`\nNot quiet: other processes took ${percent(others)} of the cores meanwhile.`)
  figures.push(...judged)
}

const load = startLoad(cores?.load)
const common = { load, folder, cores, connections }
console.log(describeMachine(cores))
if (parts.includes('rates')) {
  const results = await measureRates({ ...common, rounds, seconds })
  const what = workloads.map(({ name, what }) => `${name}: ${what}`).join('; ')
  show(
    `${connections} connections, medians of ${rounds} rounds of ${seconds} s. ${what}.`,
    ratesTable(results),
    ratiosTable(results),
  )
  take(results, rateFigures(results))
}
if (parts.includes('growth')) {
  const results = await measureGrowth({ ...common, rounds: rounds * GROWTH_ROUNDS })
  show(`Workload a with much in the server, and with nothing:`, growthTable(results))
  take(results, growthFigures(results))
}
load.stop()
if (parts.includes('start')) {
  const results = await measureStart({ runs: rounds * STARTS, idleMs: IDLE_MS })
  show(
    'From the spawn to the first right answer, and resident memory after that:',
    startTable(results),
  )
}
if (parts.includes('allocation')) {
  const allocations = await countAllocations()
  show('What the mock takes from the heap beside what node takes:', allocationsTable(allocations))
  figures.push(...allocationFigures(allocations))
}

const bad = [...wrong, ...(values.check ? failures(figures) : [])]
console.log(bad.length > 0 ? `\n${bad.map((line) => `FAILED: ${line}`).join('\n')}` : '')
process.exitCode = bad.length > 0 ? 1 : 0
