import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Collection } from '../../../src/core/records.ts'
import { createWorldFormat } from '../../../src/world/world-data.ts'
import { applyChange, type Change } from '../../../src/world/state/change.ts'
import { changesIn, PendingChanges } from '../../../src/world/state/pending.ts'
import { RecordTable, type Rows } from '../../../src/world/table.ts'
import { emptyState, type Tenants } from '../../../src/world/store.ts'
import { customers } from '../sample-worlds.ts'

const format = createWorldFormat([customers])

const copyOf = (tenants: Tenants): Tenants =>
  new Map(
    [...tenants].map(([key, state]) => [
      key,
      { ...state, lists: new Map([...state.lists].map(([name, rows]) => [name, new Map(rows)])) },
    ]),
  )

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f', 'g']

/** One tenant with a list of at most so many records, and what is on disk of it. */
const begin = (limit = 3) => {
  const limited: Collection = { ...(customers as Collection), limit }
  const tenants: Tenants = new Map([['t', emptyState()]])
  const pending = new PendingChanges(() => undefined)
  const state = tenants.get('t') ?? emptyState()
  const rows: Rows = new Map()
  state.lists.set('customers', rows)
  const table = new RecordTable(limited, rows, pending.listen('t').list('customers'))
  return { tenants, pending, table, snapshot: copyOf(tenants), journal: [] as string[] }
}

/** The list as a start would read it: the snapshot, then the journal, oldest first. */
const loaded = (snapshot: Tenants, journal: readonly string[]): readonly unknown[] => {
  const read = copyOf(snapshot)
  for (const line of journal) applyChange(format, read, JSON.parse(line) as Change)
  return [...(read.get('t')?.lists.get('customers')?.values() ?? [])]
}

describe('what is written of a list that drops its oldest', () => {
  it('brings back neither what was dropped nor drops what was not', () => {
    const { tenants, pending, table, snapshot, journal } = begin()
    for (const customerId of ['a', 'b', 'c', 'd', 'a', 'e']) table.put({ customerId })
    journal.push(...changesIn(pending.take(), tenants))
    table.put({ customerId: 'b' })
    journal.push(...changesIn(pending.take(), tenants))
    expect(journal).toEqual([
      '{"t":"t","l":"customers","d":["b","c","a"]}',
      '{"t":"t","l":"customers","n":[{"customerId":"d"},{"customerId":"a"},{"customerId":"e"}]}',
      '{"t":"t","l":"customers","d":["d"]}',
      '{"t":"t","l":"customers","n":[{"customerId":"b"}]}',
    ])
    expect(loaded(snapshot, journal)).toEqual([
      { customerId: 'a' },
      { customerId: 'e' },
      { customerId: 'b' },
    ])
  })

  it('is the list, in its order, over whatever snapshot was taken since the journal began', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ put: fc.constantFrom(...KEYS) }) },
      { weight: 2, arbitrary: fc.record({ remove: fc.constantFrom(...KEYS) }) },
      { weight: 3, arbitrary: fc.constantFrom('write', 'fail', 'rotate', 'fold') },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { tenants, pending, table, ...disk } = begin()
        let { snapshot, journal } = disk
        let next: string[] | undefined
        let visits = 0
        for (const one of steps)
          if (typeof one === 'object')
            if ('put' in one) table.put({ customerId: one.put, visits: visits++ })
            else table.delete(one.remove)
          else if (one === 'write') (next ?? journal).push(...changesIn(pending.take(), tenants))
          else if (one === 'fail') pending.putBack(pending.take())
          else if (one === 'rotate') next ??= []
          else if (next !== undefined)
            [snapshot, journal, next] = [copyOf(tenants), next, undefined]
        journal.push(...(next ?? []), ...changesIn(pending.take(), tenants))
        expect(loaded(snapshot, journal)).toEqual([...table.values()])
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['gone', 3, ['500 d', '500 d', '200 d', '3 n']],
    ['new', 1_203, [...Array.from({ length: 75 }, () => '16 n'), '3 n']],
  ])('is told in parts where much is %s', (_, limit, parts) => {
    const { tenants, pending, table } = begin(limit)
    for (let n = 0; n < 1_203; n++) table.put({ customerId: `c${n}` })
    const told = [...changesIn(pending.take(), tenants)].map((line) => {
      const { d, n } = JSON.parse(line) as Readonly<Record<string, readonly unknown[]>>
      return d === undefined ? `${n?.length} n` : `${d.length} d`
    })
    expect(told).toEqual(parts)
  })
})

describe('what is written of a tenant', () => {
  it('that was dropped and has come again is both: those made first stand first', () => {
    const { tenants, pending } = begin()
    const before: Tenants = new Map([...copyOf(tenants), ['u', emptyState()]])
    tenants.delete('t')
    pending.drop('t')
    tenants.set('t', emptyState())
    pending.listen('t').whole()
    const read = copyOf(before)
    for (const line of changesIn(pending.take(), tenants))
      applyChange(format, read, JSON.parse(line) as Change)
    expect([...read.keys()]).toEqual(['u', 't'])
    expect(read.get('t')?.lists.size).toBe(0)
  })
})
