import { copyFileSync, linkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { customers } from '../sample-worlds.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'

let folder: StateFolder
beforeEach(() => {
  folder = stateFolder()
})
afterEach(() => {
  folder.remove()
})

type Json = Readonly<Record<string, unknown>>

/** Puts a customer into the state, and stops. */
const keep = async (customerId: string): Promise<void> => {
  const worlds = await folder.open()
  worlds.of('default').services.world.table(customers).put({ customerId })
  await worlds.close()
}
/** Puts a customer into the state, and leaves the files as a kill would. */
const keepAndDie = async (customerId: string): Promise<void> => {
  const worlds = await folder.open({}, { durable: true })
  worlds.of('default').services.world.table(customers).put({ customerId })
  await worlds.settled()
  const left = folder.names().map((name) => [name, folder.read(name)] as const)
  await worlds.close()
  for (const [name, bytes] of left)
    folder.write(name.endsWith('.lock') ? '{"pid":4194304,"began":"1"}' : bytes, name)
}
const customersNow = async (): Promise<readonly unknown[]> => {
  const { customers: list } = (await folder.load())['default'] as { customers: Json[] }
  return list.map(({ customerId }) => customerId)
}
const refusal = async (store = {}): Promise<string> => {
  const before = folder.names().map((name) => [name, folder.read(name)] as const)
  const error: unknown = await folder.open({}, store).then(
    () => 'opened',
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ name: 'StateError' })
  // Nothing was touched but the lock of the dead.
  for (const [name, bytes] of before)
    if (!name.endsWith('.lock')) expect(folder.read(name).equals(bytes), name).toBe(true)
  return (error as Error).message.replaceAll(folder.path, '<folder>')
}

describe('a state file edited after a clean stop', () => {
  const renamed = (text: string): string => text.replace('"mine"', '"edited"')
  const parsed = (text: string): Json => JSON.parse(text) as Json

  it.each<[string, (text: string) => string | Buffer]>([
    ['in place', renamed],
    ['to one line', (text) => JSON.stringify(parsed(renamed(text)))],
    ['to two spaces', (text) => JSON.stringify(parsed(renamed(text)), null, 2)],
    [
      'to tabs and CRLF',
      (text) => JSON.stringify(parsed(renamed(text)), null, '\t').replaceAll('\n', '\r\n'),
    ],
    ['with a byte order mark', (text) => `\ufeff${renamed(text)}`],
    ['to UTF-16', (text) => Buffer.from(`\ufeff${renamed(text)}`, 'utf16le')],
    [
      'to UTF-16 of the other order',
      (text) => Buffer.from(`\ufeff${renamed(text)}`, 'utf16le').swap16(),
    ],
    ['without its checksum', (text) => renamed(text).replace(/,"check":\d+\}\n$/, '}')],
    ['with another checksum', (text) => renamed(text).replace(/"check":\d+/, '"check":1')],
    [
      'without its generation',
      (text) => {
        const { generation, ...rest } = parsed(renamed(text))
        expect(generation).toBeDefined()
        return JSON.stringify(rest)
      },
    ],
    [
      'with its members sorted',
      (text) =>
        JSON.stringify(
          Object.fromEntries(
            Object.entries(parsed(renamed(text))).sort(([a], [b]) => (a < b ? -1 : 1)),
          ),
        ),
    ],
  ])('%s is taken', async (_, edit) => {
    await keep('mine')
    folder.write(edit(folder.read().toString('utf8')))
    expect(await customersNow()).toEqual(['c1', 'edited'])
    await keep('more')
    expect(folder.log).toContain(
      'info <folder>/state.json was edited since it was written: it is taken as it is',
    )
    expect(await customersNow()).toEqual(['c1', 'edited', 'more'])
    expect(folder.names()).toEqual(['state.json'])
  })

  it('may hold nulls and numbers, as people write them', async () => {
    await keep('mine')
    const edited = folder
      .read()
      .toString('utf8')
      .replace('{"customerId":"mine"}', '{"customerId":"mine","balance":7.5,"openId":null}')
    folder.write(edited)
    expect(((await folder.load())['default'] as { customers: Json[] }).customers.at(-1)).toEqual({
      customerId: 'mine',
      balance: '7.5',
    })
  })

  it.each<[string, (text: string) => string, string]>([
    [
      'a record twice',
      (text) =>
        text.replace(',{"customerId":"mine"}', ',{"customerId":"mine"},{"customerId":"mine"}'),
      'cannot be used: tenant default: customers has two records whose customerId is "mine"',
    ],
    [
      'a tenant twice',
      (text) => text.replace('},"settings"', ',"default":{"site":{}}},"settings"'),
      'cannot be used: it has two tenants named "default"',
    ],
    [
      'a list twice',
      (text) => text.replace(',"customers":[', ',"customers":[],"customers":['),
      'cannot be used: tenant default has two members named "customers"',
    ],
    [
      'a field twice',
      (text) => text.replace('"customerId":"mine"', '"customerId":"mine","customerId":"m"'),
      'is damaged in line 13: it has two members named "customerId" in one object',
    ],
    [
      'settings twice',
      (text) => text.replace(',"check"', ',"settings":{},"check"'),
      'cannot be used: it has two members named "settings"',
    ],
    [
      'a wrong field',
      (text) => text.replace('"customerId":"mine"', '"customerId":"mine","visit":1'),
      'cannot be used: tenant default: customers[1].visit: no field (visits?); there are ',
    ],
    [
      'a comma too few',
      (text) => text.replace(',{"customerId":"mine"}', '{"customerId":"mine"}'),
      'is damaged in line 13: it is not JSON',
    ],
    [
      'a comma too many',
      (text) => text.replace('"mine"}\n', '"mine"},\n'),
      'is damaged in line 14: ',
    ],
    ['a tail', (text) => `${text}x`, 'is damaged in line 19: something follows its end'],
    ['no end', (text) => text.slice(0, -20), 'is damaged in line 18: it ends too early'],
  ])('with %s is refused by name', async (_, edit, why) => {
    await keep('mine')
    folder.write(edit(folder.read().toString('utf8')))
    expect(await refusal()).toContain(`<folder>/state.json ${why}`)
  })

  it('in another encoding than UTF-8 or UTF-16 is refused', async () => {
    await keep('mine')
    const text = folder.read().toString('latin1').replace('"mine"', '"\xe9"')
    folder.write(Buffer.from(text, 'latin1'))
    expect(await refusal()).toContain('is damaged in line 13: it is not UTF-8')
  })
})

describe('a journal', () => {
  it('goes on from its own state file', async () => {
    await keep('mine')
    await keepAndDie('journal')
    expect(folder.read().toString('utf8')).toContain('"journal":true ')
    expect(await customersNow()).toEqual(['c1', 'mine', 'journal'])
  })

  it('beside an edited state file is refused, merged only with --repair', async () => {
    await keep('mine')
    await keepAndDie('journal')
    folder.write(folder.read().toString('utf8').replace('"mine"', '"edited"'))
    expect(await refusal()).toBe(
      '<folder>/state.json was edited while <folder>/state.json.journal holds changes made since it was written; undo the edit, delete the journal to use the file as it is, or start with --repair, which applies the journal to the edited file.',
    )
    expect(await folder.load(true)).toMatchObject({
      default: {
        customers: [{ customerId: 'c1' }, { customerId: 'edited' }, { customerId: 'journal' }],
      },
    })
    expect(folder.names()).toContain('state.json.damaged')
  })

  it('beside a restored state file is refused, and kept as .replaced with --repair', async () => {
    await keep('backup')
    copyFileSync(folder.file, join(folder.path, 'backup'))
    await keep('later')
    await keepAndDie('journal')
    copyFileSync(join(folder.path, 'backup'), folder.file)
    const journal = '<folder>/state.json.journal'
    expect(await refusal()).toBe(
      `<folder>/state.json is not the file that ${journal} goes on from, as it was restored or put in its place; move ${journal} away to use the state as it is, put the right file back, or start with --repair, which uses the state as it is and keeps the journal as ${journal}.replaced.`,
    )
    const kept = folder.read('state.json.journal')
    const worlds = await folder.open({}, { repair: true })
    await worlds.close()
    expect(await customersNow()).toEqual(['c1', 'backup'])
    expect(folder.read('state.json.journal.replaced').equals(kept)).toBe(true)
  })

  it('of this format beside a file written by hand is refused', async () => {
    await keep('mine')
    await keepAndDie('journal')
    folder.write('{"format":1,"tenants":{}}')
    expect(await refusal()).toContain(
      'is not the file that <folder>/state.json.journal goes on from',
    )
  })

  it('that is gone after a kill is noticed', async () => {
    await keep('mine')
    await keepAndDie('journal')
    rmSync(folder.journal)
    expect(await refusal()).toBe(
      '<folder>/state.json was not closed, and its journal <folder>/state.json.journal is gone; put the journal back, or start with --repair to go on without what it held.',
    )
    const worlds = await folder.open({}, { repair: true })
    await worlds.close()
    expect(await customersNow()).toEqual(['c1', 'mine'])
  })

  it('that is gone is told of where the state is a copy of a running server’s', async () => {
    await keep('mine')
    await keepAndDie('journal')
    rmSync(folder.journal)
    rmSync(`${folder.file}.lock`)
    expect(await customersNow()).toEqual(['c1', 'mine'])
    await keep('more')
    expect(folder.log).toContain(
      'warn <folder>/state.json is of a server that was running, and its journal <folder>/state.json.journal is gone: what that held is missing',
    )
    expect(await customersNow()).toEqual(['c1', 'mine', 'more'])
  })

  it.each(['before', 'after'])(
    'is not applied twice when a kill came %s it was put away',
    async (when) => {
      await keep('mine')
      const worlds = await folder.open({}, { durable: true })
      const { world } = worlds.of('default').services
      world.table(customers).put({ customerId: 'journal' })
      await worlds.settled()
      const journal = folder.read('state.json.journal')
      await worlds.close()
      // The kill came when the new state file was there, and its journal was still there.
      folder.write(journal, when === 'before' ? 'state.json.journal' : 'state.json.journal.old')
      expect(await customersNow()).toEqual(['c1', 'mine', 'journal'])
      await keep('more')
      expect(await customersNow()).toEqual(['c1', 'mine', 'journal', 'more'])
      expect(folder.names()).toEqual(['state.json'])
      expect(folder.log).toEqual([])
    },
  )

  it('is not shared by two names of one file', async () => {
    await keep('mine')
    const twin = join(folder.path, 'twin.json')
    linkSync(folder.file, twin)
    const before = folder.read('twin.json')
    const worlds = await folder.open()
    worlds.of('default').services.world.table(customers).put({ customerId: 'more' })
    await worlds.settled()
    expect(folder.read('twin.json').equals(before)).toBe(true)
    await worlds.close()
  })
})

describe('a world that is too long for one text', () => {
  it('is told in parts, which count together only', async () => {
    const worlds = await folder.open({}, { durable: true })
    const records = Array.from({ length: 3_000 }, (_, n) => ({
      customerId: `c${n}`,
      openId: 'o'.repeat(500),
    }))
    await worlds.settled()
    const before = folder.read('state.json.journal')
    worlds.of('default').replace({ customers: records })
    await worlds.settled()
    const after = folder.read('state.json.journal')
    await worlds.close()
    rmSync(folder.file)
    folder.write('{"format":1,"tenants":{"default":{"customers":[{"customerId":"old"}]}}}')
    const lines = after.subarray(before.length).toString('utf8').split('\n')
    expect(lines[0]).toContain('"parts":true')
    expect(lines.at(-2)).toContain('"whole":true')
    const body = after.subarray(before.length)
    folder.write(body, 'state.json.journal')
    expect(await customersNow()).toHaveLength(3_000)
    folder.write(body.subarray(0, body.length - 10), 'state.json.journal')
    expect(await customersNow()).toEqual(['old'])
    await keep('more')
    expect(await customersNow()).toEqual(['old', 'more'])
  })
})
