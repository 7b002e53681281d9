import { mock, type Contestant } from './contestants.ts'
import type { Load } from './load.ts'
import { figure, markdownTable, percent } from './markdown-table.ts'
import { inTurn } from './in-turn.ts'
import { middle, ratiosOf, samplesOf, wasBusy, type Results } from './results.ts'
import { ask, startServer, type Place, type ServerProcess } from './server-process.ts'
import { logins, signedLogin, signedLogins, type LoadRequest } from './workloads.ts'

const USERS = 100_000
const TENANTS = 1_000
const STUBS = 1_000
/** The entries of a full journal that is larger than the default. */
const ENTRIES = 10_000
const SECONDS = 1
const WARM_UP_SECONDS = 3

/** A server that is filled with records before it is measured. */
interface Grown {
  readonly contestant: Contestant
  /** The requests that fill the server. */
  readonly fill: readonly LoadRequest[]
  /** The proof that the server is filled: `count` of this admin call's answer must be at least `least`. */
  readonly proof?: readonly [path: string, count: (answer: never) => number, least: number]
  readonly requests: readonly LoadRequest[]
}

/** The keys of the tenants. One of them is `default`. */
const tenantKeys = ['default', ...Array.from({ length: TENANTS - 1 }, (_, n) => `job-${n}`)]

const spread = logins.requests.map((_, n) => signedLogin(n, `/t/${tenantKeys[n % TENANTS] ?? ''}`))

/**
 * Returns stub number `n`, which matches a path, a header or a parameter of its own. Two thirds of the stubs
 * are for the operation under load.
 */
const stub = (n: number): unknown => {
  const { pathname } = new URL(signedLogin(n).path, 'http://mock')
  const kinds = [
    { urlPath: `/elsewhere/${n}` },
    { urlPath: pathname, headers: { 'X-Test': { equalTo: `test ${n}` } } },
    { urlPath: pathname, queryParameters: { code: { equalTo: `other${n}` } } },
  ]
  return { request: { method: 'POST', ...kinds[n % kinds.length] }, response: { status: 200 } }
}

const importStubs: LoadRequest = {
  method: 'POST',
  path: '/__admin/mappings/import',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ mappings: Array.from({ length: STUBS }, (_, n) => stub(n)) }),
}

const PLAIN = 'nothing in it'

const tenantsThere: Grown['proof'] = [
  '/__admin/tenants',
  ({ tenants }: { tenants: unknown[] }) => tenants.length,
  TENANTS,
]

const plain: Grown = {
  contestant: mock(PLAIN),
  fill: [],
  requests: logins.requests,
}

const grown: readonly Grown[] = [
  plain,
  {
    ...plain,
    contestant: mock(`${USERS} users`),
    fill: signedLogins(USERS),
    proof: ['/__admin/world', ({ people }: { people: unknown[] }) => people.length, USERS],
    requests: signedLogins(USERS).filter((_, n) => n % 10 === 0),
  },
  {
    ...plain,
    contestant: mock(`${TENANTS} tenants`),
    fill: spread,
    proof: tenantsThere,
  },
  // This server misses its goal, because the records of the next tenant are never in the processor's caches.
  {
    ...plain,
    contestant: mock(`spread over ${TENANTS} tenants`),
    fill: spread,
    proof: tenantsThere,
    requests: spread,
  },
  {
    ...plain,
    contestant: mock(`${STUBS} stubs`),
    fill: [importStubs],
    proof: ['/__admin/mappings', ({ meta }: { meta: { total: number } }) => meta.total, STUBS],
  },
  {
    ...plain,
    contestant: mock(`${ENTRIES} journal entries`, [
      ...['--journal-entries', String(ENTRIES)],
      // The default limit in bytes would be reached first.
      ...['--journal-bytes', String(2 ** 26)],
    ]),
    fill: signedLogins(ENTRIES),
    proof: ['/__admin/requests', ({ meta }: { meta: { total: number } }) => meta.total, ENTRIES],
  },
]

export interface GrowthOptions extends Place {
  readonly load: Load
  readonly rounds: number
  readonly connections: number
}

/** Measures the login workload with filled servers and with an empty one. */
export const measureGrowth = async (options: GrowthOptions): Promise<Results> => {
  const { load, cores, connections, rounds } = options
  const results: Results = new Map()
  const servers = new Map<ServerProcess, Grown>()
  const run = ({ at }: ServerProcess, { requests }: Grown, seconds: number) => {
    const { sign } = logins
    return load.run({ server: at, cores, connections, requests, sign, seconds })
  }
  try {
    for (const one of grown) {
      const server = await startServer(one.contestant, logins, options)
      servers.set(server, one)
      await all(options, server, one.fill)
      await prove(server, one)
      await run(server, one, WARM_UP_SECONDS)
      server.pause()
    }
    await inTurn([...servers.keys()], rounds, async (server) => {
      const one = servers.get(server) ?? plain
      samplesOf(results, server.name, logins.name).push(await run(server, one, SECONDS))
    })
  } finally {
    for (const server of servers.keys()) await server.stop()
  }
  return results
}

/** Sends each request once. */
const all = async (
  { load, cores, connections }: GrowthOptions,
  { name, at }: ServerProcess,
  requests: readonly LoadRequest[],
): Promise<void> => {
  if (requests.length === 0) return
  const { wrong } = await load.run({
    server: at,
    cores,
    connections,
    requests,
    amount: requests.length,
  })
  if (wrong > 0) throw new Error(`${name}: ${wrong} preparing requests went wrong`)
}

const prove = async ({ name, at }: ServerProcess, { proof }: Grown): Promise<void> => {
  if (proof === undefined) return
  const [path, count, least] = proof
  const { body } = await ask(at.port, { method: 'GET', path })
  const there = count(JSON.parse(body) as never)
  if (there < least) throw new Error(`${name}: there are ${there}`)
}

/** The names of the servers that are compared with the empty server. */
export const growthNames = grown.map(({ contestant }) => contestant.name).slice(1)

/** Returns the ratios of each server in the results to the empty server, by name. */
export const growthRatios = (results: Results): Map<string, ReturnType<typeof ratiosOf>> => {
  const without = samplesOf(results, PLAIN, logins.name)
  return new Map(
    [...results.keys()]
      .filter((name) => name !== PLAIN)
      .map((name) => [name, ratiosOf(samplesOf(results, name, logins.name), without)]),
  )
}

export const growthTable = (results: Results): string => {
  const ratios = growthRatios(results)
  return markdownTable(
    [
      'with',
      'requests/s',
      'p99 ms',
      'CPU us',
      'server busy',
      'ratio of requests/s',
      'of CPU',
      'goal',
    ],
    [...results.keys()].map((name) => {
      const samples = samplesOf(results, name, logins.name)
      const mark = wasBusy(samples) ? '' : '*'
      const ratio = ratios.get(name)
      return [
        name,
        `${figure(middle(samples, 'rate'))}${mark}`,
        figure(middle(samples, 'p99'), 2),
        figure(middle(samples, 'cpu'), 1),
        percent(middle(samples, 'busy')),
        ratio === undefined ? '' : `${figure(ratio.rate, 3)}${mark}`,
        ratio === undefined ? '' : figure(ratio.cpu, 3),
        ratio === undefined ? '' : '>= 0.95',
      ]
    }),
  )
}
