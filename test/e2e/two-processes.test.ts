import { spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { launch, run, scratchFolder, type Ready, type Running } from '../support/command.ts'
import { until } from '../world/state/until.ts'
import { logIn, type Told } from './login-ways.ts'

let scratch: Awaited<ReturnType<typeof scratchFolder>>
let state: string
const children: ChildProcess[] = []
beforeEach(async () => {
  scratch = await scratchFolder()
  state = join(scratch.path, 'state.json')
})
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
  await scratch.remove()
})

const UNSHARE = ['unshare', '--fork', '--pid', '--mount-proc', '--kill-child']
const mayUnshare = spawnSync('unshare', [...UNSHARE.slice(1), 'true']).status === 0

const begin = async (
  file = state,
  under: readonly string[] = [],
): Promise<Running & { ready: Ready }> => {
  const args = ['--port', '0', '--output', 'json', '--durable', '--state', file]
  const running = await launch(args, { under })
  children.push(running.child)
  await running.said('\n')
  return { ...running, ready: JSON.parse(running.stdout()) as Ready }
}
const refused = (file: string) => run(['--port', '0', '--state', file])

const ids = async ({ adminUrl }: Ready, list: string, key: string): Promise<readonly unknown[]> => {
  type World = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  return (
    ((await (await fetch(`${adminUrl}/world`)).json()) as World)[list]?.map((row) => row[key]) ?? []
  )
}
const knows = async (ready: Ready, ...told: readonly (Told | undefined)[]): Promise<boolean> => {
  for (const one of told)
    if (one === undefined || !(await ids(ready, one.list, one.key)).includes(one.id)) return false
  return true
}

describe('a second process that names the same file', () => {
  it.each([
    [
      'by a symbolic link',
      () => {
        symlinkSync(state, join(scratch.path, 'link'))
        return 'link'
      },
    ],
    [
      'through a linked folder',
      async () => {
        await mkdir(join(scratch.path, 'a'))
        symlinkSync(scratch.path, join(scratch.path, 'a', 'up'))
        return 'a/up/state.json'
      },
    ],
  ])('%s is refused', async (_, link) => {
    const first = await begin()
    const { code, stderr } = await refused(join(scratch.path, await link()))
    expect([code, stderr]).toEqual([
      2,
      `error: ${state} is in use by process ${first.ready.pid}: stop it, or give this one another --state.\n`,
    ])
  })

  it('by a link that leads nowhere yet is refused, and the link stays', async () => {
    symlinkSync('state.json', join(scratch.path, 'link'))
    symlinkSync('link', join(scratch.path, 'link to link'))
    const first = await begin(join(scratch.path, 'link to link'))
    const told = await logIn(first.ready.url, 0)
    expect((await refused(state)).code).toBe(2)
    first.child.kill('SIGTERM')
    expect((await first.ended).code).toBe(0)
    expect(readdirSync(scratch.path)).toEqual(['link', 'link to link', 'state.json'])
    expect(await knows((await begin()).ready, told)).toBe(true)
  })

  it('by a link to itself is refused', async () => {
    symlinkSync('loop', join(scratch.path, 'loop'))
    const { code, stderr } = await refused(join(scratch.path, 'loop'))
    expect([code, stderr]).toEqual([
      2,
      `error: ${join(scratch.path, 'loop')} cannot be used: its symbolic links lead to themselves; give another --state.\n`,
    ])
  })
})

/** In a PID namespace of its own, or, where none may be made, said to be in one. */
const under = mayUnshare ? UNSHARE : []
const disguise = (): void => {
  if (mayUnshare) return
  const text = readFileSync(`${state}.lock`, 'utf8')
  writeFileSync(`${state}.lock`, text.replace(/"space":"[^"]*"/, '"space":"elsewhere"'))
}
/** The server's pid as it is here: unshare's only child. */
const pidOf = ({ child }: Running): number =>
  mayUnshare
    ? Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8'))
    : (child.pid ?? 0)

describe('a second process in another PID namespace', () => {
  it('is refused while the first one lives, both being pid 1', { timeout: 60_000 }, async () => {
    const first = await begin(state, under)
    const told = await logIn(first.ready.url, 0)
    const second = await launch(['--port', '0', '--state', state], { under })
    children.push(second.child)
    const { code, stderr } = await second.ended
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: \S+ is in use by process \d+/m)
    expect(await knows(first.ready, told)).toBe(true)
  })

  it('takes over when the first one was killed', { timeout: 60_000 }, async () => {
    const first = await begin(state, under)
    const told = await logIn(first.ready.url, 0)
    process.kill(pidOf(first), 'SIGKILL')
    await first.ended
    disguise()
    const second = await begin(state, under)
    expect(await knows(second.ready, told)).toBe(true)
  })

  it(
    'takes over from one that stands still, which acknowledges nothing when it goes on',
    {
      timeout: 60_000,
    },
    async () => {
      const first = await begin(state, under)
      const before = await logIn(first.ready.url, 0)
      const pid = pidOf(first)
      process.kill(pid, 'SIGSTOP')
      disguise()
      const second = await begin()
      const told = [before, await logIn(second.ready.url, 5)]
      process.kill(pid, 'SIGCONT')
      for (let n = 1; n <= 5; n++)
        await expect(logIn(first.ready.url, n * 5 + 5)).rejects.toThrow('State not written')
      await until(() => first.stderr().includes('is in use by process'), 'told')
      told.push(await logIn(second.ready.url, 100))
      process.kill(pid, 'SIGTERM')
      // Whether the first refused login was in its memory already is a race.
      expect([0, 1]).toContain((await first.ended).code)
      second.child.kill('SIGKILL')
      await second.ended
      const third = await begin()
      expect(await knows(third.ready, ...told)).toBe(true)
    },
  )
})

describe('a state that is no regular file', () => {
  it.each([
    ['FIFO', 'a FIFO', () => spawnSync('mkfifo', [state])],
    ['device', 'a device', () => spawnSync('ln', ['-s', '/dev/zero', state])],
    ['folder', 'a folder', () => spawnSync('mkdir', [state])],
  ])('but a %s is refused at once', async (_, kind, make) => {
    make()
    const { code, stderr } = await refused(state)
    expect(code).toBe(2)
    expect(stderr).toMatch(
      new RegExp(
        `^error: \\S+ is ${kind}, and the state needs a regular file: give another --state\\.\\n$`,
      ),
    )
  })

  it.each(['.journal', '.journal.old', '.lock', '.tmp'])(
    'is refused at once when it is a FIFO named %s',
    async (suffix) => {
      spawnSync('mkfifo', [`${state}${suffix}`])
      const { code, stderr } = await refused(state)
      expect(code).toBe(2)
      expect(stderr).toContain(`state.json${suffix} is a FIFO`)
    },
  )
})

describe('a start', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('obeys %s', async (signal) => {
    const foreign = { pid: 1, began: '1', space: 'elsewhere', host: 'box', beat: '1' }
    writeFileSync(`${state}.lock`, JSON.stringify(foreign))
    // It waits for the heartbeat of another machine's process.
    const starting = await launch(['--port', '0', '--state', state])
    children.push(starting.child)
    await until(() => starting.stderr().includes('waiting 5 s'), 'waiting')
    const before = performance.now()
    starting.child.kill(signal)
    expect(await starting.ended).toMatchObject({ code: 0, stdout: '' })
    expect(performance.now() - before).toBeLessThan(3_000)
    expect(existsSync(state)).toBe(false)
  })
})
