import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLock } from '../../../src/world/state/lock.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'
import { until } from './until.ts'

let folder: StateFolder
let other: ChildProcess | undefined
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  other?.kill('SIGKILL')
  folder.remove()
})

const lockFile = (): string => `${folder.file}.lock`
const writeLock = (pid: number, began: string): void => {
  rmSync(lockFile(), { force: true })
  writeFileSync(lockFile(), JSON.stringify({ pid, began }))
}

/** A process that lives until it is killed. */
const startOther = async (): Promise<number> => {
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log("up")'])
  await once(other.stdout ?? other, 'data')
  return other.pid ?? 0
}
const beginningOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[19] ?? ''

it('refuses a second process, by the first one’s pid', async () => {
  const pid = await startOther()
  writeLock(pid, beginningOf(pid))
  await expect(folder.open()).rejects.toThrow(
    `${folder.file} is in use by process ${pid}: stop it, or give this one another --state.`,
  )
  expect(folder.names()).toEqual(['state.json.lock'])
})

it('refuses a second server of this process', async () => {
  const worlds = await folder.open()
  await expect(folder.open()).rejects.toThrow(
    'this very process: give each server its own --state.',
  )
  await worlds.close()
  await (await folder.open()).close()
  expect(existsSync(lockFile())).toBe(false)
})

it('takes over from a process that is no more', async () => {
  const pid = await startOther()
  writeLock(pid, beginningOf(pid))
  other?.kill('SIGKILL')
  if (other !== undefined) await once(other, 'exit')
  const worlds = await folder.open()
  expect(JSON.parse(readFileSync(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid })
  await worlds.close()
})

it.each([
  ['whose pid was given to another', async () => ({ pid: await startOther(), began: '1' })],
  ['that was itself, in an earlier life', () => ({ pid: process.pid, began: '1' })],
  ['that says nothing', () => ''],
])('takes over a lock %s', async (_, content) => {
  const lockedBy: unknown = await content()
  writeFileSync(lockFile(), JSON.stringify(lockedBy))
  const lock = await takeLock(folder.file)
  expect(lock.isOurs()).toBe(true)
  lock.release()
  expect(folder.names()).toEqual([])
})

it('knows when it was taken away', async () => {
  const lock = await takeLock(folder.file)
  expect([lock.isOurs(), lock.holder()]).toEqual([true, undefined])
  const pid = await startOther()
  writeLock(pid, beginningOf(pid))
  expect([lock.isOurs(), lock.holder()]).toEqual([false, `process ${pid}`])
  lock.release()
  expect(existsSync(lockFile())).toBe(true)
})

it('stops writing once another process has taken the file', async () => {
  const worlds = await folder.open({}, { watchMs: 5 })
  worlds.of('a')
  await worlds.settled()
  const pid = await startOther()
  writeLock(pid, beginningOf(pid))
  const why = `${folder.file} is in use by process ${pid}`
  await until(() => worlds.status().degraded === why, 'degraded')
  const before = folder.read('state.json.journal')
  worlds.of('b')
  await expect(worlds.settled()).rejects.toThrow(why)
  await expect(worlds.close()).rejects.toThrow(
    `could not be saved (${why}): lost is all of tenant b.`,
  )
  expect(folder.read('state.json.journal').equals(before)).toBe(true)
  expect(folder.names()).toEqual(['state.json', 'state.json.journal', 'state.json.lock'])
})

/** A lock as a process of another PID namespace writes it. */
const foreign = (beat: number) =>
  JSON.stringify({ pid: process.pid, began: '1', space: 'elsewhere', host: 'box', beat: `${beat}` })
const times = { beatMs: 20, silentMs: 200 }

describe('a holder in another PID namespace', () => {
  it('is believed while its heartbeat goes on, whatever its pid is here', async () => {
    writeFileSync(lockFile(), foreign(0))
    let beat = 0
    const beating = setInterval(() => {
      writeFileSync(lockFile(), foreign(++beat))
    }, 5)
    await expect(folder.open({}, { lockTimes: times })).rejects.toThrow(
      `${folder.file} is in use by process ${process.pid} of another container or machine (host name box): stop it, or give this one another --state.`,
    )
    clearInterval(beating)
  })

  it('is dead when its heartbeat has stood still', async () => {
    writeFileSync(lockFile(), foreign(7))
    const lock = await takeLock(folder.file, { times })
    expect(lock).toMatchObject({ wasAbandoned: true, mayBeContested: true })
    lock.release()
    expect(folder.names()).toEqual([])
  })

  it('need not be waited for by a start that is aborted', async () => {
    writeFileSync(lockFile(), foreign(0))
    const aborting = new AbortController()
    const opening = folder.open({}, { signal: aborting.signal })
    aborting.abort(new Error('enough'))
    await expect(opening).rejects.toThrow('enough')
    expect(readFileSync(lockFile(), 'utf8')).toBe(foreign(0))
  })
})
