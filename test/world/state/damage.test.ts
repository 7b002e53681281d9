import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { people } from '../../../src/core/records.ts'
import { customers } from '../sample-worlds.ts'
import { stateFolder, type StateFolder } from './state-folder.ts'

type Plain = Readonly<Record<string, unknown>>

let folder: StateFolder
/** A state file and a journal such as a kill leaves behind, and what is in them. */
let snapshot: Buffer
let journal: Buffer
let whole: Plain

beforeEach(async () => {
  folder = stateFolder()
  const first = await folder.open()
  first.of('default').services.world.table(customers).put({ customerId: '顾客2', openId: 'oZ' })
  first.of('__proto__').clock.freeze()
  await first.close()
  snapshot = folder.read()
  const second = await folder.open({}, { durable: true })
  const { world, wechat } = second.of('default').services
  for (const id of ['li-na', 'wang-wei', 'li-na']) {
    wechat.countLogin(wechat.recognise(`mock:person:${id}`))
    await second.settled()
  }
  world.table(people).delete('wang-wei')
  await second.settled()
  second.of('default').patch({ site: { rate: '9' } })
  await second.settled()
  second.drop('__proto__')
  second.of('third').replace({ people: [{ id: '新' }] })
  await second.settled()
  journal = folder.read('state.json.journal')
  copyFileSync(folder.journal, join(folder.path, 'kept'))
  await second.close()
  folder.write(snapshot)
  folder.write(journal, 'state.json.journal')
  whole = await folder.load()
})
afterEach(() => {
  folder.remove()
})

const linesOf = (bytes: Buffer): readonly Buffer[] => {
  const lines: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at) + 1
    lines.push(bytes.subarray(at, end))
    at = end
  }
  return lines
}

/** One bit of one byte is another: which one follows from the place. */
const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ (1 << ((at * 7) % 8))
  return copy
}

/** Every refusal is one sentence about a file, and leaves both files as they were. */
const expectRefusal = async (name: string, bytes: Buffer, what: string): Promise<void> => {
  folder.write(bytes, name)
  const refusal: unknown = await folder.load().then(
    () => 'loaded',
    (error: unknown) => error,
  )
  expect(refusal, what).toMatchObject({ name: 'StateError' })
  expect((refusal as Error).message, what).toMatch(
    /^\S+state\.json(\.journal)? .{5,400}(--repair|--state).*\.$/,
  )
  expect(folder.read(name).equals(bytes), what).toBe(true)
}

const removeCopies = (): void => {
  folder.remove()
  folder = stateFolder()
}

describe('a journal', () => {
  it('cut at any byte loses its last change only, with one line in the log', async () => {
    const ends = linesOf(journal).map((_, index, lines) =>
      lines.slice(0, index + 1).reduce((sum, line) => sum + line.length, 0),
    )
    const states: Plain[] = []
    for (const end of [0, ...ends]) {
      folder.write(journal.subarray(0, end), 'state.json.journal')
      states.push(await folder.load())
    }
    expect(states.at(-1)).toEqual(whole)
    expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(ends.length)
    folder.log.length = 0
    for (let cut = 0; cut < journal.length; cut++) {
      const records = ends.filter((end) => end <= cut).length
      const atEnd = cut === 0 || ends.includes(cut)
      folder.write(journal.subarray(0, cut), 'state.json.journal')
      expect(await folder.load(), `cut at ${cut}`).toEqual(states[records])
      expect(folder.log.splice(0), `cut at ${cut}`).toEqual(
        atEnd
          ? []
          : [
              'warn <folder>/state.json.journal: its last change was cut short, as by a kill, and is dropped',
            ],
      )
    }
  })

  it('goes on after a change that was cut short', async () => {
    folder.write(journal.subarray(0, journal.length - 3), 'state.json.journal')
    const worlds = await folder.open({}, { durable: true })
    worlds.of('default').services.world.table(customers).put({ customerId: 'after' })
    await worlds.settled()
    const { third, ...others } = whole
    expect(third).toBeDefined()
    const customersNow = (whole['default'] as { customers: unknown[] }).customers
    expect(await folder.load()).toMatchObject({
      ...others,
      default: { customers: [...customersNow, { customerId: 'after' }] },
    })
    await worlds.close()
  })

  it('with any bit flipped is refused, and repaired but for that line', async () => {
    const lines = linesOf(journal)
    const [without, withoutTwo]: [Plain[], Plain[]] = [[], []]
    for (const [index] of lines.entries())
      for (const [states, last] of [
        [without, index],
        [withoutTwo, index + 1],
      ] as const) {
        const left = lines.filter((_, other) => other < index || other > last)
        folder.write(
          Buffer.concat([lines[0] ?? Buffer.alloc(0), ...left.slice(index === 0 ? 0 : 1)]),
          'state.json.journal',
        )
        states.push(await folder.load())
      }
    let line = 0
    let end = lines[0]?.length ?? 0
    for (let at = 0; at < journal.length; at++) {
      if (at === end) end += lines[++line]?.length ?? 0
      const bytes = flipped(journal, at)
      await expectRefusal('state.json.journal', bytes, `flip at ${at}`)
      const repaired = await folder.load(true)
      // A broken line end costs the next line as well.
      expect([without[line], withoutTwo[line]], `flip at ${at}`).toContainEqual(repaired)
      expect(folder.read('state.json.journal.damaged').equals(bytes)).toBe(true)
      removeCopies()
      folder.write(snapshot)
    }
  }, 60_000)
})

describe('a state file', () => {
  /** Each record as `tenant/list/key`. */
  const recordsOf = (state: Plain): ReadonlySet<string> =>
    new Set(
      Object.entries(state).flatMap(([tenant, lists]) =>
        Object.entries(lists as Plain).flatMap(([list, rows]) =>
          Array.isArray(rows) ? rows.map((row) => `${tenant}/${list}/${JSON.stringify(row)}`) : [],
        ),
      ),
    )
  const lost = (from: ReadonlySet<string>, state: Plain): readonly string[] => {
    const left = recordsOf(state)
    return [...from].filter((record) => !left.has(record))
  }
  const invented = (from: ReadonlySet<string>, state: Plain): readonly string[] =>
    [...recordsOf(state)].filter((record) => !from.has(record))

  it('cut at any byte is refused, and repaired up to there', async () => {
    removeCopies()
    folder.write(snapshot)
    const all = recordsOf(await folder.load())
    for (let cut = 0; cut < snapshot.length - 1; cut++) {
      const bytes = snapshot.subarray(0, cut)
      await expectRefusal('state.json', bytes, `cut at ${cut}`)
      const repaired = await folder.load(true)
      const whole = bytes.toString('utf8').split('\n').slice(0, -1)
      const kept = [...all].filter((record) =>
        whole.some((line) => line.replace(/^,/, '') === record.replace(/^[^/]*\/[^/]*\//, '')),
      )
      expect(
        lost(new Set(kept), repaired).filter((record) => record.startsWith('default/')),
        `cut at ${cut}`,
      ).toEqual([])
      expect(invented(all, repaired), `cut at ${cut}`).toEqual([])
      expect(folder.read('state.json.damaged').equals(bytes)).toBe(true)
      removeCopies()
    }
  }, 60_000)

  it('with any bit flipped is taken as an edit, or refused and repaired but for its line', async () => {
    removeCopies()
    folder.write(snapshot)
    const all = recordsOf(await folder.load())
    let [taken, refused] = [0, 0]
    for (let at = 0; at < snapshot.length; at++) {
      const bytes = flipped(snapshot, at)
      folder.write(bytes)
      folder.log.length = 0
      const outcome: unknown = await folder.load().catch((error: unknown) => error)
      if (outcome instanceof Error) {
        refused++
        await expectRefusal('state.json', bytes, `flip at ${at}`)
        const repaired: unknown = await folder.load(true).catch((error: unknown) => error)
        // What is JSON and no world is for people to mend.
        if (repaired instanceof Error) expect(repaired.message).toBe(outcome.message)
        else {
          const line = snapshot.subarray(0, at).toString('latin1').split('\n').length - 1
          const { length } = lost(all, repaired as Plain)
          expect(length, `flip at ${at}`).toBeLessThanOrEqual(listOf(line))
          expect(folder.read('state.json.damaged').equals(bytes)).toBe(true)
        }
      } else {
        taken++
        expect(lost(all, outcome as Plain).length, `flip at ${at}`).toBeLessThanOrEqual(all.size)
        expect(folder.log.join(), `flip at ${at}`).toMatch(/was edited|older format|was running|^$/)
      }
      removeCopies()
    }
    expect(Math.min(taken, refused)).toBeGreaterThan(100)
  }, 60_000)

  /** Records that hang on a line: itself, or, of a line that begins a list or a tenant, all that follow. */
  const listOf = (line: number): number => {
    const text = linesOf(snapshot)[line]?.toString('utf8') ?? ''
    return /^,?\{.*\}$/.test(text.trimEnd()) ? 2 : 20
  }
})
