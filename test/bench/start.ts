import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { builtCommand } from '../support/built.ts'
import { installedSize, type InstalledSize } from '../support/installed-size.ts'
import { mock, type Contestant } from './contestants.ts'
import { describeMachine } from './machine.ts'
import { figure, markdownTable } from './markdown-table.ts'
import { median } from './median.ts'
import { ask, freePort, type Asked } from './server-process.ts'
import { signedLogin } from './workloads.ts'

/*
 * Measures the time of the built server to its first correct answer and its memory after that, compared with
 * other servers in the same run, and the size of its installation (about a minute).
 *
 *   npm run bench:start -- --runs 15 --idle 1000       the defaults; --idle in ms
 *   npm run bench:start -- --json-server …/node_modules/json-server/lib/cli/bin.js    also measures 0.17
 */

/** A contestant with its first request, and a text that the correct answer contains. */
interface Starter extends Contestant {
  readonly first: Asked
  readonly right: string
}

export interface StartOptions {
  readonly runs: number
  /** The time in ms that a server is idle before its memory is read. */
  readonly idleMs: number
  /** The path of json-server 0.17's `lib/cli/bin.js`. If absent, json-server is not compared. */
  readonly jsonServer?: string | undefined
}

/**
 * For each run: the time in ms from the spawn to the first correct answer, and the resident memory in MB when
 * idle.
 */
export type StartResults = ReadonlyMap<string, { readonly ms: number[]; readonly idle: number[] }>

const OURS = 'wechat-login-mock'
const EXPRESS = 'Express 5, bare'
const JSON_SERVER = 'json-server'

const bare = (name: string, file: string): Starter => ({
  name,
  command: () => [join(import.meta.dirname, file)],
  first: { method: 'POST', path: '/login' },
  right: 'accessToken',
})

const jsonServer = (bin: string): Starter => ({
  name: JSON_SERVER,
  command: (port, folder) => {
    const file = join(folder, 'db.json')
    writeFileSync(file, '{"posts":[{"id":1,"title":"first"}]}')
    return [bin, '--port', String(port), '--quiet', file]
  },
  first: { method: 'GET', path: '/posts/1' },
  right: 'first',
})

/**
 * Starts every contestant in turn, `runs` times, and repeats its first request until the answer is correct.
 */
export const measureStart = async (options: StartOptions): Promise<StartResults> => {
  await builtCommand()
  const starters: readonly Starter[] = [
    { ...mock(OURS), first: signedLogin(0), right: '"accessToken":' },
    bare('node:http, bare', 'node-bare.mjs'),
    bare(EXPRESS, 'express-bare.mjs'),
    ...(options.jsonServer === undefined ? [] : [jsonServer(options.jsonServer)]),
  ]
  const results = new Map(starters.map(({ name }) => [name, { ms: [], idle: [] }] as const)) as Map<
    string,
    { ms: number[]; idle: number[] }
  >
  const folder = mkdtempSync(join(tmpdir(), 'start-'))
  try {
    for (let run = 0; run < options.runs; run++)
      for (const starter of starters) {
        const { ms, idle } = await startOnce(starter, folder, options.idleMs)
        results.get(starter.name)?.ms.push(ms)
        results.get(starter.name)?.idle.push(idle)
      }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return results
}

const PATIENCE_MS = 10_000

const startOnce = async (
  { name, command, env, first, right }: Starter,
  folder: string,
  idleMs: number,
): Promise<{ readonly ms: number; readonly idle: number }> => {
  const port = await freePort()
  const args = command(port, folder)
  const environment = { ...process.env, NODE_ENV: 'production', PORT: String(port), ...env }
  const spawned = performance.now()
  const child = spawn(process.execPath, args, { env: environment, stdio: 'ignore', cwd: folder })
  const gone = once(child, 'exit')
  try {
    while (
      !(await ask(port, first).then(
        ({ body }) => body.includes(right),
        () => false,
      ))
    ) {
      if (performance.now() - spawned > PATIENCE_MS) throw new Error(`${name} does not start.`)
      await sleep(1)
    }
    const ms = performance.now() - spawned
    await sleep(idleMs)
    return { ms, idle: residentMegabytes(child.pid) }
  } finally {
    child.kill('SIGKILL')
    await gone
  }
}

/** Returns the resident memory in MB. Returns NaN on systems other than Linux. */
const residentMegabytes = (pid: number | undefined): number => {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
    return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / 1e6
  } catch {
    return NaN
  }
}

/** Returns a table with the medians of each server, and the ratios of the mock's medians to them. */
export const startTable = (results: StartResults): string => {
  const ours = results.get(OURS)
  const rows = [...results].map(([name, { ms, idle }]) => [
    name,
    figure(median(ms)),
    `${figure(Math.min(...ms))}-${figure(Math.max(...ms))}`,
    figure(median(ours?.ms ?? []) / median(ms), 2),
    figure(median(idle)),
    figure(median(ours?.idle ?? []) / median(idle), 2),
  ])
  const head = ['start', 'ms', 'range', 'ours / it', 'idle MB', 'ours / it']
  return markdownTable(head, rows)
}

/** Packs the project, and installs the tarball in another folder without development packages. */
export const measureInstalled = async (): Promise<InstalledSize> => {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'))
  const npm = (cwd: string, ...args: string[]) => promisify(execFile)('npm', args, { cwd })
  try {
    const root = join(import.meta.dirname, '../..')
    await npm(root, 'run', 'build')
    await npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder)
    const [tarball = ''] = readdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{"private":true}')
    await npm(folder, 'install', '--omit=dev', '--no-audit', '--no-fund', `./${tarball}`)
    return await installedSize(join(folder, 'node_modules'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const installedTable = ({ packages, megabytes, onDisk }: InstalledSize): string =>
  markdownTable(
    ['installed', 'figure', 'goal'],
    [
      ['packages', String(packages), '125'],
      ['MB of files', figure(megabytes, 1), '15'],
      ['MB on the disk', figure(onDisk, 1), '15'],
    ],
  )

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '15' },
      idle: { type: 'string', default: '1000' },
      'json-server': { type: 'string' },
    },
  })
  const options = {
    runs: Number(values.runs),
    idleMs: Number(values.idle),
    jsonServer: values['json-server'],
  }
  console.log(`${describeMachine(undefined).split(';')[0] ?? ''}\n`)
  console.log(`${startTable(await measureStart(options))}\n`)
  console.log(installedTable(await measureInstalled()))
}
