import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Worlds } from '../../../src/world/worlds.ts'
import { customers } from '../sample-worlds.ts'
import { compile } from './compiled.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'
import { until } from './until.ts'

let folder: StateFolder
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  folder.remove()
})

const put = (worlds: Worlds, customerId: string): void => {
  worlds.of('default').services.world.table(customers).put({ customerId })
}
const customersKept = async (): Promise<unknown> =>
  ((await folder.load())['default'] as { customers: { customerId: string }[] }).customers.map(
    ({ customerId }) => customerId,
  )
/** A change that is not written is not said to be. */
const unkept = (worlds: Worlds) => expect(worlds.settled()).rejects.toThrow()
const degraded = (worlds: Worlds) => () => worlds.status().degraded !== undefined
const well = (worlds: Worlds) => () => worlds.status().degraded === undefined

it.each([
  ['state file', 'state.json'],
  ['journal', 'state.json.journal'],
])('a deleted %s is noticed, and written again', async (_, name) => {
  const worlds = await folder.open({}, { durable: true, watchMs: 20 })
  put(worlds, 'before')
  await worlds.settled()
  rmSync(join(folder.path, name))
  await until(degraded(worlds), 'degraded')
  expect(worlds.status().degraded).toBe(`${join(folder.path, name)} was deleted`)
  put(worlds, 'meanwhile')
  await unkept(worlds)
  await until(well(worlds), 'recovered')
  put(worlds, 'after')
  await worlds.settled()
  expect(await customersKept()).toEqual(['c1', 'before', 'meanwhile', 'after'])
  expect(folder.log).toEqual([
    `error <folder>/${name} was deleted: answering 503 until it can be written again`,
    'info <folder>/state.json can be written again: nothing was lost',
  ])
  await worlds.close()
})

it('a folder that goes and comes back loses nothing', async () => {
  const worlds = await folder.open({}, { durable: true, watchMs: 20 })
  put(worlds, 'before')
  await worlds.settled()
  rmSync(folder.path, { recursive: true })
  writeFileSync(folder.path, 'in its place')
  put(worlds, 'meanwhile')
  await unkept(worlds)
  await until(degraded(worlds), 'degraded')
  put(worlds, 'later')
  await unkept(worlds)
  expect(degraded(worlds)()).toBe(true)
  rmSync(folder.path)
  await until(well(worlds), 'recovered')
  expect(await customersKept()).toEqual(['c1', 'before', 'meanwhile', 'later'])
  await worlds.close()
  expect(folder.names()).toEqual(['state.json'])
})

it('a file made read-only is left alone, until it is writable again', async () => {
  const worlds = await folder.open({}, { durable: true, watchMs: 20 })
  put(worlds, 'before')
  await worlds.settled()
  chmodSync(folder.file, 0o444)
  await until(degraded(worlds), 'degraded')
  expect(worlds.status()).toEqual({ degraded: `${folder.file} is read-only` })
  const written = folder.read()
  put(worlds, 'meanwhile')
  await unkept(worlds)
  expect(folder.read().equals(written)).toBe(true)
  chmodSync(folder.file, 0o640)
  await until(well(worlds), 'recovered')
  await worlds.close()
  expect(await customersKept()).toEqual(['c1', 'before', 'meanwhile'])
  expect(statSync(folder.file).mode & 0o777).toBe(0o640)
})

it('a file that is read-only from the start can be used, in memory', async () => {
  folder.write('{"format":1,"tenants":{"default":{"customers":[{"customerId":"kept"}]}}}')
  chmodSync(folder.file, 0o444)
  const worlds = await folder.open({}, { watchMs: 5 })
  expect(worlds.of('default').data()['customers']).toEqual([{ customerId: 'kept' }])
  await until(degraded(worlds), 'degraded')
  put(worlds, 'lost')
  worlds.of('new')
  await expect(worlds.close()).rejects.toThrow(
    `${folder.file} could not be saved (${folder.file} is read-only): lost is 1 customers, settings of tenant default; all of tenant new.`,
  )
  expect(folder.log).toEqual([
    'error <folder>/state.json is read-only: answering from memory until it can be written again',
  ])
})

it('a file that is read-only at the stop, and has everything, is no failure', async () => {
  const worlds = await folder.open({}, { watchMs: 5 })
  put(worlds, 'kept')
  await worlds.settled()
  chmodSync(folder.file, 0o444)
  await until(degraded(worlds), 'degraded')
  await worlds.close()
  expect(await customersKept()).toEqual(['c1', 'kept'])
})

it('a folder that cannot be made is no reason not to start', async () => {
  writeFileSync(join(folder.path, 'taken'), '')
  const file = join(folder.path, 'taken', 'state.json')
  const worlds = await folder.open({}, { file, watchMs: 5 })
  expect(worlds.status().degraded).toMatch(/EEXIST|ENOTDIR/)
  put(worlds, 'in memory')
  rmSync(join(folder.path, 'taken'))
  mkdirSync(join(folder.path, 'taken'))
  await until(well(worlds), 'recovered')
  await worlds.close()
  expect(folder.read('taken/state.json').includes('"in memory"')).toBe(true)
})

it('a full disk is outlived', { timeout: 60_000 }, async () => {
  const compiled = compile(
    'src/core',
    'src/world',
    'test/world/sample-worlds.ts',
    'test/world/state/until.ts',
    'test/world/state/full-disk-worker.ts',
  )
  const worker = join(compiled.folder, 'test/world/state/full-disk-worker.js')
  // Files of at most 64 KiB: a write beyond that fails as on a full disk, in the middle of a record.
  const command = `ulimit -f 128; exec "${process.execPath}" "${worker}" "${folder.file}"`
  const out = await new Promise<string>((resolve) => {
    execFile('sh', ['-c', command], (_, stdout, stderr) => {
      resolve(stdout + stderr)
    })
  })
  compiled.remove()
  const [first = '', second, ...log] = out.replaceAll(folder.path, '<folder>').trim().split('\n')
  expect(first).toMatch(/^degraded (EFBIG|ENOSPC)/)
  expect(second).toMatch(/^not kept in memory of \d+$/)
  expect(log.at(0)).toMatch(
    /^error (EFBIG|ENOSPC): .*: answering 503 until it can be written again$/,
  )
  expect(log.at(-1)).toBe('info <folder>/state.json can be written again: nothing was lost')
  expect(await customersKept()).toEqual(['last', 'after'])
})

it('a file that somebody else writes meanwhile is kept beside', async () => {
  const worlds = await folder.open()
  put(worlds, 'ours')
  await worlds.settled()
  folder.write('{"people":[{"id":"theirs"}]}')
  await worlds.close()
  expect(folder.names()).toEqual(['state.json', 'state.json.replaced'])
  expect(folder.read('state.json.replaced').toString('utf8')).toBe('{"people":[{"id":"theirs"}]}')
  expect(await customersKept()).toEqual(['c1', 'ours'])
  expect(folder.log).toEqual([
    'warn <folder>/state.json was written by somebody else: theirs is kept as <folder>/state.json.replaced',
  ])
})

it('a journal that cannot be folded goes on, and is folded later', async () => {
  const worlds = await folder.open({}, { watchMs: 2, fold: { bytes: 0, times: 0 } })
  await worlds.settled()
  await until(() => folder.names().includes('state.json.journal'), 'started')
  const inTheWay = `${folder.file}.tmp`
  mkdirSync(inTheWay)
  put(worlds, 'one')
  await until(() => folder.log.length > 0, 'failed')
  put(worlds, 'two')
  await worlds.settled()
  expect(worlds.status()).toEqual({})
  expect(await customersKept()).toEqual(['c1', 'one', 'two'])
  expect(folder.names()).toContain('state.json.journal.old')
  rmSync(inTheWay, { recursive: true })
  await until(() => !folder.names().includes('state.json.journal.old'), 'folded')
  expect(await customersKept()).toEqual(['c1', 'one', 'two'])
  await worlds.close()
  expect(folder.log).toHaveLength(1)
  expect(folder.log[0]).toMatch(
    /^warn <folder>\/state\.json cannot be renewed, its journal grows on: E\w+:/,
  )
})
