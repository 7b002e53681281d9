import { describe, expect, it } from 'vitest'
import { codes, people as list } from '../../src/core/records.ts'
import { WorldsFullError } from '../../src/world/world-room.ts'
import { open } from './sample-worlds.ts'

const text = (length: number) => 'x'.repeat(length)
const people = (...ids: readonly string[]) => ({
  people: ids.map((id) => ({ id, nickname: text(10_000) })),
})
const idsOf = (data: Readonly<Record<string, unknown>>, list = 'people', key = 'id') =>
  (data[list] as readonly Readonly<Record<string, unknown>>[]).map((row) => row[key])

describe('the bytes of all worlds', () => {
  it('are bounded where a login adds a record: the largest list of the largest world drops its oldest', async () => {
    const lines: string[] = []
    const log = (level: string, line: string) => void lines.push(`${level} ${line}`)
    const worlds = await open({ maxBytes: 60_000, log })
    const [large, small] = [worlds.of('large'), worlds.of('small')]
    large.replace(people('a', 'b', 'c', 'd', 'e'))
    const table = small.services.world.table(codes)
    table.put({ code: 'first' })
    for (const code of ['v', 'w']) table.put({ code, errmsg: text(9_000) })
    expect(idsOf(large.data())).toEqual(['c', 'd', 'e'])
    expect(idsOf(small.data(), 'codes', 'code')).toEqual(
      expect.arrayContaining(['first', 'v', 'w']),
    )
    expect(lines).toEqual(['info people of tenant large full: from now on the oldest are dropped'])
  })

  it('bound what may be put there, and are free again when a record or a tenant goes', async () => {
    const worlds = await open({ maxBytes: 60_000 })
    const [one, two] = [worlds.of('one'), worlds.of('two')]
    one.replace(people('a', 'b', 'c'))
    const before = two.data()
    expect(() => {
      two.patch(people('d', 'e', 'f'))
    }).toThrow(WorldsFullError)
    expect(() => {
      two.replace(people('d', 'e', 'f'))
    }).toThrow(
      /^The worlds of all tenants would be \d+ bytes, and 60000 are the most; delete tenants or records first, or raise --world-bytes\.$/,
    )
    expect(two.data()).toEqual(before)
    worlds.drop('one')
    two.replace(people('d', 'e', 'f'))
    two.replace({})
    worlds.of('three').replace(people('g', 'h', 'i', 'j', 'k'))
  })

  it('are counted alike whether records are put, changed, deleted or read from a file', async () => {
    const worlds = await open({ maxBytes: 60_000 })
    const world = worlds.of('one')
    world.replace({})
    const table = world.services.world.table(list)
    for (let round = 0; round < 50; round++) {
      table.put({ id: 'p', nickname: text(round % 2 === 0 ? 30_000 : 3) })
      if (round % 3 === 0) table.delete('p')
    }
    table.delete('p')
    world.replace(people('a', 'b', 'c', 'd', 'e'))
    expect(() => {
      world.patch(people('f'))
    }).toThrow(WorldsFullError)
  })
})
