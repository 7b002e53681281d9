import { createServer, type RequestListener } from 'node:http'
import { duplexPair } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Allocations } from './allocation.ts'
import { median } from './median.ts'
import { workloads, type LoadRequest, type Workload } from './workloads.ts'

/**
 * The types come from the sources, and the code from the build, because the code that tsx makes of the
 * sources allocates more.
 */
const built = new URL('../../dist/index.js', import.meta.url).href
const { createApp } = (await import(built)) as typeof import('../../src/index.ts')

/** The number of requests after which V8 has compiled all code that runs often. */
const WARM_UP = 30_000
const COUNTED = 4_000
const ROUNDS = 5
/** The most rounds that are repeated because garbage was collected during them. */
const MOST_SPOILT = 20

/** The time in ms after which the observer has reported past collections. */
const TOLD_MS = 20

/** Sends request number `at` on a connection without a socket. Resolves when the answer is complete. */
type Asks = (at: number) => Promise<void>

const connect = (handle: RequestListener, { requests, sign }: Workload): Asks => {
  const [client, side] = duplexPair()
  createServer(handle).emit('connection', side)
  const bytes = requests.map(bytesOf)
  let answer = ''
  let done: () => void = () => undefined
  client.on('data', (chunk: Buffer) => {
    answer = chunk.toString('latin1')
    if (answer.includes(sign)) done()
  })
  return (at) =>
    new Promise((resolve) => {
      done = resolve
      client.write(bytes[at % bytes.length])
    })
}

const bytesOf = ({ method, path, headers = {}, body = '' }: LoadRequest): Buffer => {
  const all = { Host: '127.0.0.1', ...headers, 'Content-Length': Buffer.byteLength(body) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

let collections = 0
const observer = new PerformanceObserver((list) => (collections += list.getEntries().length))

/** Resolves to the bytes that a request allocates: the median of several rounds. */
const perRequest = async (ask: Asks): Promise<number> => {
  for (let at = 0; at < WARM_UP; at++) await ask(at)
  const rounds: number[] = []
  let spoilt = 0
  while (rounds.length < ROUNDS) {
    collections = 0
    globalThis.gc?.()
    // On a busy machine the observer reports the collection late.
    while (collections === 0) await sleep(TOLD_MS)
    await sleep(TOLD_MS)
    collections = 0
    const before = process.memoryUsage().heapUsed
    for (let at = 0; at < COUNTED; at++) await ask(at)
    const after = process.memoryUsage().heapUsed
    await sleep(TOLD_MS)
    if (collections === 0) rounds.push((after - before) / COUNTED)
    else if (++spoilt > MOST_SPOILT)
      throw new Error('Garbage was collected whenever allocations were counted.')
  }
  return median(rounds)
}

/** Returns a listener that answers at once. Its allocations are those of Node.js itself. */
const bare =
  ({ sign }: Workload): RequestListener =>
  (request, response) => {
    request.resume()
    response.end(sign)
  }

observer.observe({ entryTypes: ['gc'] })
const allocations: Record<string, number> = {}
for (const workload of workloads) {
  const mock = await createApp()
  const all = await perRequest(connect(mock, workload))
  allocations[workload.name] = all - (await perRequest(connect(bare(workload), workload)))
}
process.send?.(allocations satisfies Allocations)
process.disconnect()
