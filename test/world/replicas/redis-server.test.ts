import { describe, expect, it } from 'vitest'
import { checkServer, factsOf } from '../../../src/world/replicas/redis-server.ts'

const info = (members: Readonly<Record<string, string>>): string =>
  `# Server\r\n${Object.entries(members)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join('')}`

const refusal = (members: Readonly<Record<string, string>>, durable = false): string => {
  try {
    checkServer('redis://host:6379', factsOf(info(members)), durable)
    return 'taken'
  } catch (error) {
    return (error as Error).message
  }
}

const well = { redis_version: '7.0.15', maxmemory_policy: 'noeviction', aof_enabled: '1' }

describe('a server of Redis', () => {
  it.each([
    [well],
    [{ ...well, redis_version: '8.2.0' }],
    [{ ...well, redis_version: '7.2.4', valkey_version: '7.2.9' }],
    [{ ...well, redis_version: '7.2.4', valkey_version: '8.1.0' }],
    [{ redis_version: '7.4.1' }],
  ])('is taken: %j', (members) => {
    expect(refusal(members)).toBe('taken')
  })

  it.each([
    [{ ...well, redis_version: '6.2.14' }, /is Redis 6\.2\.14, which is too old: use Redis 7\.0/],
    [{ ...well, valkey_version: '7.1.0' }, /is Valkey 7\.1\.0, which is too old/],
    [{ ...well, maxmemory_policy: 'volatile-ttl' }, /has maxmemory-policy volatile-ttl/],
  ])('is refused: %j', (members, message) => {
    expect(refusal(members)).toMatch(message)
  })

  it('is asked for its append-only file with --durable, where it can be', () => {
    expect(refusal(well, true)).toMatch(/cannot be asked whether a change is on disk/)
    const newer = { ...well, redis_version: '7.2.4' }
    expect(refusal(newer, true)).toBe('taken')
    expect(refusal({ ...newer, aof_enabled: '0' }, true)).toMatch(/cannot be asked/)
  })

  it('says whether it is one of a cluster', () => {
    expect(factsOf(info({ ...well, cluster_enabled: '1' })).isCluster).toBe(true)
    expect(factsOf(info({ ...well, cluster_enabled: '0' })).isCluster).toBe(false)
  })
})
