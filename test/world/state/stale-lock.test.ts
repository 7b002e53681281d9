import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type * as fs from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { takeLock } from '../../../src/world/state/lock.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'

const race = vi.hoisted(() => ({ before: (): void => undefined }))

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>()
  return {
    ...original,
    renameSync: (from: string, to: string) => {
      race.before()
      original.renameSync(from, to)
    },
  }
})

let folder: StateFolder
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  folder.remove()
})

const NOBODY = '{"pid":4194304,"began":"1"}'
/** This process's parent lives, and is no server. */
const other = JSON.stringify({ pid: process.ppid, began: '' })

it('of two that find a lock stale, the slower one gives back what the quicker one has taken', async () => {
  const lock = `${folder.file}.lock`
  writeFileSync(lock, NOBODY)
  let races = 0
  race.before = () => {
    if (races++ > 0) return
    rmSync(lock)
    writeFileSync(lock, other)
  }
  await expect(takeLock(folder.file)).rejects.toThrow(`is in use by process ${process.ppid}`)
  expect([races, readFileSync(lock, 'utf8')]).toEqual([1, other])
  expect(folder.names()).toEqual(['state.json.lock'])
})

it('of two that find a lock stale, the slower one takes it when the quicker one has ended', async () => {
  const lock = `${folder.file}.lock`
  writeFileSync(lock, NOBODY)
  race.before = () => {
    rmSync(lock, { force: true })
  }
  const taken = await takeLock(folder.file)
  expect(taken.isOurs()).toBe(true)
  taken.release()
  expect(folder.names()).toEqual([])
})
