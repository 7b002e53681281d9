import { afterAll, beforeAll, expect, it } from 'vitest'
import { redisClient, startRedis, type RedisServer } from '../../support/redis.ts'
import { askAdmin, login, startReplicas, type Replicas } from '../../support/replicas.ts'

let redis: RedisServer
let replicas: Replicas
beforeAll(async () => {
  redis = await startRedis('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1')
  const client = redisClient(redis.url)
  await client.call('CLUSTER', 'ADDSLOTSRANGE', 0, 16_383)
  while (!(await client.cluster('INFO')).includes('cluster_state:ok'));
  client.disconnect()
  replicas = await startReplicas(2, { url: redis.url, prefix: 'c' }, { seed: 'test' })
}, 60_000)
afterAll(async () => {
  await replicas.close()
  await redis.stop()
})

it('a cluster is as good as one node: a tenant’s keys are kept together', async () => {
  const [a, b] = [replicas.next(), replicas.next()]
  for (const tenant of ['one', 'two', 'three']) {
    expect((await login(`${a}/t/${tenant}`, 'code-1')).status).toBe(200)
    expect((await login(`${b}/t/${tenant}`, 'code-1')).status).toBe(200)
    const { body } = await askAdmin(a + `/t/${tenant}`, 'GET', 'requests')
    expect(body['meta']).toEqual({ total: 2 })
  }
  expect((await askAdmin(b, 'GET', 'tenants')).body['tenants']).toEqual([
    'default',
    'one',
    'two',
    'three',
  ])
})
