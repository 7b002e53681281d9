import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCollection, type Collection } from '../../src/core/records.ts'
import { integer, list, required, shape, string } from '../../src/core/schema.ts'
import { RecordTable, type Row } from '../../src/world/table.ts'

const collection = defineCollection({
  name: 'things',
  key: 'id',
  shape: shape('Thing', { id: required(string()), tags: list(string()), n: integer() }),
  indexes: { tag: (thing) => thing.tags ?? [], n: ({ n }) => [n?.toString()] },
})

const open = (limit = 5) => {
  const changed: string[] = []
  const rows = new Map<string, Row>()
  const table = new RecordTable({ ...(collection as Collection), limit }, rows, {
    added: (key) => changed.push(`+${key}`),
    changed: (key) => changed.push(key),
    gone: (key) => changed.push(`-${key}`),
  })
  return { table, changed, rows }
}

describe('a table', () => {
  it('finds by key and by index, as records come, change and go', () => {
    const { table, changed } = open()
    table.put({ id: 'a', tags: ['x', 'y'] })
    expect(table.find('tag', 'x')).toEqual({ id: 'a', tags: ['x', 'y'] })
    table.put({ id: 'b', tags: ['x', ''] })
    expect(table.find('tag', 'x')?.['id']).toBe('a')
    table.put({ id: 'a', tags: ['y', 'z'] })
    expect(table.find('tag', 'x')?.['id']).toBe('b')
    expect(table.find('tag', 'z')?.['id']).toBe('a')
    expect(table.find('tag', '')).toBeUndefined()
    table.delete('b')
    table.delete('nobody')
    expect(table.find('tag', 'x')).toBeUndefined()
    expect(table.get('b')).toBeUndefined()
    expect([table.size, [...table.values()]]).toEqual([1, [{ id: 'a', tags: ['y', 'z'] }]])
    expect(changed).toEqual(['+a', '+b', 'a', '-b'])
  })

  it('is not fooled by names that objects have', () => {
    const { table } = open()
    for (const key of ['__proto__', 'constructor']) {
      expect(table.get(key)).toBeUndefined()
      expect(table.find('tag', key)).toBeUndefined()
      table.put({ id: key, tags: [key] })
      expect(table.find('tag', key)?.['id']).toBe(key)
    }
  })

  it('knows no index that its list has not', () => {
    const { table } = open()
    table.put({ id: 'a' })
    expect(() => table.find('colour', 'red')).toThrow('The list things has no index named colour.')
  })

  it('drops the oldest when it is full, and tells of it', () => {
    const { table, changed } = open(3)
    for (const id of ['a', 'b', 'c', 'a', 'd']) table.put({ id })
    expect([...table.values()].map(({ id }) => id)).toEqual(['b', 'c', 'd'])
    expect(changed).toEqual(['+a', '+b', '+c', 'a', '+d', '-a'])
    table.refill([['x', { id: 'x' }]])
    for (let n = 0; n < 1_000; n++) table.put({ id: `n${n}` })
    expect([...table.values()].map(({ id }) => id)).toEqual(['n997', 'n998', 'n999'])
  })

  it('drops the oldest of what it opens with', () => {
    const rows = new Map(['a', 'b', 'c'].map((id) => [id, { id }]))
    const limited = { ...(collection as Collection), limit: 2 }
    const changed: string[] = []
    const table = new RecordTable(limited, rows, {
      added: (key) => changed.push(`+${key}`),
      changed: (key) => changed.push(key),
      gone: (key) => changed.push(`-${key}`),
    })
    expect(changed).toEqual(['-a'])
    expect([...table.values()]).toEqual([{ id: 'b' }, { id: 'c' }])
    table.put({ id: 'd' })
    expect([...rows.keys()]).toEqual(['c', 'd'])
  })

  it('stays fast when it is full', () => {
    const { table } = open(50_000)
    const start = performance.now()
    for (let n = 0; n < 300_000; n++) table.put({ id: String(n), n })
    expect(table.size).toBe(50_000)
    // 0.2 s here; looking for the oldest from the start each time takes minutes.
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('finds what walking the list would find', () => {
    const tag = fc.constantFrom('x', 'y', 'z')
    const step = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      tags: fc.option(fc.array(tag, { maxLength: 3 })),
    })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { table } = open(100)
        table.find('tag', 'x')
        for (const { id, tags } of steps)
          if (tags === null) table.delete(id)
          else table.put({ id, tags })
        for (const value of ['x', 'y', 'z']) {
          const found = table.find('tag', value)
          const all = [...table.values()].filter(({ tags }) => (tags as string[]).includes(value))
          expect(found === undefined ? all : all.includes(found)).toEqual(
            found === undefined ? [] : true,
          )
        }
      }),
    )
  })
})
