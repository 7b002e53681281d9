import { symlinkSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { people, tokens } from '../../../src/core/records.ts'
import { JournalLines } from '../../../src/world/state/journal-record.ts'
import { customers } from '../sample-worlds.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'
import { until } from './until.ts'

let folder: StateFolder
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  folder.remove()
})

describe('a state file', () => {
  it('is JSON of the documented form, one record a line, with a checksum', async () => {
    const worlds = await folder.open()
    worlds.of('default')
    worlds.of('b').replace({ customers: [{ customerId: '顾客', balance: 7 }] })
    worlds.of('b').clock.set({ now: '2026-02-01T00:00:00Z' })
    await worlds.close()
    expect(folder.names()).toEqual(['state.json'])
    const lines = folder.read().toString('utf8').split('\n')
    const offsetMs = (
      JSON.parse(lines.join('\n')) as { settings: { b: { clock: { offsetMs: number } } } }
    ).settings.b.clock.offsetMs
    expect(lines[0]).toMatch(
      /^\{"format":2,"journal":false,"generation":"[0-9a-f]{16}","after":\["[0-9a-f]{16}"\],"tenants":\{$/,
    )
    expect(lines.slice(1, -2)).toEqual([
      '"default":{"site":',
      '{"rate":"7.10"}',
      ',"people":[',
      '{"id":"li-na","openId":"oLiNa","unionId":"uLiNa","phone":"13800000001","nickname":"李娜","gender":2}',
      ',{"id":"wang-wei","openId":"oWangWei","openIds":{"wxA":"oWangWeiA"},"nickname":"王伟"}',
      ']',
      ',"codes":[',
      '{"code":"known","person":"li-na"}',
      ']',
      ',"customers":[',
      '{"customerId":"c1","openId":"oLiNa","visits":1}',
      ']',
      '}',
      ',"b":{"site":',
      '{}',
      ',"customers":[',
      '{"customerId":"顾客","balance":"7"}',
      ']',
      '}',
      '},"settings":',
      `{"default":{"seed":"test"},"b":{"seed":"test","clock":{"frozenAt":1769904000000,"offsetMs":${offsetMs},"from":"2026-01-29T07:00:34Z"}}}`,
    ])
    const sum = crc32(`${lines.slice(1, -2).join('\n')}\n`)
    expect(lines.slice(-2)).toEqual([`,"check":${sum}}`, ''])
  })

  it('drops again, after a kill, what was dropped for being old', async () => {
    const killed = await folder.open()
    const table = killed.of('default').services.world.table(tokens)
    for (let n = 0; n < 10_020; n++) table.put({ token: `t${n}` })
    await killed.settled()
    const kept = { journal: folder.read('state.json.journal'), state: folder.read() }
    await killed.close()
    folder.write(kept.state)
    folder.write(kept.journal, 'state.json.journal')
    const again = await folder.open()
    const list = again.of('default').data()['tokens'] as readonly { readonly token: string }[]
    expect([list.length, list[0]?.token, list.at(-1)?.token]).toEqual([10_000, 't20', 't10019'])
    await again.close()
  })

  it('keeps everything across a clean stop', async () => {
    const before = await folder.open()
    const world = before.of('default')
    world.services.wechat.countLogin(world.services.wechat.recognise('mock:person:li-na'))
    world.services.world.table(people).delete('wang-wei')
    world.patch({ site: { rate: 3 } })
    before.of('__proto__').patch({ customers: [{ customerId: 'constructor', visits: 9 }] })
    before.of('gone')
    before.drop('gone')
    const [a, b] = [world.data(), before.of('__proto__').data()]
    await before.close()
    const after = await folder.open()
    expect(after.keys()).toEqual(['default', '__proto__'])
    expect(after.of('default').data()).toEqual(a)
    expect(after.of('__proto__').data()).toEqual(b)
    await after.close()
  })

  it('keeps a clock that was set, until the start says otherwise', async () => {
    const first = await folder.open()
    first.of('default').clock.advance(60_000)
    await first.close()
    const second = await folder.open()
    expect(second.of('default').clock.state()).toMatchObject({
      now: '2026-01-29T07:01:34.000Z',
      frozen: true,
    })
    await second.close()
    const third = await folder.open({ clock: '2027-01-01T00:00:00Z' })
    expect(third.of('default').clock.state().now).toBe('2027-01-01T00:00:00.000Z')
    await third.close()
  })

  it('keeps the seed it was told, until it is told another', async () => {
    const first = await folder.open()
    const id = first.of('default').services.derive('x').hex(8)
    await first.close()
    const idWith = async (seed: string | undefined): Promise<string> => {
      const worlds = await folder.open({ seed })
      const other = worlds.of('default').services.derive('x').hex(8)
      await worlds.close()
      return other
    }
    expect(await idWith(undefined)).toBe(id)
    expect(await idWith('another')).not.toBe(id)
    expect(await idWith(undefined)).not.toBe(id)
  })

  it('has every settled change in its journal before it is closed', async () => {
    const worlds = await folder.open({}, { durable: true })
    const { world } = worlds.of('default').services
    await worlds.settled()
    expect(worlds.unsettled()).toBe(false)
    world.table(customers).put({ customerId: 'c2', visits: 1 })
    world.table(customers).put({ customerId: 'c2', visits: 2 })
    world.table(customers).put({ customerId: 'c3' })
    world.table(customers).delete('c1')
    expect(worlds.unsettled()).toBe(true)
    await worlds.settled()
    expect(folder.read('state.json.journal').toString('utf8').split('\n').slice(-3)).toEqual([
      '[821215631,42,{"t":"default","l":"customers","d":["c1"]}]',
      '[619949123,88,{"t":"default","l":"customers","n":[{"customerId":"c2","visits":2},{"customerId":"c3"}]}]',
      '',
    ])
    await worlds.close()
  })

  it('is there as soon as the server is, and can be anywhere', async () => {
    const deep = { file: join(folder.path, 'a', 'b', 'state.json') }
    const worlds = await folder.open({ store: undefined }, deep)
    await worlds.close()
    expect(folder.names()).toEqual(['a'])
  })

  it('may be long', async () => {
    const first = await folder.open()
    const records = Array.from({ length: 5_000 }, (_, n) => ({ customerId: `c${n}`, visits: n }))
    first.of('default').patch({ customers: records })
    await first.close()
    const second = await folder.open()
    expect(second.of('default').data()['customers']).toHaveLength(5_000)
    await second.close()
    expect(folder.log).toEqual([])
  })

  it('is closed once, and takes no more', async () => {
    const worlds = await folder.open()
    const world = worlds.of('default')
    expect(worlds.close()).toBe(worlds.close())
    await worlds.close()
    world.patch({ people: [{ id: 'late' }] })
    await expect(worlds.settled()).rejects.toThrow('is closed')
    expect([folder.names(), folder.log]).toEqual([['state.json'], []])
  })

  it('is written where a symbolic link leads', async () => {
    folder.write('{"format":1,"tenants":{}}', 'real.json')
    symlinkSync(join(folder.path, 'real.json'), folder.file)
    const worlds = await folder.open()
    worlds.of('a')
    await worlds.close()
    expect(lstatSync(folder.file).isSymbolicLink()).toBe(true)
    expect(folder.read('real.json').toString('utf8')).toContain('"a":{"site":')
  })

  it('takes in the journal while changes go on', async () => {
    const worlds = await folder.open({}, { watchMs: 5, fold: { bytes: 2_000, times: 0 } })
    const table = worlds.of('default').services.world.table(customers)
    let n = 0
    const folded = (): boolean => {
      for (let i = 0; i < 20; i++) table.put({ customerId: `c${n % 500}`, visits: n++ })
      return n > 2_000 && folder.read().includes('"customerId":"c499"')
    }
    await until(folded, 'folded while busy')
    await worlds.settled()
    const copy = stateFolder()
    for (const name of folder.names()) copy.write(folder.read(name), name)
    expect((await copy.load())['default']).toMatchObject({ customers: [...table.values()] })
    copy.remove()
    await until(() => {
      const names = folder.names()
      return (
        !names.includes('state.json.journal.old') && folder.read('state.json.journal').length < 100
      )
    }, 'folded when idle')
    expect((await folder.load())['default']).toMatchObject({ customers: [...table.values()] })
    await worlds.close()
    expect(folder.log).toEqual([])
  })
})

describe('a file of another kind', () => {
  it.each([
    ['{"name":"my-app","version":"1.0.0"}', 'is not a state file: name: no list of a world'],
    ['[1,2]', 'is not a state file: it is not a JSON object'],
    ['SQLite format 3', 'is not a state file: it is not JSON'],
    ['', 'is empty; mend it, start with --repair'],
    [
      '{"format":3,"tenants":{}}',
      'was written by a newer version: its format is 3, and this one reads up to 2',
    ],
    ['{"format":"one","tenants":{}}', 'is damaged: its format is not a known number'],
    ['{"format":1,"tenants":{},"extra":1}', 'is damaged: nothing in one is named extra'],
    ['{"format":1,"tenants":[]}', 'is not a state file: no tenants'],
    [
      '{"format":1,"tenants":{"a":{"toys":[]}}}',
      'cannot be used: tenant a: toys: no list of a world',
    ],
    [
      '{"format":1,"tenants":{"a":{"people":[{}]}}}',
      'cannot be used: tenant a: people[0]: has no id',
    ],
  ])('%s is refused, and left as it is', async (text, why) => {
    folder.write(text)
    await expect(folder.open()).rejects.toThrow(`${folder.file} ${why}`)
    expect(folder.names()).toEqual(['state.json'])
    expect(folder.read().toString('utf8')).toBe(text)
  })

  it('is refused when it is a folder', async () => {
    await expect(folder.open({}, { file: folder.path })).rejects.toThrow(
      `${folder.path} is a folder, and the state needs a regular file: give another --state.`,
    )
  })

  it('is refused when its journal stands alone', async () => {
    folder.write('[4015537471,13,{"journal":1}]\n', 'state.json.journal')
    await expect(folder.open()).rejects.toThrow(
      `${folder.file} is gone, and its journal alone is not the whole state; delete ${folder.journal}, too, to start afresh`,
    )
    const worlds = await folder.open({}, { repair: true })
    await worlds.close()
    expect(folder.names()).toEqual(['state.json'])
  })

  it('is refused when its journal is of a newer version, or has lists of other APIs', async () => {
    folder.write('{"format":1,"tenants":{}}')
    folder.write(journalOf('{"journal":4}'), 'state.json.journal')
    await expect(folder.open()).rejects.toThrow(
      'it was written by a newer version (journal format 4)',
    )
    folder.write(journalOf('{"t":"a","l":"toys","r":[{"toyId":"bear"}]}'), 'state.json.journal')
    await expect(folder.open()).rejects.toThrow(
      'it holds a list toys that no API of this server has',
    )
  })
})

const journalOf = (...changes: readonly string[]): Buffer => {
  const lines = new JournalLines()
  for (const change of changes) lines.add(change)
  return lines.bytes
}

describe('an older file', () => {
  it('may have a journal with a record in each line', async () => {
    folder.write('{"format":1,"tenants":{"default":{"customers":[{"customerId":"c1"}]}}}')
    const changes = [
      '{"journal":1}',
      '{"t":"default","l":"customers","r":{"customerId":"c1","visits":4}}',
      '{"t":"default","l":"customers","n":{"customerId":"c2"}}',
    ]
    folder.write(journalOf(...changes), 'state.json.journal')
    expect((await folder.load())['default']).toMatchObject({
      customers: [{ customerId: 'c1', visits: 4 }, { customerId: 'c2' }],
    })
  })

  it('that is one bare world becomes the default tenant, and is kept', async () => {
    const text =
      '{"customers":[{"customerId":"mine","balance":7.5,"openId":null}],"site":{"rate":1}}'
    folder.write(text)
    const worlds = await folder.open()
    expect(worlds.of('default').data()).toMatchObject({
      people: [],
      customers: [{ customerId: 'mine', balance: '7.5' }],
      site: { rate: '1' },
    })
    await worlds.close()
    expect(folder.names()).toEqual(['state.json', 'state.json.format-0'])
    expect(folder.read('state.json.format-0').toString('utf8')).toBe(text)
    expect(folder.read().toString('utf8')).toMatch(/^\{"format":2,[^\n]*"tenants":\{\n"default":/)
    expect(folder.log).toEqual([
      'info <folder>/state.json is of an older format: it is migrated, and kept as <folder>/state.json.format-0',
    ])
  })

  it('that is empty of lists is no world', async () => {
    folder.write('{}')
    const worlds = await folder.open()
    expect(worlds.keys()).toEqual([])
    expect(worlds.of('default').data()['people']).toHaveLength(2)
    await worlds.close()
  })
})
