import autocannon from 'autocannon'
import type { Cores } from './machine.ts'
import { percentile } from './median.ts'
import { coreTime, processTime, type CoreTime } from './processor-time.ts'
import type { LoadRequest } from './workloads.ts'

/** The load on one server, for a number of seconds or of requests. */
export interface LoadJob {
  readonly server: { readonly port: number; readonly pid: number }
  readonly cores: Cores | undefined
  readonly connections: number
  readonly seconds?: number
  readonly amount?: number
  /** The requests, which are shared out to the connections. Each connection repeats its share. */
  readonly requests: readonly LoadRequest[]
  /** A text that every correct answer contains. */
  readonly sign?: string
}

/** The figures of a server under load, from the first answer to the last. Unknown figures are NaN. */
export interface Sample {
  /** The number of answers a second. */
  readonly rate: number
  /** The time in ms from the start of a request to the end of its answer. */
  readonly p50: number
  readonly p99: number
  /** The server's processor time for one answer, in µs. */
  readonly cpu: number
  /** The share of a core that the server used. */
  readonly busy: number
  /** The share of the server's core that was idle. */
  readonly idle: number
  /** The share of a core that the load generator used. */
  readonly loadBusy: number
  /**
   * The share of the server's core, or of the load generator's if that is more, that other processes used.
   */
  readonly others: number
  /** The number of answers that are not 2xx or lack the sign, and of broken connections. */
  readonly wrong: number
}

/** The interval in ms at which autocannon checks whether its time is over. */
const LOOK_MS = 50

const run = async (job: LoadJob): Promise<Sample> => {
  const read = () => ({
    ms: performance.now(),
    server: processTime(job.server.pid),
    load: process.cpuUsage(),
    serverCore: coreTime(job.cores?.server),
    loadCore: coreTime(job.cores?.load),
  })
  // Times are kept here, because autocannon's own histogram counts whole ms.
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

/** Returns the change between two readings, as shares of the elapsed time. */
const spent = (start: CoreTime, end: CoreTime, ns: number): CoreTime => ({
  idle: (end.idle - start.idle) / ns,
  interrupts: (end.interrupts - start.interrupts) / ns,
})

/** Runs autocannon, and calls `answered` with the time in ms of each answer. */
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
      // As an option, autocannon would copy the requests for each connection.
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

/**
 * Shares out the requests one by one, so that the connections together send them in order. Each connection
 * gets at least one request.
 */
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
