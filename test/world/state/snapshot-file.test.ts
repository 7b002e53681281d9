import { afterEach, beforeEach, expect, it } from 'vitest'
import { createWorldFormat } from '../../../src/world/world-data.ts'
import { salvageSnapshot, snapshotLines } from '../../../src/world/state/snapshot-file.ts'
import { readSnapshot } from '../../../src/world/state/snapshot-read.ts'
import type { Rows } from '../../../src/world/table.ts'
import type { Tenants } from '../../../src/world/store.ts'
import { customers } from '../sample-worlds.ts'
import { people, codes } from '../../../src/core/records.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'

let folder: StateFolder
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  folder.remove()
})

const format = createWorldFormat([people, codes, customers])

const rowsOf = (key: string, names: readonly string[]): Rows =>
  new Map(names.map((name) => [name, { [key]: name }]))

const worlds = (): { tenants: Tenants; list: Rows } => {
  const list = rowsOf('customerId', ['a', 'b', 'c', 'd', 'e'])
  const lists = new Map([
    ['customers', list],
    ['codes', rowsOf('code', ['x', 'y'])],
  ])
  return { tenants: new Map([['t', { lists, site: {} }]]), list }
}

/** A snapshot of worlds that change when a line has been written. */
const written = (tenants: Tenants, change: (line: string) => void): Buffer => {
  const lines: string[] = []
  for (const line of snapshotLines(tenants, { generation: 'g', after: ['f'], journal: true })) {
    lines.push(line)
    change(line)
  }
  return Buffer.from(lines.join(''))
}

const keysOf = (tenants: Tenants): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...(tenants.get('t')?.lists ?? [])].map(([name, rows]) => [name, [...rows.keys()]]),
  )

it('is whole whatever goes and comes while it is written', async () => {
  const { tenants, list } = worlds()
  folder.write(
    written(tenants, (line) => {
      if (!line.includes('"b"')) return
      for (const key of ['a', 'c', 'd']) list.delete(key)
      list.set('f', { customerId: 'f' })
    }),
  )
  const reading = await readSnapshot(format, folder.file)
  expect(reading.kind === 'read' && keysOf(reading.tenants)).toEqual({
    customers: ['a', 'b', 'e', 'f'],
    codes: ['x', 'y'],
  })
  expect(reading).toMatchObject({ asWritten: true, generation: 'g', after: ['f'], journal: true })
})

it('that is damaged is repaired: every line that parses is taken, the others are counted', async () => {
  const { tenants } = worlds()
  const bytes = written(tenants, () => undefined)
  folder.write(bytes.toString().replace('"customerId":"b"', '"customerId:"Z"'))
  const { tenants: saved, lost } = await salvageSnapshot(format, folder.file)
  expect(keysOf(saved)).toEqual({ customers: ['a', 'c', 'd', 'e'], codes: ['x', 'y'] })
  expect(lost).toBe(1)
})
