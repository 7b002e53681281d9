import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
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
  const lock = takeLock(folder.file)
  expect(lock.isThere()).toBe(true)
  lock.release()
  expect(folder.names()).toEqual([])
})

it('knows when it was taken away', async () => {
  const lock = takeLock(folder.file)
  expect([lock.isThere(), lock.holder()]).toEqual([true, undefined])
  const pid = await startOther()
  writeLock(pid, beginningOf(pid))
  expect([lock.isThere(), lock.holder()]).toEqual([false, pid])
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
