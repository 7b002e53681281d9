import { comparisons, contestants, type Comparison } from './contestants.ts'
import { inTurn } from './in-turn.ts'
import type { Load } from './load.ts'
import { figure, markdownTable, percent } from './markdown-table.ts'
import { middle, ratiosOf, samplesOf, wasBusy, type Ratios, type Results } from './results.ts'
import { demand, startServer, type Place, type ServerProcess } from './server-process.ts'
import { logins, workloads, type Workload } from './workloads.ts'

export interface RateOptions extends Place {
  readonly load: Load
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
}

const WARM_UP_SECONDS = 2

/** Measures every contestant under every workload. Throws an Error if one answers wrongly. */
export const measureRates = async (options: RateOptions): Promise<Results> => {
  const { load, rounds, connections } = options
  const results: Results = new Map()
  const servers: ServerProcess[] = []
  const run = async ({ at }: ServerProcess, seconds: number, workload: Workload) => {
    const { requests, sign } = workload
    return load.run({ server: at, cores: options.cores, connections, seconds, requests, sign })
  }
  try {
    for (const contestant of contestants) {
      const server = await startServer(contestant, logins, options)
      servers.push(server)
      for (const workload of workloads) {
        await demand(server, workload)
        await run(server, WARM_UP_SECONDS, workload)
      }
      server.pause()
    }
    await inTurn(servers, rounds, async (server) => {
      for (const workload of workloads) {
        const sample = await run(server, options.seconds, workload)
        samplesOf(results, server.name, workload.name).push(sample)
        await demand(server, workload)
      }
    })
  } finally {
    for (const server of servers) await server.stop()
  }
  return results
}

export const ratesTable = (results: Results): string =>
  markdownTable(
    ['workload, server', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us', 'server busy', 'load busy'],
    workloads.flatMap(({ name: workload }) =>
      [...results.keys()].map((server) => {
        const samples = samplesOf(results, server, workload)
        return [
          `${workload} ${server}`,
          `${figure(middle(samples, 'rate'))}${wasBusy(samples) ? '' : '*'}`,
          figure(middle(samples, 'p50'), 2),
          figure(middle(samples, 'p99'), 2),
          figure(middle(samples, 'cpu'), 1),
          percent(middle(samples, 'busy')),
          percent(middle(samples, 'loadBusy')),
        ]
      }),
    ),
  )

/** Returns the ratios of the two servers of a comparison under a workload. */
export const compare = (results: Results, { name, other }: Comparison, workload: string): Ratios =>
  ratiosOf(samplesOf(results, name, workload), samplesOf(results, other, workload))

export const ratiosTable = (results: Results): string => {
  const rowOf = (
    comparison: Comparison,
    title: string,
    of: 'rate' | 'cpu' | 'p99',
    goal: string,
  ) => [
    `${comparison.name} / ${comparison.other}: ${title}`,
    ...workloads.map(({ name }) => {
      const ratios = compare(results, comparison, name)
      return `${figure(ratios[of], 2)}${of === 'cpu' || ratios.busy ? '' : '*'}`
    }),
    goal,
  ]
  return markdownTable(
    ['ratio', ...workloads.map(({ name }) => name), 'goal'],
    comparisons.flatMap((comparison) => [
      rowOf(comparison, 'requests/s', 'rate', `>= ${comparison.goal}`),
      rowOf(comparison, 'answers for the same CPU', 'cpu', ''),
      rowOf(
        comparison,
        'p99',
        'p99',
        comparison.p99Goal === undefined ? '' : `<= ${comparison.p99Goal}`,
      ),
    ]),
  )
}
