import { expect, it } from 'vitest'
import type { RedisConnection } from '../../../src/world/replicas/redis-connection.ts'
import { SharedCounts } from '../../../src/world/replicas/shared-counts.ts'

/** A hash, and what was written to it. */
const hash = () => {
  const fields = new Map<string, string>()
  const call = (command: string, _key: string, ...given: readonly (string | number)[]) => {
    if (command === 'HGETALL') return Promise.resolve([...fields].flat())
    for (let at = 0; at < given.length; at += 2)
      fields.set(String(given[at]), String(given[at + 1]))
    return Promise.resolve(given.length / 2)
  }
  return { fields, connection: { call } as unknown as RedisConnection }
}

it('counts a batch once, however often it is sent', async () => {
  const { connection, fields } = hash()
  const counts = new SharedCounts(connection, 'cases', 'me')
  for (const tenant of ['a', 'b']) counts.add(tenant, 'api/one', 1)
  const [a, b] = [counts.claim('a'), counts.claim('b')]
  if (a === undefined || b === undefined) throw new Error('Nothing was claimed.')
  await counts.write(a)
  await counts.write(b)
  // Its answer did not come: it is sent again, and takes back nothing of the other's.
  await counts.write(a)
  expect(Object.fromEntries(fields)).toEqual({ 'me api/one': '2' })
  expect([counts.total('api/one'), counts.claim('a')]).toEqual([2, undefined])
})

it('takes back what was not appended, and adds what other replicas have', async () => {
  const { connection, fields } = hash()
  const counts = new SharedCounts(connection, 'cases', 'me')
  counts.add('a', 'api/one', 2)
  const claim = counts.claim('a')
  if (claim === undefined) throw new Error('Nothing was claimed.')
  await counts.write(claim)
  counts.giveBack(claim)
  expect(Object.fromEntries(fields)).toEqual({ 'me api/one': '0' })
  fields.set('other api/one', '3').set('- api/one', '4')
  expect(counts.total('api/one')).toBe(0)
  await counts.read()
  expect(counts.total('api/one')).toBe(7)
})
