import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hash } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { people } from '../../src/core/records.ts'
import type { FoldAt } from '../../src/world/state/file-store.ts'
import { openWorlds, type Worlds } from '../../src/world/worlds.ts'
import type { TenantWorld } from '../../src/world/tenant-world.ts'
import { median } from './median.ts'

/*
 * Measures the cost of the state file: the rate of new users with many and with no users stored, and the
 * delay of the event loop while the state journal is folded into the state snapshot.
 *
 *   npm run bench:state
 */

const STORED = 100_000
const CREATED = 40_000
const RUNS = 3
/** The number of users created a second while delays are measured. */
const PER_SECOND = 2_000
const MEASURED_MS = 12_000
const HASHES_PER_MS = 3_000
/** The processor time in ms of the rest of a request. No server runs here, so that only the store differs. */
const REQUEST_MS = 0.02

const folder = mkdtempSync(join(tmpdir(), 'bench-state-'))
process.on('exit', () => {
  rmSync(folder, { recursive: true, force: true })
})

const ALWAYS: FoldAt = { bytes: 0, times: 0 }
const NEVER: FoldAt = { bytes: Infinity, times: 0 }

const open = (file: string, fold?: FoldAt): Promise<Worlds> =>
  openWorlds({
    collections: [],
    seedWorld: {},
    store: { file, fold, watchMs: fold && 100 },
  })

/** Logs in a new person as an API does. */
const create = ({ services: { wechat, world } }: TenantWorld, n: number): void => {
  const person = wechat.recognise(`o${n}`, `u${n}`)
  wechat.countLogin({ ...person, nickname: `user ${n}`, avatar: `https://img.example/${n}/132` })
  world.table(people).find('openId', `o${n}`)
}

let files = 0
/** Creates a state file with `count` users. Resolves to its path. */
const filled = async (count: number): Promise<string> => {
  const file = join(folder, `${++files}.json`)
  const worlds = await open(file)
  const tenant = worlds.of('default')
  for (let n = 0; n < count; n++) {
    create(tenant, n)
    if (n % 500 === 0) await nextTurn()
  }
  await worlds.close()
  return file
}

/** Uses about `ms` of processor time without the mock's code. */
const work = (ms: number): void => {
  let text = ''
  for (let n = 0; n < ms * HASHES_PER_MS; n++) text = hash('sha256', text)
}

/**
 * Resolves to the number of users created in a second of processor time, with `stored` users already there
 * and with `requestMs` of other work for each. Wall-clock time would also measure the other load of the
 * machine.
 */
const rate = async (stored: number, requestMs: number): Promise<number> => {
  const worlds = await open(await filled(stored))
  const tenant = worlds.of('default')
  create(tenant, 0) // Builds the indexes, which the store builds at first use.
  await worlds.settled()
  globalThis.gc?.()
  const before = process.cpuUsage()
  for (let n = 0; n < CREATED; n++) {
    create(tenant, stored + n)
    if (requestMs > 0) work(requestMs)
    if (n % 32 === 0) await nextTurn()
  }
  await worlds.settled()
  const { user, system } = process.cpuUsage(before)
  const perSecond = (CREATED / (user + system)) * 1e6
  await worlds.close()
  return perSecond
}

interface Delay {
  readonly p99: number
  readonly max: number
  readonly folds: number
}

/** Measures the delay of the event loop in ms at the plain rate, with folds all the time or never. */
const delay = async (folding: boolean): Promise<Delay> => {
  const snapshot = await filled(STORED)
  const worlds = await open(snapshot, folding ? ALWAYS : NEVER)
  const tenant = worlds.of('default')
  create(tenant, 0)
  await sleep(500)
  globalThis.gc?.()
  let [folds, last] = [0, statSync(snapshot).ino]
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  const start = performance.now()
  let n = STORED
  while (performance.now() - start < MEASURED_MS) {
    await sleep(1)
    const due = STORED + ((performance.now() - start) / 1_000) * PER_SECOND
    while (n < due) create(tenant, n++)
    const { ino } = statSync(snapshot)
    if (ino !== last) [folds, last] = [folds + 1, ino]
  }
  histogram.disable()
  await worlds.close()
  return { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6, folds }
}

const compareRates = async (name: string, requestMs: number): Promise<void> => {
  const [none, many]: [number[], number[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    none.push(await rate(0, requestMs))
    many.push(await rate(STORED, requestMs))
  }
  const ratio = median(many.map((value, run) => value / (none[run] ?? NaN)))
  console.log(
    `${name}: ${median(none).toFixed(0)}/s with none stored, ${median(many).toFixed(0)}/s with ${STORED}: ratio ${ratio.toFixed(3)} (goal 0.95)`,
  )
}

await rate(0, 0) // Warm-up.
await compareRates('creating users, the store alone', 0)
await compareRates(`creating users, with ${REQUEST_MS} ms of a request around it`, REQUEST_MS)

const [plain, folding]: [Delay[], Delay[]] = [[], []]
for (let run = 0; run < RUNS; run++) {
  plain.push(await delay(false))
  folding.push(await delay(true))
}
const over = (of: (delay: Delay) => number): string =>
  `${median(folding.map(of)).toFixed(2)} against ${median(plain.map(of)).toFixed(2)} plain: ${(median(folding.map(of)) - median(plain.map(of))).toFixed(2)} over`
console.log(`event-loop delay while folding ${STORED} users, ${PER_SECOND} new ones a second:`)
console.log(`  p99 ms: ${over(({ p99 }) => p99)} (goal 1)`)
console.log(`  max ms: ${over(({ max }) => max)} (goal 10)`)
console.log(`  folds in ${MEASURED_MS} ms: ${folding.map(({ folds }) => folds).join(', ')}`)
