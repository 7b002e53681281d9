import type { Sample } from './load-worker.ts'
import { median } from './median.ts'

/** What each server did with each workload, round by round. */
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

/** How one server's figures compare with another's. */
export interface Ratios {
  readonly rate: number
  /** Answers for the same processor time. */
  readonly cpu: number
  readonly p99: number
  /** Whether both had all they could do; if not, only `cpu` tells which is faster. */
  readonly busy: boolean
}

/** Rounds are compared each by itself, and the median taken: what slows a machine down slows both. */
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

/** Whether the server was the limit and not the load. Its own time is not all: the network's is the core's. */
export const wasBusy = (samples: readonly Sample[]): boolean =>
  middle(samples, 'busy') >= BUSY || 1 - middle(samples, 'idle') >= BUSY

/** One line for each server that answered wrongly. */
export const wrongAnswers = (results: Results): string[] =>
  [...results].flatMap(([server, byWorkload]) =>
    [...byWorkload].flatMap(([workload, samples]) => {
      const wrong = samples.reduce((sum, sample) => sum + sample.wrong, 0)
      return wrong === 0
        ? []
        : `${server}: ${wrong} wrong answers or broken connections in ${workload}`
    }),
  )

/** How much of the cores was somebody else's: the median of all measurements. */
export const othersOf = (results: Results): number =>
  median(
    [...results.values()].flatMap((byWorkload) =>
      [...byWorkload.values()].flatMap((samples) => samples.map(({ others }) => others)),
    ),
  )
