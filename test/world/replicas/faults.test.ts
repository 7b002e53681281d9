import { createServer, connect, type Socket } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../../src/index.ts'
import { redisClient, startRedis, type RedisServer } from '../../support/redis.ts'
import { askAdmin, login } from '../../support/replicas.ts'

let redis: RedisServer
const open: MockServer[] = []
let log: string[]
beforeEach(async () => {
  redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
  log = []
})
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
  await redis.stop()
})

const replica = async (url = redis.url, stateTimeout = 1_000): Promise<MockServer> => {
  const server = await createMockServer({
    ...{ state: url, stateTimeout, clock: '2026-01-29T07:00:34Z', seed: 'test' },
    log: (level, line) => log.push(`${level} ${line}`),
  })
  open.push(server)
  return server
}
const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(20)
}
const isReady = async ({ url }: MockServer): Promise<boolean> =>
  (await askAdmin(url, 'GET', 'readyz')).status === 200
const logins = async ({ url }: MockServer): Promise<unknown> => {
  const { body } = await askAdmin(url, 'GET', 'world')
  return (body['members'] as readonly unknown[]).length
}

describe('while Redis is away', () => {
  it('what changes nothing leaves, and what changes something is 503 in time; it recovers by itself', async () => {
    const [a, b] = [await replica(), await replica()]
    expect((await login(a.url, 'code-1')).status).toBe(200)
    expect(await logins(b)).toBe(await logins(a))
    const before = await logins(a)
    await redis.kill()

    const started = performance.now()
    const refused = await login(a.url, 'code-2')
    expect(performance.now() - started).toBeLessThan(1_900)
    expect(refused.status).toBe(503)
    expect(JSON.parse(refused.text)).toMatchObject({
      title: 'State not shared',
      detail: expect.stringMatching(
        /^Redis cannot be used \(.+\), and nothing is acknowledged that other replicas would not know: send the request again/,
      ) as string,
    })
    // From the copy, at once.
    const asked = performance.now()
    expect(await logins(b)).toBe(before)
    for (const path of ['/nothing/here', '/t/nobody/nothing/here'])
      expect((await fetch(b.url + path)).status).toBe(404)
    const page = { headers: { Accept: 'text/html' }, redirect: 'manual' } as const
    expect((await fetch(`${b.url}/`, page)).status).toBe(302)
    expect(performance.now() - asked).toBeLessThan(900)
    const readyz = await askAdmin(b.url, 'GET', 'readyz')
    expect(readyz.status).toBe(503)
    expect(readyz.body['reason']).toMatch(
      /answers that change nothing are of a copy that may be stale/,
    )
    expect((await askAdmin(b.url, 'PUT', 'use', { case: 'code-invalid' })).status).toBe(503)
    expect(log.filter((line) => line.startsWith('error ')).join('\n')).toMatch(
      /answers that change nothing leave from this replica's copy, which may be stale, and others get 503/,
    )

    await redis.start()
    await until(() => isReady(a))
    await until(() => isReady(b))
    expect((await login(b.url, 'code-3')).status).toBe(200)
    // A request that got 503 may have been done: it was on its way.
    expect([Number(before) + 1, Number(before) + 2]).toContain(await logins(a))
    expect(await logins(b)).toBe(await logins(a))
  })

  it('a call that comes while Redis starts again waits for it', async () => {
    const a = await replica(redis.url, 5_000)
    await redis.kill()
    const waiting = login(a.url, 'code-1')
    await redis.start()
    expect((await waiting).status).toBe(200)
  })
})

it('a log that has lost its end is noticed, and the copy loaded again', async () => {
  const [a, b] = [await replica(), await replica()]
  await login(a.url, 'code-1')
  const kept = await logins(b)
  const client = redisClient(redis.url)
  const head = (await client.get('wlm:{default}:head')) ?? ''
  const entries = (await client.xrange('wlm:{default}:log', '-', '+')).length
  expect(entries).toBe(2)
  await login(a.url, 'code-2')
  expect(await logins(b)).toBe(Number(kept) + 1)
  // As a failover leaves it whose new primary had not heard of the last batch.
  const last = (await client.get('wlm:{default}:head')) ?? ''
  await client.xdel('wlm:{default}:log', last)
  await client.call('XSETID', 'wlm:{default}:log', head)
  await client.set('wlm:{default}:head', head)
  expect(await logins(a)).toBe(kept)
  expect(await logins(b)).toBe(kept)
  expect(log).toContain(
    'warn the log of tenant default in Redis has lost its end: batches 3 to 3 were acknowledged and gone; the copy is loaded again',
  )
  // Another batch in the lost one's place, which the other replica has not seen.
  expect((await login(a.url, 'code-3')).status).toBe(200)
  expect(await logins(b)).toBe(Number(kept) + 1)
  client.disconnect()
})

it('a log of a newer format is refused', async () => {
  const a = await replica()
  await login(a.url, 'code-1')
  const client = redisClient(redis.url)
  const head = (await client.get('wlm:{default}:head')) ?? ''
  const next = `${Number(head.split('-', 1)[0]) + 1}-1`
  await client.xadd('wlm:{default}:log', next, 'b', '{"f":2,"c":[]}')
  await client.set('wlm:{default}:head', next)
  client.disconnect()
  const refused = await login(a.url, 'code-2')
  expect(refused.status).toBe(503)
  expect(refused.text).toMatch(/written by a newer version \(format 2, this one knows 1\)/)
  await expect(replica()).rejects.toThrow(/written by a newer version/)
})

it('events are told once, also when a copy is loaded again', async () => {
  const [a, b] = [await replica(), await replica()]
  const heard: string[] = []
  const end = new AbortController()
  const events = await fetch(`${b.url}/__admin/events`, { signal: end.signal })
  const reading = (async () => {
    for await (const chunk of events.body ?? [])
      heard.push(
        ...(Buffer.from(chunk as Uint8Array)
          .toString()
          .match(/^id: .*/gm) ?? []),
      )
  })().catch(() => undefined)
  const idsOf = async (): Promise<readonly string[]> =>
    ((await askAdmin(b.url, 'GET', 'requests')).body['requests'] as readonly { id: string }[])
      .map(({ id }) => `id: ${id}`)
      .reverse()
  await login(a.url, 'code-1')
  await login(b.url, 'code-2')
  await login(a.url, 'code-3')
  // As after a failover; then the copy is loaded again.
  const client = redisClient(redis.url)
  const log = await client.xrange('wlm:{default}:log', '-', '+')
  const [last = '', before = ''] = log.map(([id]) => id).reverse()
  await client.xdel('wlm:{default}:log', last)
  await client.call('XSETID', 'wlm:{default}:log', before)
  await client.set('wlm:{default}:head', before)
  client.disconnect()
  const [one, two] = await idsOf()
  await login(a.url, 'code-4')
  const [, , four] = await idsOf()
  await until(() => Promise.resolve(heard.length >= 4))
  // The lost one had the number that the next one has.
  expect(heard).toEqual([one, two, four, four])
  end.abort()
  await reading
})

/** A way to Redis that can stop without an end. */
const startProxy = async (port: number) => {
  let stopped = false
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (!stopped) to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`,
    stop: (stop: boolean) => {
      stopped = stop
    },
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

it('a partition heals: the replica that was cut off acknowledges nothing, and catches up', async () => {
  const proxy = await startProxy(redis.port)
  const [cut, other] = [await replica(proxy.url), await replica()]
  await login(cut.url, 'code-1')
  const before = Number(await logins(other))
  proxy.stop(true)
  const refused = login(cut.url, 'code-2')
  const others = await Promise.all(['code-3', 'code-4'].map((code) => login(other.url, code)))
  expect(others.map(({ status }) => status)).toEqual([200, 200])
  expect((await refused).status).toBe(503)
  expect(await logins(other)).toBe(before + 2)
  // Stale, and said to be.
  expect(await logins(cut)).toBe(before)
  expect(await isReady(cut)).toBe(false)
  proxy.stop(false)
  await until(() => isReady(cut))
  expect(await logins(cut)).toBe(await logins(other))
  expect((await login(cut.url, 'code-5')).status).toBe(200)
  expect(await logins(other)).toBe(await logins(cut))
  proxy.close()
})

describe('a start is refused in one line', () => {
  const refusal = (options: Parameters<typeof createMockServer>[0]): Promise<string> =>
    createMockServer(options).then(
      async (server) => {
        await server.close()
        return 'started'
      },
      (error: unknown) => (error as Error).message,
    )

  it('where nothing answers', async () => {
    const { url } = redis
    await redis.kill()
    expect(await refusal({ state: url })).toBe(
      `${url} cannot be used (connect ECONNREFUSED 127.0.0.1:${redis.port}): start Redis there, or give another --state.`,
    )
  })

  it('for a password that is wrong, without showing it', async () => {
    const client = redisClient(redis.url)
    await client.config('SET', 'requirepass', 'right')
    client.disconnect()
    const said = await refusal({ state: redis.url.replace('//', '//:secret@') })
    expect(said).toMatch(
      /^redis:\/\/127\.0\.0\.1:\d+\/0 cannot be used \(WRONGPASS .*\): put the name and password of one of its users into --state/,
    )
    expect(said).not.toContain('secret')
  })

  it('for an eviction policy that takes keys away', async () => {
    const client = redisClient(redis.url)
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
    client.disconnect()
    expect(await refusal({ state: redis.url })).toBe(
      `${redis.url} has maxmemory-policy allkeys-lru, which takes keys away when memory is short: set it to noeviction.`,
    )
  })

  it.each([
    [{ repair: true }, /^--repair does not go with --state redis:\/\/: /],
    [{ watch: true }, /^--watch does not go with --state redis:\/\/: /],
    [{ proxy: { 'small-app-login': 'http://127.0.0.1:1' } }, /^--proxy does not go with/],
    [{ limits: { worldBytes: 1 } }, /^--world-bytes does not go with --state redis:\/\/: /],
    [{ limits: { journalTotalBytes: 1 } }, /^--journal-total-bytes does not go with/],
    [{ statePrefix: 'a{b}' }, /^--state-prefix "a\{b\}" cannot be: /],
    [{ state: 'redis://' }, /^--state "redis:\/\/" is no address of Redis: /],
    [{ state: 'redis://localhost/x' }, /names no database of Redis: /],
    [{ state: 'file.json', stateTimeout: 500 }, /^--state-timeout 500 is for replicas/],
    [{ state: 'file.json', statePrefix: 'a' }, /^--state-prefix a is for replicas/],
  ] as const)('%j', async (options, message) => {
    expect(await refusal({ state: redis.url, ...options })).toMatch(message)
  })
})
