import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest'
import { sharedCollections } from '../../src/core/records.ts'
import { decimal, shape } from '../../src/core/schema.ts'
import { createWorldFormat } from '../../src/world/world-data.ts'
import { openRedisStore } from '../../src/world/replicas/redis-store.ts'
import { openFileStore } from '../../src/world/state/open-store.ts'
import { createMemoryStore } from '../../src/world/store.ts'
import { sharedRedis } from '../support/redis.ts'
import { customers } from './sample-worlds.ts'
import { stateFolder, type StateFolder } from './state/state-folder.ts'
import { conformsToStore } from './store-conformance.ts'

const site = shape('Site', { rate: decimal() })
const format = createWorldFormat([...sharedCollections, customers], [site])

describe('a store in memory', () => {
  conformsToStore(() => ({ open: () => Promise.resolve(createMemoryStore()), keeps: false }))
})

describe.each([
  ['that answers at once', false],
  ['that is durable', true],
])('a store in a file %s', (_, durable) => {
  let folder: StateFolder
  beforeEach(() => {
    folder = stateFolder()
  })
  afterEach(() => {
    folder.remove()
  })
  conformsToStore(() => ({
    open: () => openFileStore({ file: folder.file, durable }, format, () => undefined),
    keeps: true,
  }))
})

describe('a store in Redis', () => {
  let redis: Awaited<ReturnType<typeof sharedRedis>>
  beforeAll(async () => {
    redis = await sharedRedis()
  })
  afterAll(() => redis.stop())
  conformsToStore(() => {
    const prefix = redis.prefix()
    return {
      open: () => openRedisStore({ url: redis.url, prefix }, format, () => undefined),
      keeps: true,
    }
  })
})
