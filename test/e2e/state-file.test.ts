import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtCommand } from '../support/built.ts'
import { run, scratchFolder, serve, type Ready } from '../support/command.ts'
import { until } from '../world/state/until.ts'
import { logIn, type Told } from './login-ways.ts'

let folder: Awaited<ReturnType<typeof scratchFolder>>
let state: string
const children: ChildProcess[] = []
// Building is not part of the first test's time.
beforeAll(builtCommand, 120_000)
beforeEach(async () => {
  folder = await scratchFolder()
  state = join(folder.path, 'state.json')
})
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'close')
  await folder.remove()
})

const start = async (...args: readonly string[]) => {
  const server = await serve(['--state', state, ...args])
  children.push(server.child)
  return server
}
const refused = (...args: readonly string[]) => run(['--port', '0', '--state', state, ...args])
const oneLine = (sentence: string) => ({ code: 2, stdout: '', stderr: `error: ${sentence}\n` })

/** Whether the world has what each login was told. */
const knows = async (
  { adminUrl }: Ready,
  told: readonly (Told | undefined)[],
): Promise<boolean> => {
  const world = (await (await fetch(`${adminUrl}/world`)).json()) as Record<
    string,
    Record<string, unknown>[] | undefined
  >
  return told.every(
    (one) =>
      one !== undefined && (world[one.list] ?? []).some((record) => record[one.key] === one.id),
  )
}
/** What a login is refused with. */
const refusal = async ({ url }: Ready) => {
  const login = { method: 'POST', headers: { 'Content-Type': 'application/json' } }
  const answer = await fetch(`${url}/api/Customer/AppAuthorization`, { ...login, body: '{}' })
  const { detail } = (await answer.json()) as { detail?: string }
  return { status: answer.status, type: answer.headers.get('content-type'), detail }
}
const readyz = async ({ adminUrl }: Ready) => {
  const answer = await fetch(`${adminUrl}/readyz`)
  const { status, reason } = (await answer.json()) as { status: string; reason?: string }
  return [answer.status, status, reason]
}
/** Resolves when readyz has this status. */
const answers = async (ready: Ready, status: number): Promise<void> => {
  let seen: unknown = 0
  const look = setInterval(() => {
    fetch(`${ready.adminUrl}/readyz`).then(
      (answer) => (seen = answer.status),
      () => undefined,
    )
  }, 20)
  await until(() => seen === status, `readyz ${status}`).finally(() => {
    clearInterval(look)
  })
}

describe('a second process on the same state file', () => {
  it('is refused by the first one’s pid, and the first goes on', async () => {
    const first = await start('--durable')
    const sentence = `${state} is in use by process ${first.ready.pid}: stop it, or give this one another --state.`
    expect(await refused()).toEqual(oneLine(sentence))
    expect(await refused('--repair')).toEqual(oneLine(sentence))
    const told = await logIn(first.ready.url, 0)
    expect(await knows(first.ready, [told])).toBe(true)
  })

  it('takes over when the first was killed', async () => {
    const first = await start('--durable')
    const told = await logIn(first.ready.url, 0)
    await first.stop('SIGKILL')
    expect(await readdir(folder.path)).toContain('state.json.lock')
    const second = await start('--durable')
    expect(await knows(second.ready, [told])).toBe(true)
    expect((await second.stop()).code).toBe(0)
    expect(await readdir(folder.path)).toEqual(['state.json'])
  })
})

describe('a damaged state file', () => {
  it('is refused as often as it is tried, untouched; --repair loads every line that parses', async () => {
    const first = await start()
    const told = [await logIn(first.ready.url, 0), await logIn(first.ready.url, 5)]
    await first.stop()
    const text = await readFile(state, 'utf8')
    const damaged = text.replace('"openId":"o-0"', '"openId":"o-0')
    expect(damaged).not.toBe(text)
    await writeFile(state, damaged)
    const line = damaged.slice(0, damaged.indexOf('"o-0')).split('\n').length
    for (let attempt = 0; attempt < 3; attempt++) {
      const { code, stdout, stderr } = await refused()
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^error: [^\n]*--repair[^\n]*\n$/)
      expect(stderr).toContain(`${state} is damaged in line `)
      expect(await readFile(state, 'utf8')).toBe(damaged)
      expect(await readdir(folder.path)).toEqual(['state.json'])
    }
    const repaired = await start('--repair')
    expect(repaired.stderr()).toContain(`is damaged in line ${line}`)
    expect(repaired.stderr()).toContain(`${state}: 1 damaged lines are left out`)
    expect(await knows(repaired.ready, told.slice(1))).toBe(true)
    expect(await readFile(`${state}.damaged`, 'utf8')).toBe(damaged)
    expect((await repaired.stop()).code).toBe(0)
    const again = await start()
    expect(await knows(again.ready, told.slice(1))).toBe(true)
  })
})

describe('a state file of another version', () => {
  it('that is older is migrated, and a copy kept', async () => {
    const text = '{"people":[{"id":"from-before"}]}'
    await writeFile(state, text)
    const server = await start()
    const told = { list: 'people', key: 'id', id: 'from-before' }
    expect(await knows(server.ready, [told])).toBe(true)
    expect(server.stderr()).toBe(
      `info: ${state} is of an older format: it is migrated, and kept as ${state}.format-0\n`,
    )
    expect(await readFile(`${state}.format-0`, 'utf8')).toBe(text)
    await server.stop()
    expect(await readFile(state, 'utf8')).toMatch(/^\{"format":2,/)
  })

  it('that is newer is refused, untouched', async () => {
    await writeFile(state, '{"format":3,"tenants":{}}')
    expect(await refused('--repair')).toEqual(
      oneLine(
        `${state} was written by a newer version: its format is 3, and this one reads up to 2; it is left as it is, give another --state.`,
      ),
    )
    expect(await readFile(state, 'utf8')).toBe('{"format":3,"tenants":{}}')
  })
})

describe('a state file that cannot be written', () => {
  const recovered = 'info: <state> can be written again: nothing was lost'
  const logOf = (stderr: string) => stderr.replaceAll(state, '<state>').trimEnd().split('\n')
  const broken = (reason: string) => `error: ${reason}: answering 503 until it can be written again`

  it.each([
    ['was deleted', () => rm(state), () => Promise.resolve()],
    ['is read-only', () => chmod(state, 0o444), () => chmod(state, 0o644)],
  ])('as it %s: logins are refused, readyz says so, it recovers', async (what, harm, heal) => {
    const server = await start('--durable')
    const { ready } = server
    const before = await logIn(ready.url, 0)
    await harm()
    await until(() => server.stderr().includes(what), 'told')
    if (what === 'is read-only') {
      const { status, type, detail } = await refusal(ready)
      expect([status, type]).toEqual([503, 'application/problem+json'])
      expect(detail).toBe(
        `The state cannot be written (${state} ${what}), and with --durable nothing is acknowledged before it is on disk: mend that, then send the request again.`,
      )
      const patch = { method: 'PATCH', body: '{"people":[{"id":"refused"}]}' }
      expect((await fetch(`${ready.adminUrl}/world`, patch)).status).toBe(503)
    }
    await heal()
    await answers(ready, 200)
    const after = await logIn(ready.url, 10)
    expect(logOf(server.stderr())).toEqual([broken(`<state> ${what}`), recovered])
    await server.stop('SIGKILL')
    const next = await start()
    expect(await knows(next.ready, [before, after])).toBe(true)
    expect(await knows(next.ready, [{ list: 'people', key: 'id', id: 'refused' }])).toBe(false)
  })

  it('as its folder is gone and something in its place: it is made again', async () => {
    const place = join(folder.path, 'a', 'b')
    state = join(place, 'state.json')
    const server = await start('--durable')
    const { ready } = server
    const before = await logIn(ready.url, 0)
    await rm(place, { recursive: true })
    await writeFile(place, 'in its place')
    await answers(ready, 503)
    expect((await refusal(ready)).status).toBe(503)
    expect(await readyz(ready)).toEqual([503, 'degraded', expect.stringContaining('state.json')])
    await rm(place)
    await answers(ready, 200)
    const after = await logIn(ready.url, 5)
    expect(await knows(ready, [before, after])).toBe(true)
    expect((await server.stop()).code).toBe(0)
    const next = await start()
    expect(await knows(next.ready, [before, after])).toBe(true)
  })

  it('as its folder could not be made at the start: it is, when it can be', async () => {
    await writeFile(join(folder.path, 'taken'), '')
    state = join(folder.path, 'taken', 'state.json')
    const server = await start()
    expect((await readyz(server.ready)).slice(0, 2)).toEqual([503, 'degraded'])
    const told = await logIn(server.ready.url, 0)
    await rm(join(folder.path, 'taken'))
    await mkdir(join(folder.path, 'taken'))
    await answers(server.ready, 200)
    await server.stop()
    const next = await start()
    expect(await knows(next.ready, [told])).toBe(true)
  })

  it('at a clean stop: what is lost is said, and the exit is not 0', async () => {
    const server = await start()
    await logIn(server.ready.url, 0)
    await answers(server.ready, 200)
    await chmod(state, 0o444)
    await answers(server.ready, 503)
    await logIn(server.ready.url, 5)
    const { code, stderr } = await server.stop()
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^error: \S+state\.json could not be saved \(\S+ is read-only\): lost is (?:all|.*\d customers.*) of tenant default\.$/,
    )
  })
})
