import type { Sample } from './load-worker.ts'
import { median } from './median.ts'

/** The samples of each server under each workload, round by round. */
export type Results = Map<string, Map<string, Sample[]>>

export const samplesOf = (results: Results, server: string, workload: string): Sample[] => {
  let byWorkload = results.get(server)
  if (byWorkload === undefined) results.set(server, (byWorkload = new Map<string, Sample[]>()))
  let samples = byWorkload.get(workload)
  if (samples === undefined) byWorkload.set(workload, (samples = []))
  return samples
}

export const middle = (samples: readonly Sample[], of: keyof Sample): number =>
  median(samples.map((sample) => sample[of]))

/** The ratios of one server's figures to another's. */
export interface Ratios {
  readonly rate: number
  /** The ratio of answers for the same processor time. */
  readonly cpu: number
  readonly p99: number
  /** Whether both servers were fully loaded. Otherwise only `cpu` tells which server is faster. */
  readonly busy: boolean
}

/**
 * Returns the medians of the ratios of each round. Rounds are compared one by one, because a slow machine
 * slows both servers.
 */
export const ratiosOf = (ours: readonly Sample[], theirs: readonly Sample[]): Ratios => {
  const over = (of: (ours: Sample, theirs: Sample) => number): number =>
    median(ours.flatMap((sample, at) => (theirs[at] === undefined ? [] : of(sample, theirs[at]))))
  return {
    rate: over((a, b) => a.rate / b.rate),
    cpu: over((a, b) => b.cpu / a.cpu),
    p99: over((a, b) => a.p99 / b.p99),
    busy: wasBusy(ours) && wasBusy(theirs),
  }
}

const BUSY = 0.9

/**
 * Whether the server limited the rate, and not the load generator. The server's core also spends time on the
 * network, so the idle time of the core counts too.
 */
export const wasBusy = (samples: readonly Sample[]): boolean =>
  middle(samples, 'busy') >= BUSY || 1 - middle(samples, 'idle') >= BUSY

/** Returns one line for each server and workload with wrong answers. */
export const wrongAnswers = (results: Results): string[] =>
  [...results].flatMap(([server, byWorkload]) =>
    [...byWorkload].flatMap(([workload, samples]) => {
      const wrong = samples.reduce((sum, sample) => sum + sample.wrong, 0)
      return wrong === 0
        ? []
        : `${server}: ${wrong} wrong answers or broken connections in ${workload}`
    }),
  )

/** Returns the share of the cores that other processes used: the median of all measurements. */
export const othersOf = (results: Results): number =>
  median(
    [...results.values()].flatMap((byWorkload) =>
      [...byWorkload.values()].flatMap((samples) => samples.map(({ others }) => others)),
    ),
  )
