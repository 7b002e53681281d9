import autocannon from 'autocannon'
import type { Cores } from './machine.ts'
import { percentile } from './median.ts'
import { coreTime, processTime, type CoreTime } from './processor-time.ts'
import type { LoadRequest } from './workloads.ts'

/** So much load on one server: for so many seconds, or so many requests. */
export interface LoadJob {
  readonly server: { readonly port: number; readonly pid: number }
  readonly cores: Cores | undefined
  readonly connections: number
  readonly seconds?: number
  readonly amount?: number
  /** Each connection takes its share of them in turn. */
  readonly requests: readonly LoadRequest[]
  /** Stands in every right answer. */
  readonly sign?: string
}

/** What a server did under it, from the first answer to the last. What cannot be told is NaN. */
export interface Sample {
  /** Answers a second. */
  readonly rate: number
  /** In ms, from writing a request to having its whole answer. */
  readonly p50: number
  readonly p99: number
  /** Processor time that an answer took the server, in us. */
  readonly cpu: number
  /** How much of a core the server took. */
  readonly busy: number
  /** How much of its core nobody took. */
  readonly idle: number
  /** How much of a core the load took. */
  readonly loadBusy: number
  /** How much of the server's core or of the load's, whichever is more, somebody else took. */
  readonly others: number
  /** Answers that are not 2xx or lack the sign, and connections that broke. */
  readonly wrong: number
}

/** How often autocannon looks whether it is time to stop, in ms. */
const LOOK_MS = 50

const run = async (job: LoadJob): Promise<Sample> => {
  const read = () => ({
    ms: performance.now(),
    server: processTime(job.server.pid),
    load: process.cpuUsage(),
    serverCore: coreTime(job.cores?.server),
    loadCore: coreTime(job.cores?.load),
  })
  // autocannon's own histogram counts whole ms.
  const times: number[] = []
  let start: ReturnType<typeof read> | undefined
  const { non2xx, errors, mismatches } = await loadOf(job, (ms) => {
    start ??= read()
    times.push(ms)
  })
  const end = read()
  start ??= end
  const ns = (end.ms - start.ms) * 1e6
  const busy = (end.server - start.server) / ns
  const load = process.cpuUsage(start.load)
  const loadBusy = ((load.user + load.system) * 1e3) / ns
  const server = spent(start.serverCore, end.serverCore, ns)
  const { idle, interrupts } = spent(start.loadCore, end.loadCore, ns)
  return {
    rate: times.length / (ns / 1e9),
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    cpu: (end.server - start.server) / 1e3 / times.length,
    busy,
    idle: server.idle,
    loadBusy,
    others: Math.max(1 - server.idle - server.interrupts - busy, 1 - idle - interrupts - loadBusy),
    wrong: non2xx + errors + mismatches,
  }
}

/** As shares of the time that went by. */
const spent = (start: CoreTime, end: CoreTime, ns: number): CoreTime => ({
  idle: (end.idle - start.idle) / ns,
  interrupts: (end.interrupts - start.interrupts) / ns,
})

/** Runs autocannon, and calls back with the ms that each answer took. */
const loadOf = (
  { server, requests, sign, seconds = 1, amount, ...job }: LoadJob,
  answered: (ms: number) => void,
): Promise<autocannon.Result> =>
  new Promise((resolve, reject) => {
    const connections = Math.min(job.connections, amount ?? Infinity)
    const shares = sharesOf(requests, connections)
    const options: autocannon.Options = {
      url: `http://127.0.0.1:${server.port}`,
      connections,
      ...(amount === undefined ? { duration: seconds } : { amount }),
      sampleInt: LOOK_MS,
      // As options they would be copied for each connection.
      setupClient: (client) => {
        client.setRequests(shares.pop() ?? [])
      },
      ...(sign === undefined ? {} : { verifyBody: (body) => String(body).includes(sign) }),
    }
    const load = autocannon(options, (error: unknown, result) => {
      if (error === null) resolve(result)
      else reject(new Error('autocannon refuses its options.', { cause: error }))
    })
    load.on('response', (_client, _status, _bytes, ms) => {
      answered(ms)
    })
  })

/** Dealt out one by one, so that together they come in turn; everybody has at least one. */
const sharesOf = (requests: readonly LoadRequest[], count: number): autocannon.Request[][] => {
  const shares = Array.from({ length: count }, (_, at): autocannon.Request[] => [
    { ...requests[at % requests.length] },
  ])
  for (let at = count; at < requests.length; at++) shares[at % count]?.push({ ...requests[at] })
  return shares.reverse()
}

process.on('message', (job: LoadJob) => {
  run(job).then(
    (sample) => process.send?.(sample),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
