import { expect, it } from 'vitest'
import { type Store, emptyState } from '../../src/world/store.ts'
import type { Row } from '../../src/world/table.ts'

/** How a kind of store is opened over and over again. */
export interface StoreUnderTest {
  /** Opens it as the one before left it. */
  readonly open: () => Promise<Store>
  /** What was kept is there when it is opened again. */
  readonly keeps: boolean
}

/** What every store promises to the worlds: to be called within a `describe` of its own. */
export const conformsToStore = (begin: () => StoreUnderTest): void => {
  const put = (store: Store, key: string, id: string): void => {
    const state = store.tenants.get(key) ?? emptyState()
    store.tenants.set(key, state)
    const rows = state.lists.get('customers') ?? new Map<string, Row>()
    state.lists.set('customers', rows)
    const isNew = !rows.has(id)
    rows.set(id, { customerId: id })
    const changes = store.changes(key).list('customers')
    if (isNew) changes.added(id)
    else changes.changed(id)
  }
  const idsOf = (store: Store, key: string): readonly string[] => [
    ...(store.tenants.get(key)?.lists.get('customers')?.keys() ?? []),
  ]

  it('is ready and settled when it is opened', async () => {
    const store = await begin().open()
    await store.settled()
    expect([store.status(), store.unsettled(), store.tenants.size]).toEqual([{}, false, 0])
    await store.close()
  })

  it('has what was settled when it is opened again, in its order', async () => {
    const { open, keeps } = begin()
    const store = await open()
    for (const id of ['b', 'a', 'c']) put(store, 't', id)
    await store.settled()
    expect(store.unsettled()).toBe(false)
    store.tenants.get('t')?.lists.get('customers')?.delete('a')
    store.changes('t').list('customers').gone('a')
    await store.settled()
    await store.close()
    const again = await open()
    expect(idsOf(again, 't')).toEqual(keeps ? ['b', 'c'] : [])
    await again.close()
  })

  it('has settings, whole worlds and drops', async () => {
    const { open, keeps } = begin()
    const store = await open()
    for (const key of ['kept', 'dropped']) put(store, key, 'x')
    const state = store.tenants.get('kept')
    if (state !== undefined) Object.assign(state, { seed: 'seed', site: { rate: '2' } })
    store.changes('kept').settings()
    await store.settled()
    store.tenants.delete('dropped')
    store.dropped('dropped')
    store.tenants.set('whole', { ...emptyState(), seed: 's' })
    store.changes('whole').whole()
    await store.settled()
    await store.close()
    const again = await open()
    expect([...again.tenants.keys()]).toEqual(keeps ? ['kept', 'whole'] : [])
    if (keeps)
      expect(again.tenants.get('kept')).toMatchObject({ seed: 'seed', site: { rate: '2' } })
    await again.close()
  })

  it('is closed once', async () => {
    const store = await begin().open()
    expect(store.close()).toBe(store.close())
    await store.close()
  })
}
