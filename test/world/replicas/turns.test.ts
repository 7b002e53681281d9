import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer } from '../../../src/index.ts'
import { LogSize } from '../../../src/world/replicas/redis-log.ts'
import { openRedisStore } from '../../../src/world/replicas/redis-store.ts'
import { type SharedStore, emptyState } from '../../../src/world/store.ts'
import { createWorldFormat } from '../../../src/world/world-data.ts'
import { otherRedis } from '../../support/other-redis.ts'
import { program } from '../../support/packages.ts'
import { redisClient, startRedis, type RedisServer } from '../../support/redis.ts'
import { askAdmin, login, startReplicas } from '../../support/replicas.ts'
import { customers } from '../sample-worlds.ts'

let redis: RedisServer
let client: ReturnType<typeof redisClient>
let cli = ''
beforeAll(async () => {
  cli = await program('redis-cli', 'redis-tools')
  redis = await startRedis()
  client = redisClient(redis.url)
})
afterAll(async () => {
  client.disconnect()
  await redis.stop()
})

/** Asks Redis while this process stands still. */
const command = (...words: readonly string[]): void => {
  execFileSync(cli, ['-p', String(redis.port), ...words])
}

const format = createWorldFormat([customers], [])
const open = (prefix: string): Promise<SharedStore> =>
  openRedisStore(
    { url: redis.url, prefix, timeoutMs: 5_000, fold: { batches: 3, bytes: 1e9 } },
    format,
    () => undefined,
  )

/** Puts a customer in the tenant `t`, in a turn; `before`: as soon as the call is run. */
const put = (store: SharedStore, id: string, before: () => void = () => undefined) =>
  store.shared.turn('t', true, () => {
    before()
    const known = store.tenants.get('t')
    const state = known ?? emptyState()
    store.tenants.set('t', state)
    const rows = state.lists.get('customers') ?? new Map<string, { customerId: string }>()
    state.lists.set('customers', rows)
    rows.set(id, { customerId: id })
    if (known === undefined) store.changes('t').whole()
    else store.changes('t').list('customers').added(id)
  })
const idsIn = (store: SharedStore): Promise<readonly string[]> =>
  store.shared.turn('t', false, () => [
    ...(store.tenants.get('t')?.lists.get('customers')?.keys() ?? []),
  ])

describe('a turn that is lost', () => {
  it('is run again, on what others have made meanwhile', async () => {
    const [a, b] = [await open('lost'), await open('lost')]
    await put(a, 'one')
    const [[id, [, batch]]] = (await client.xrange('lost:{t}:log', '-', '+')) as [
      [id: string, fields: [name: string, batch: string]],
    ]
    const next = `${Number(id.split('-', 1)[0]) + 1}-1`
    let runs = 0
    await put(a, 'three', () => {
      if (++runs > 1) return
      // It stands still for so long that another replica has had the turn.
      command('XADD', 'lost:{t}:log', next, 'b', batch.replaceAll('one', 'two'))
      command('SET', 'lost:{t}:head', next)
    })
    expect(runs).toBe(2)
    expect(await idsIn(a)).toEqual(expect.arrayContaining(['two', 'three']))
    expect(await idsIn(b)).toEqual(await idsIn(a))
    await a.close()
    await b.close()
  })

  it('each time is refused after 8 runs', async () => {
    const store = await open('eight')
    await put(store, 'one')
    let runs = 0
    const refused = put(store, 'two', () => {
      runs++
      command('SET', 'eight:{t}:turn', 'another', 'PX', '100')
    })
    await expect(refused).rejects.toThrow(
      'Other replicas were faster each time: send the request again, or send those of one tenant to one replica.',
    )
    expect(runs).toBe(8)
    expect(await idsIn(store)).toEqual(['one'])
    await store.close()
  })
})

it('a call that says that it changes nothing, and does, is run again in a turn', async () => {
  const [a, b] = [await open('asks'), await open('asks')]
  await put(a, 'one')
  await a.shared.turn('t', false, () => {
    const rows = a.tenants.get('t')?.lists.get('customers')
    rows?.set('two', { customerId: 'two' })
    a.changes('t').list('customers').added('two')
  })
  expect(await idsIn(b)).toEqual(['one', 'two'])
  await a.close()
  await b.close()
})

describe('a log', () => {
  it('is folded after so many batches, and trimmed behind that only; who was behind catches up', async () => {
    const [a, b] = [await open('fold'), await open('fold')]
    await put(a, '1')
    expect(await idsIn(b)).toEqual(['1'])
    for (const id of ['2', '3', '4', '5', '6', '7', '8']) await put(a, id)
    // The turn behind the fold.
    expect(await idsIn(a)).toHaveLength(8)
    const at = (await client.get('fold:{t}:at')) ?? ''
    const log = await client.xrange('fold:{t}:log', '-', '+')
    expect(log[0]?.[0]).toBe(at)
    expect(await client.llen('fold:{t}:snap')).toBeGreaterThan(0)
    expect(await idsIn(b)).toEqual(await idsIn(a))
    await a.close()
    await b.close()
  })

  it('is large by its batches, or by bytes that are twice the snapshot', () => {
    const size = new LogSize()
    const limit = { batches: 10_000, bytes: 10 }
    for (let n = 0; n < 9_999; n++) size.add([''], false)
    expect(size.isLarge(limit)).toBe(false)
    size.add([''], false)
    expect(size.isLarge(limit)).toBe(true)
    size.folded(['x'.repeat(20)])
    size.add(['x'.repeat(39)], false)
    expect(size.isLarge(limit)).toBe(false)
    size.add(['x'], false)
    expect(size.isLarge(limit)).toBe(true)
  })
})

it('a replica that was killed in its turn holds up its tenant for a second at most', async () => {
  const server = await createMockServer({ state: redis.url, statePrefix: 'killed' })
  await client.set('killed:{default}:turn', 'killed', 'PX', 1_000)
  const asked = performance.now()
  expect((await login(server.url, 'code-1')).status).toBe(200)
  expect(performance.now() - asked).toBeLessThan(1_500)
  await server.close()
})

it('a login alone takes two scripts, and what is asked together shares them', async () => {
  const watched = await otherRedis(redis.port, {})
  const server = await createMockServer({ state: watched.url, statePrefix: 'trips' })
  const scripts = async (act: () => Promise<unknown>): Promise<number> => {
    const before = watched.seen.length
    await act()
    return watched.seen.slice(before).filter(([name]) => /^evalsha$/i.test(name ?? '')).length
  }
  await login(server.url, 'code-0')
  expect(await scripts(() => login(server.url, 'code-1'))).toBe(2)
  const many = Array.from({ length: 20 }, (_, n) => `code-${n}`)
  expect(
    await scripts(() => Promise.all(many.map((code) => login(server.url, code)))),
  ).toBeLessThan(40)
  await server.close()
  watched.close()
})

it('what the time is, Redis says', async () => {
  const year2030 = 1_900_000_000
  const late = await otherRedis(redis.port, { time: () => `{'${year2030}', '0'}` })
  const { servers, close } = await startReplicas(2, { url: late.url, prefix: 'time' })
  for (const { url } of servers) {
    const { now } = (await askAdmin(url, 'GET', 'clock')).body
    expect(Math.abs(Date.parse(String(now)) - year2030 * 1_000)).toBeLessThan(30_000)
  }
  await close()
  late.close()
})
