import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createEventFeed } from '../../../src/http/admin/events.ts'
import type { Entry } from '../../../src/scripting/entry.ts'
import type { Tenant } from '../../../src/http/tenants.ts'

/** A tenant's journal that holds what it is told. */
const journalOf = () => {
  const followers = new Set<(entry: Entry) => void>()
  const held = new Map<number, Entry>()
  const tenant = {
    script: {
      journal: {
        find: (sequence: number) => held.get(sequence),
      },
    },
    follow: (listener: (entry: Entry) => void) => {
      followers.add(listener)
      return () => followers.delete(listener)
    },
  } as unknown as Tenant
  const add = (sequence: number) => {
    const entry = { sequence } as Entry
    held.set(sequence, entry)
    for (const tell of followers) tell(entry)
  }
  return { tenant, add, held, followers }
}

describe('the events of a journal', () => {
  it('are rendered once for all listeners, after the answer', async () => {
    const { tenant, add } = journalOf()
    const rendered: string[] = []
    const follow = createEventFeed((_tenant, { sequence }, secrets) => {
      rendered.push(`${sequence} ${secrets}`)
      return String(sequence)
    }, 10)
    const taken: string[] = []
    for (let at = 0; at < 64; at++)
      follow(tenant, { secrets: at === 0, take: (event) => taken.push(event) })
    add(1)
    add(2)
    expect(rendered).toEqual([])
    for (let turn = 0; turn < 4; turn++) await nextTurn()
    expect(rendered).toEqual(['1 true', '1 false', '2 true', '2 false'])
    expect(taken).toHaveLength(128)
    add(3)
    for (let turn = 0; turn < 4; turn++) await nextTurn()
    expect(taken.slice(128)).toEqual(Array(64).fill('3'))
  })

  it('are passed over where the journal has forgotten them or too many wait, and end with the last listener', async () => {
    const { tenant, add, held, followers } = journalOf()
    const taken: string[] = []
    const follow = createEventFeed((_tenant, { sequence }) => String(sequence), 2)
    const stop = follow(tenant, { secrets: false, take: (event) => taken.push(event) })
    for (let at = 1; at <= 4; at++) add(at)
    held.delete(3)
    for (let turn = 0; turn < 6; turn++) await nextTurn()
    expect(taken).toEqual(['4'])
    stop()
    expect(followers.size).toBe(0)
  })
})
