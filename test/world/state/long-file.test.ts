import { stat } from 'node:fs/promises'
import { JSONFile } from 'lowdb/node'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { JsonRecords } from '../../../src/world/state/json-records.ts'
import { fileChunks } from '../../../src/world/state/files.ts'
import { writeSnapshot } from '../../../src/world/state/snapshot-file.ts'
import type { Row } from '../../../src/world/table.ts'
import type { Tenants } from '../../../src/world/store.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'

let folder: StateFolder
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  folder.remove()
})

/** V8 makes no text of more characters. */
const LONGEST_TEXT = 2 ** 29 - 24
const RECORDS = 520
const TEXT = `${'x'.repeat(2 ** 20)}"\\`

it(
  'that is longer than any text can be is written and read again, a record at a time',
  { timeout: 120_000 },
  async () => {
    const nickname = TEXT
    const people = new Map(
      Array.from({ length: RECORDS }, (_, at) => [`p${at}`, { id: `p${at}`, nickname }]),
    )
    const tenants: Tenants = new Map([
      ['default', { lists: new Map([['people', people]]), site: {} }],
    ])
    const head = { generation: 'g', after: [], journal: false }
    const size = await writeSnapshot(folder.file, tenants, head, () => Promise.resolve())
    expect(size).toBeGreaterThan(LONGEST_TEXT)
    expect((await stat(folder.file)).size).toBe(size)
    const found: unknown[] = []
    const records = new JsonRecords(
      {
        member: (name) => found.push(name),
        tenant: (key) => found.push(key),
        list: (name) => found.push(name),
        record: (value) => {
          const { id, nickname } = value as Row
          found.push(id)
          if (nickname !== TEXT) throw new Error(`${String(id)} is not as it was written`)
        },
        value: (name) => found.push(name),
      },
      true,
    )
    for await (const chunk of fileChunks(folder.file, undefined, () => records.waiting))
      records.push(chunk)
    records.end()
    expect(found).toEqual([
      ...['format', 'journal', 'generation', 'after', 'default', 'site', 'people'],
      ...[...people.keys()],
      ...['settings', 'check'],
    ])
  },
)

it('is one JSON document, which lowdb’s own adapter reads', async () => {
  const person = { id: 'p', nickname: TEXT.slice(-30) }
  const worlds = await folder.open()
  worlds.of('ann').replace({ people: [person], site: { rate: '0.5' } })
  worlds.of('bob')
  await worlds.close()
  const read = (await new JSONFile(folder.file).read()) as { tenants: unknown }
  expect(read).toEqual(JSON.parse(folder.read().toString()))
  expect(read.tenants).toMatchObject({ ann: { people: [person], site: { rate: '0.5' } }, bob: {} })
})
