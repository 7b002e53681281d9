import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMockServer } from '../../src/index.ts'
import { rawRequest } from '../http/raw-client.ts'
import { builtCommand } from '../support/built.ts'
import { scratchFolder } from '../support/command.ts'
import { holdConnection, startBusyClients } from './busy-clients.ts'

/** The real command, started in one way or another. */
interface Started {
  readonly port: number
  /** As the command sees itself. */
  readonly pid: number
  readonly stderr: () => string
  readonly kill: (signal: NodeJS.Signals) => void
  readonly exited: Promise<number | null>
}

type Start = (args: readonly string[]) => Promise<Started>

const launch = async (
  command: string,
  args: readonly string[],
  target: (child: ChildProcess) => number,
): Promise<Started> => {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let stderr = ''
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const exited = once(child, 'close').then(([code]) => code as number | null)
  const first = await Promise.race([once(child.stdout, 'data'), exited])
  if (!Array.isArray(first)) throw new Error(`It ended before it was ready: ${stderr}`)
  const { port, pid } = JSON.parse(String(first[0])) as { port: number; pid: number }
  const kill = (signal: NodeJS.Signals) => {
    process.kill(target(child), signal)
  }
  return { port, pid, stderr: () => stderr, kill, exited }
}

const asProcess: Start = async (args) =>
  launch(process.execPath, [await builtCommand(), ...args], ({ pid = 0 }) => pid)

const UNSHARE = ['--fork', '--pid', '--mount-proc', '--kill-child']

/** Signals for PID 1 come from outside, as a container's do. */
const asPidOne: Start = async (args) =>
  launch('unshare', [...UNSHARE, process.execPath, await builtCommand(), ...args], ({ pid = 0 }) =>
    Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')),
  )

/** As far as a container's first process can be had without one: alone in a session of its own. */
const asLeader: Start = async (args) =>
  launch('setsid', ['--wait', process.execPath, await builtCommand(), ...args], ({ pid = 0 }) =>
    Number(execFileSync('pgrep', ['-P', String(pid)]).toString()),
  )

const mayUnshare = spawnSync('unshare', [...UNSHARE, 'true']).status === 0

const ways: readonly (readonly [string, Start])[] = [
  ['as a process', asProcess],
  mayUnshare
    ? ['as PID 1 of a namespace', asPidOne]
    : ['as the leader of a session, for no PID namespace is permitted here', asLeader],
]

const CONNECTIONS = 64
const LOGIN = '/api/Customer/AppAuthorization'

let folder: Awaited<ReturnType<typeof scratchFolder>>
let state: string
let started: Started | undefined
beforeEach(async () => {
  folder = await scratchFolder()
  state = join(folder.path, 'state.json')
})
afterEach(async () => {
  try {
    started?.kill('SIGKILL')
  } catch {
    // It has ended, as it should.
  }
  started = undefined
  await folder.remove()
})

/** The openids of the customers that a new server finds in the state. */
const customers = async (): Promise<ReadonlySet<unknown>> => {
  const server = await createMockServer({ state })
  const world = (await (await fetch(`${server.adminUrl}/world`)).json()) as {
    customers: { openId: string }[]
  }
  await server.close()
  return new Set(world.customers.map(({ openId }) => openId))
}

describe.each(ways)('the command %s', (way, start) => {
  it.each([
    ['SIGTERM', []],
    ['SIGTERM', ['--durable', '--stop-ms', '500']],
    ['SIGINT', ['--stop-ms', '500']],
  ])(
    'stops within 5 s at %s %j under 64 busy connections, and loses nothing it has answered',
    async (signal, options) => {
      started = await start(['--port', '0', '--state', state, '--output', 'json', ...options])
      const { port, pid, kill, exited, stderr } = started
      if (way.startsWith('as PID 1')) expect(pid).toBe(1)
      const held = await Promise.all([
        holdConnection(port, ''),
        holdConnection(port, 'POST /api/Customer/App'),
        holdConnection(port, rawRequest('GET', '/__admin/events')),
        holdConnection(port, rawRequest('POST', LOGIN)),
        // Slow: an upload that never ends, and an answer that comes too late.
        holdConnection(
          port,
          `POST ${LOGIN} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{`,
        ),
        holdConnection(port, rawRequest('POST', LOGIN, { Prefer: 'delay=600000' })),
      ])
      // They have all been read when the next one is answered.
      expect((await fetch(`http://127.0.0.1:${port}/__admin/livez`)).status).toBe(200)
      const clients = startBusyClients(port, CONNECTIONS)
      await clients.reached(CONNECTIONS * 10)
      const before = performance.now()
      kill(signal as NodeJS.Signals)
      expect(await exited).toBe(0)
      expect(performance.now() - before).toBeLessThan(5_000)
      await clients.ended
      for (const socket of held) socket.destroy()
      expect(clients.torn).toEqual([])
      const stopMs = options.at(-1) ?? '4000'
      expect(stderr()).toContain(`2 connections cut: not done ${stopMs} ms after the stop began`)
      const kept = await customers()
      const lost = clients.acknowledged.filter((openId) => !kept.has(openId))
      expect(lost).toEqual([])
    },
  )

  it('stops at once when nothing is in flight, however many connections are kept', async () => {
    started = await start(['--port', '0', '--state', state, '--output', 'json'])
    const { port, kill, exited, stderr } = started
    const held = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => holdConnection(port, rawRequest('POST', LOGIN))),
    )
    await Promise.all(held.map((socket) => once(socket, 'data')))
    const before = performance.now()
    kill('SIGTERM')
    // Asked twice is asked once.
    kill('SIGTERM')
    expect(await exited).toBe(0)
    expect(performance.now() - before).toBeLessThan(3_000)
    expect(stderr()).not.toContain('cut')
    for (const socket of held) socket.destroy()
  })
})

describe('a log that nobody reads any more', () => {
  it('does not end the server', async () => {
    const child = spawn(process.execPath, [await builtCommand(), '--port', '0', '--memory'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { url } = JSON.parse(line.toString()) as { url: string }
    child.stderr.destroy()
    for (let at = 0; at < 20; at++) expect((await fetch(`${url}/t/a!b/x`)).status).toBe(400)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
