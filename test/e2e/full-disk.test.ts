import { spawnSync, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { builtCommand } from '../support/built.ts'
import { launch, scratchFolder, type Ready, type Running } from '../support/command.ts'
import { change, logIn, type Told } from './login-ways.ts'

/** A disk on which files may be so long: a write beyond that fails as on one that is full. Anybody may make it. */
interface SmallDisk {
  readonly folder: string
  readonly command: readonly string[]
  /** For this process. */
  readonly makeRoom: (pid: number | undefined) => void
}

const smallDisk = (folder: string, blocks: number): SmallDisk => ({
  folder,
  command: ['sh', '-c', `ulimit -S -f ${blocks}; exec "$0" "$@"`],
  makeRoom: (pid) => {
    const args = [`--pid=${pid}`, '--fsize=unlimited:']
    const { status, stderr } = spawnSync('prlimit', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`prlimit: ${stderr}`)
  },
})

let scratch: Awaited<ReturnType<typeof scratchFolder>>
const children: ChildProcess[] = []
// Building is not part of the first test's time.
beforeAll(builtCommand, 120_000)
beforeEach(async () => {
  scratch = await scratchFolder()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await scratch.remove()
})

const begin = async (
  { folder, command }: SmallDisk,
  ...options: readonly string[]
): Promise<Running & { ready: Ready }> => {
  const args = ['--port', '0', '--output', 'json', '--state', join(folder, 'state.json')]
  const running = await launch([...args, ...options], { under: command })
  children.push(running.child)
  await running.said('\n')
  return { ...running, ready: JSON.parse(running.stdout()) as Ready }
}

/** Resolves when readyz says ready. */
const isWell = async ({ adminUrl }: Ready): Promise<void> => {
  while ((await fetch(`${adminUrl}/readyz`)).status !== 200) await sleep(20)
}

const lostOf = async ({ adminUrl }: Ready, told: readonly Told[]): Promise<readonly Told[]> => {
  type World = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  const world = (await (await fetch(`${adminUrl}/world`)).json()) as World
  return told.filter(({ list, key, id }) => !world[list]?.some((row) => row[key] === id))
}

/** Logs people in, with long names, until three of them are refused. */
const fill = async (ready: Ready): Promise<readonly Told[]> => {
  const told: Told[] = []
  const nickname = 'x'.repeat(2_000)
  for (let [n, refused] = [0, 0]; refused < 3; n++) {
    const people = Array.from({ length: 4 }, (_, at) => ({ id: `p-${n}-${at}`, nickname }))
    const patch = { method: 'PATCH', body: JSON.stringify({ people }) }
    const answers = await Promise.all([
      fetch(`${ready.adminUrl}/world`, patch).then(async (answer) => {
        if (answer.status !== 503) return { list: 'people', key: 'id', id: `p-${n}-3` }
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
        expect(await answer.json()).toMatchObject({ title: 'State not written', status: 503 })
        return undefined
      }),
      logIn(ready.url, n).catch((error: unknown) => {
        expect(String(error)).toContain('State not written')
        return undefined
      }),
      change(ready.adminUrl, n).catch(() => undefined),
    ])
    if (answers.includes(undefined)) refused++
    told.push(...answers.filter((answer) => answer !== undefined))
  }
  return told
}

it(
  'has every acknowledged login and change when the disk was full, and goes on when there is room',
  { timeout: 60_000 },
  async () => {
    const disk = smallDisk(scratch.path, 256)
    const server = await begin(disk, '--durable')
    const told = [...(await fill(server.ready))]
    expect(told.length).toBeGreaterThan(10)
    expect(server.stderr()).toMatch(/^error: EFBIG: .*answering 503/)
    server.child.kill('SIGKILL')
    await server.ended
    const next = await begin(disk, '--durable')
    disk.makeRoom(next.child.pid)
    await isWell(next.ready)
    expect(await lostOf(next.ready, told)).toEqual([])
    const after = await logIn(next.ready.url, 100_000)
    expect(after).toBeDefined()
    if (after !== undefined) told.push(after)
    next.child.kill('SIGKILL')
    await next.ended
    const last = await begin({ ...disk, command: [] })
    expect(await lostOf(last.ready, told)).toEqual([])
    last.child.kill('SIGTERM')
    expect((await last.ended).code).toBe(0)
  },
)

it('acknowledges nothing where nothing can be written, as on a read-only mount, until it is writable', async () => {
  const disk = smallDisk(scratch.path, 0)
  const server = await begin({ ...disk, command: [] }, '--durable')
  const before = await logIn(server.ready.url, 0)
  server.child.kill('SIGKILL')
  await server.ended
  const next = await begin(disk, '--durable')
  for (let n = 1; n <= 20; n++)
    await expect(logIn(next.ready.url, n)).rejects.toThrow('State not written')
  const told = [before].filter((one) => one !== undefined)
  expect(told).toHaveLength(1)
  expect(await lostOf(next.ready, told)).toEqual([])
  disk.makeRoom(next.child.pid)
  await isWell(next.ready)
  expect(next.stderr()).toContain('can be written again: nothing was lost')
  const after = await logIn(next.ready.url, 1)
  expect(after).toBeDefined()
  if (after !== undefined) told.push(after)
  next.child.kill('SIGKILL')
  await next.ended
  const last = await begin({ ...disk, command: [] })
  expect(await lostOf(last.ready, told)).toEqual([])
})
