import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMockServer } from '../../../src/index.ts'
import { otherRedis } from '../../support/other-redis.ts'
import { startRedis, type RedisServer } from '../../support/redis.ts'
import { askAdmin, login } from '../../support/replicas.ts'

/** How many servers say that it is on disk. */
let synced = 1
const info = ['redis_version:7.2.4', 'aof_enabled:1', 'maxmemory_policy:noeviction', 'loading:0']

let redis: RedisServer
/** A newer one, that has WAITAOF. */
let newer: Awaited<ReturnType<typeof otherRedis>>
beforeAll(async () => {
  redis = await startRedis('--appendonly', 'yes')
  newer = await otherRedis(redis.port, {
    info: () => `'${info.join('\\r\\n')}'`,
    waitaof: () => `{${synced}, 0}`,
  })
})
afterAll(async () => {
  newer.close()
  await redis.stop()
})

const namesSince = (start: number): readonly string[] =>
  newer.seen.slice(start).map(([name = '']) => name.toUpperCase())

it('waits until a change is in the append-only file, and for nothing else', async () => {
  const server = await createMockServer({ state: newer.url, stateTimeout: 900, durable: true })
  const start = newer.seen.length
  expect((await login(server.url, 'code-1')).status).toBe(200)
  const names = namesSince(start)
  expect(names.filter((name) => name === 'WAITAOF')).toHaveLength(1)
  expect(names.indexOf('WAITAOF')).toBeGreaterThan(names.indexOf('EVALSHA'))
  expect(newer.seen.find(([name]) => name === 'WAITAOF')?.slice(1)).toEqual(['1', '0', '300'])
  const asking = newer.seen.length
  expect((await askAdmin(server.url, 'GET', 'world')).status).toBe(200)
  expect(namesSince(asking)).not.toContain('WAITAOF')
  await server.close()
})

it('acknowledges nothing that is not in it', async () => {
  const server = await createMockServer({ state: newer.url, stateTimeout: 900, durable: true })
  synced = 0
  const asked = performance.now()
  const refused = await login(server.url, 'code-2')
  expect(performance.now() - asked).toBeLessThan(1_800)
  expect(refused.status).toBe(503)
  expect(refused.text).toContain('its append-only file is not synced')
  synced = 1
  while ((await askAdmin(server.url, 'GET', 'readyz')).status !== 200);
  expect((await login(server.url, 'code-3')).status).toBe(200)
  await server.close()
})

it('is refused by a Redis that cannot be asked', async () => {
  await expect(createMockServer({ state: redis.url, durable: true })).rejects.toThrow(
    `${redis.url} cannot be asked whether a change is on disk, as --durable has to: use Redis or Valkey from 7.2 with appendonly yes, or set appendfsync always there and leave --durable out.`,
  )
})

it('without it nobody waits', async () => {
  const server = await createMockServer({ state: newer.url })
  const start = newer.seen.length
  expect((await login(server.url, 'code-4')).status).toBe(200)
  expect(namesSince(start)).not.toContain('WAITAOF')
  await server.close()
})
