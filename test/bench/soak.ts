import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createDraw } from './draw.ts'
import { createClient } from './soak-client.ts'
import { createTraffic } from './soak-traffic.ts'
import { startServer, type Footprint, type SoakServer } from './soak-server.ts'

/*
 * Runs a bounded soak of the built server on loopback: mixed traffic, faults, fixture reloads, resets, and
 * tenants that come and go. Prints the counts of requests, and the changes of memory and handles. Exits 1
 * after errors or a leak.
 *
 *   npm run soak -- --minutes 10 --seed 1
 */

const MOST_MINUTES = 60
const MOST_REQUESTS = 20_000_000
const CLIENTS = 24
/**
 * The share of the time for the warm-up, which is not measured. It fills journals and caches, and lets V8
 * compile the code.
 */
const WARM_UP = 1 / 3
/**
 * The share of the time at which measuring starts. It excludes the time after the rest in which V8 allocates
 * again the memory that it had released.
 */
const FROM = 0.4
const SAMPLES = 60
/** The number of samples for each line of progress. */
const TOLD = 6
/**
 * The growth in MB after the warm-up that is allowed, by the slope of all samples. Live memory is counted
 * exactly: 4 MB are 4 bytes for each of a million requests. The rest of RSS belongs to V8 and malloc.
 */
const GROWTH = { live: 4, rss: 20 }
/**
 * The number of handles that may come and go on their own: timers of Node's HTTP parser, and a fold in
 * progress.
 */
const SPARE_HANDLES = 4
const REST_MS = 2_000

const refuse = (text: string): never => {
  console.error(text)
  process.exit(2)
}

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
})
const minutes = Number(values.minutes)
if (!(minutes > 0 && minutes <= MOST_MINUTES))
  refuse(`--minutes ${values.minutes} cannot be: use a number over 0, at most ${MOST_MINUTES}.`)
const seed = Number(values.seed)
if (!Number.isInteger(seed)) refuse(`--seed ${values.seed} cannot be: use a whole number.`)

/** The server's resources, and the minutes since the start. */
interface Sample extends Footprint {
  readonly at: number
}

/** Returns the slope of memory by least squares, in MB a minute. */
const slopeOf = (samples: readonly Sample[], of: 'live' | 'rss'): number => {
  const mean = (value: (sample: Sample) => number) =>
    samples.reduce((sum, sample) => sum + value(sample), 0) / samples.length
  const [at, memory] = [mean((sample) => sample.at), mean((sample) => sample[of])]
  const over = samples.reduce((sum, one) => sum + (one.at - at) * (one[of] - memory), 0)
  const under = samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0)
  return under === 0 ? 0 : over / under
}

const say = (text: string): void => {
  console.log(text)
}

/** The requests and errors of a soak. */
class Run {
  readonly #server: SoakServer
  readonly #fixtures: string
  readonly #draws = Array.from({ length: CLIENTS }, (_, at) => createDraw(seed * CLIENTS + at))
  readonly #start = performance.now()
  readonly samples: Sample[] = []
  readonly wrong: string[] = []
  readonly counts = new Map<string, number>()
  requests = 0

  constructor(server: SoakServer, fixtures: string) {
    this.#server = server
    this.#fixtures = fixtures
  }

  minutesGone(): number {
    return (performance.now() - this.#start) / 60_000
  }

  /** Sends mixed traffic until `until` minutes after the start, then closes every connection. */
  async drive(until: number): Promise<void> {
    const client = createClient(this.#server.port)
    const traffic = createTraffic({ client, fixtures: this.#fixtures })
    await Promise.all(
      this.#draws.map(async (draw) => {
        while (this.minutesGone() < until && this.#goesOn()) {
          this.requests++
          const wrong = await traffic.once(draw)
          if (wrong !== undefined) this.wrong.push(wrong)
        }
      }),
    )
    client.close()
    for (const [name, count] of traffic.counts)
      this.counts.set(name, (this.counts.get(name) ?? 0) + count)
  }

  /** Takes samples and prints some of them. Returns a function that ends this. */
  watch(): () => void {
    const timer = setInterval(
      () => {
        void this.sample().then((sample) => {
          if (sample === undefined) return
          this.samples.push(sample)
          if (this.samples.length % TOLD === 0) this.#tell(sample)
        })
      },
      (minutes * 60_000) / SAMPLES,
    )
    return () => {
      clearInterval(timer)
    }
  }

  async sample(): Promise<Sample | undefined> {
    const footprint = await this.#server.footprint()
    return footprint && { at: this.minutesGone(), ...footprint }
  }

  #goesOn(): boolean {
    return this.requests < MOST_REQUESTS && this.#server.alive()
  }

  #tell({ at, live, rss, files }: Sample): void {
    say(
      `${at.toFixed(1)} min  ${this.requests} requests  ${this.wrong.length} wrong  ${live.toFixed(1)} MB live  ${rss.toFixed(0)} MB RSS  ${files ?? '?'} files`,
    )
  }
}

/** Resolves to the server's resources when no requests are sent. */
const atRest = async (run: Run): Promise<Sample | undefined> => {
  await sleep(REST_MS)
  return run.sample()
}

const grown = (before: number | undefined, after: number | undefined): boolean =>
  before !== undefined && after !== undefined && after > before + SPARE_HANDLES

const soak = async (folder: string): Promise<boolean> => {
  const fixtures = join(folder, 'fixtures')
  mkdirSync(fixtures)
  writeFileSync(join(fixtures, 'soak.yaml'), '')
  const args = ['--port', '0', '--output', 'json', '--state', join(folder, 'state.json')]
  const server = await startServer([...args, '--fixtures', fixtures, '--watch', '--tenants', '60'])
  const run = new Run(server, fixtures)
  const stopWatching = run.watch()
  await run.drive(minutes * WARM_UP)
  const before = await atRest(run)
  await run.drive(minutes)
  stopWatching()
  const seconds = run.minutesGone() * 60
  const after = await atRest(run)
  const alive = server.alive()
  const code = await server.stop()

  const measured = run.samples.filter(({ at }) => at > minutes * FROM)
  const span = (measured.at(-1)?.at ?? 0) - (measured[0]?.at ?? 0)
  const errors = run.wrong.length + server.errors.length + (alive && code === 0 ? 0 : 1)
  const leaks =
    slopeOf(measured, 'live') * span > GROWTH.live ||
    slopeOf(measured, 'rss') * span > GROWTH.rss ||
    grown(before?.files, after?.files) ||
    grown(before?.resources, after?.resources)
  const went = (of: 'live' | 'rss') => {
    const slope = slopeOf(measured, of)
    return `${measured[0]?.[of].toFixed(1) ?? '?'} MB after the warm-up, ${measured.at(-1)?.[of].toFixed(1) ?? '?'} MB at the end: ${slope.toFixed(2)} MB/min, so ${(slope * span).toFixed(1)} MB (at most ${GROWTH[of]})`
  }
  say('')
  say([...run.counts].map(([name, count]) => `${name} ${count}`).join(', '))
  for (const line of [...run.wrong, ...server.errors].slice(0, 20)) say(`wrong: ${line}`)
  say(
    `requests   ${run.requests} (${Math.round(run.requests / seconds)}/s from ${CLIENTS} clients, seed ${seed})`,
  )
  say(`errors     ${errors}`)
  say(`live       ${went('live')}`)
  say(`RSS        ${went('rss')}`)
  say(
    `handles    ${before?.files ?? '?'} files and ${before?.resources ?? '?'} resources at rest after the warm-up, ${after?.files ?? '?'} and ${after?.resources ?? '?'} at the end`,
  )
  say(`exit       ${code ?? 'killed'}`)
  say(errors > 0 ? 'FAILED: errors' : leaks ? 'FAILED: a leak' : 'passed')
  return errors === 0 && !leaks
}

const folder = mkdtempSync(join(tmpdir(), 'soak-'))
try {
  process.exitCode = (await soak(folder)) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
