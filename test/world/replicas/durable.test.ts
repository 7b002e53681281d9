import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMockServer } from '../../../src/index.ts'
import { startRedis, type RedisServer } from '../../support/redis.ts'
import { askAdmin, login } from '../../support/replicas.ts'

/** Where a request ends in what has come, and its words; undefined: not all of it has come. */
const readRequest = (
  text: string,
): { readonly words: readonly string[]; readonly end: number } | undefined => {
  const head = /^\*(\d+)\r\n/.exec(text)
  if (head === null) return undefined
  const words: string[] = []
  let end = head[0].length
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(end, end + 20))
    if (size === null) return undefined
    const start = end + size[0].length
    end = start + Number(size[1])
    words.push(text.slice(start, end))
    end += 2
    if (end > text.length) return undefined
  }
  return { words, end }
}

const written = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`

/**
 * Looks like a newer Redis that has WAITAOF, before one that has not: what only the newer one knows is asked of
 * the older one as a script that answers the same.
 */
const asNewer = async (port: number) => {
  const seen: (readonly string[])[] = []
  let synced = 1
  const info = ['redis_version:7.2.4', 'aof_enabled:1', 'maxmemory_policy:noeviction', 'loading:0']
  const script = (lua: string): readonly string[] => ['EVAL', `return ${lua}`, '0']
  const replaced = (words: readonly string[]): readonly string[] => {
    seen.push(words)
    const [name = ''] = words
    if (/^info$/i.test(name)) return script(`'${info.join('\\r\\n')}'`)
    return /^waitaof$/i.test(name) ? script(`{${synced}, 0}`) : words
  }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let text = ''
    near.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk
      for (let one = readRequest(text); one !== undefined; one = readRequest(text)) {
        text = text.slice(one.end)
        far.write(written(replaced(one.words)), 'latin1')
      }
    })
    far.pipe(near)
    near.on('close', () => far.destroy()).on('error', () => far.destroy())
    far.on('close', () => near.destroy()).on('error', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}/0`,
    seen,
    /** How many servers say from now on that it is on disk. */
    sync: (count: number) => {
      synced = count
    },
    close: () => server.close(),
  }
}

let redis: RedisServer
let newer: Awaited<ReturnType<typeof asNewer>>
beforeAll(async () => {
  redis = await startRedis('--appendonly', 'yes')
  newer = await asNewer(redis.port)
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
  newer.sync(0)
  const asked = performance.now()
  const refused = await login(server.url, 'code-2')
  expect(performance.now() - asked).toBeLessThan(1_800)
  expect(refused.status).toBe(503)
  expect(refused.text).toContain('its append-only file is not synced')
  newer.sync(1)
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
