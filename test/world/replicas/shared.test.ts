import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { redisClient, sharedRedis } from '../../support/redis.ts'
import { askAdmin, startReplicas, type Replicas } from '../../support/replicas.ts'

let redis: Awaited<ReturnType<typeof sharedRedis>>
let replicas: Replicas
let [a, b] = ['', '']
let tenants = 0
let key = ''
beforeAll(async () => {
  redis = await sharedRedis()
  const state = { url: redis.url, prefix: redis.prefix() }
  replicas = await startReplicas(2, state, { clock: '2026-01-29T07:00:34Z', seed: 'test' })
})
afterAll(async () => {
  await replicas.close()
  await redis.stop()
})
beforeEach(() => {
  key = `t${++tenants}`
  const [one, two] = replicas.servers
  a = `${one?.url ?? ''}/t/${key}`
  b = `${two?.url ?? ''}/t/${key}`
})

const logIn = async (url: string, api: string, changes: Readonly<Record<string, unknown>> = {}) => {
  const operation = apis.find(({ name }) => name === api)?.operations[0]
  if (operation === undefined) throw new Error(`There is no ${api}.`)
  const { method, target, headers, body } = operation.example(changes)
  const answer = await fetch(`${url}${target}`, { method, headers, body })
  return { status: answer.status, text: await answer.text() }
}

describe('what one replica has acknowledged, another sees with its next answer', () => {
  it('a login, and the journal with its notes', async () => {
    await logIn(a, 'small-app-login')
    const { body } = await askAdmin(b, 'GET', 'world')
    expect(JSON.stringify(body)).toContain('"logins":1')
    const [one, two] = [await askAdmin(a, 'GET', 'requests'), await askAdmin(b, 'GET', 'requests')]
    expect(two).toEqual(one)
    expect(two.body['meta']).toEqual({ total: 1 })
  })

  it('a used code', async () => {
    const { body } = await askAdmin(a, 'POST', 'wechat/codes', { person: 'li-na', once: true })
    const first = await logIn(b, 'small-app-login', { code: body['code'] })
    const second = await logIn(a, 'small-app-login', { code: body['code'] })
    expect(first.text).toContain('"ErrorMessage":null')
    expect(second.text).toContain('code been used')
  })
})

describe('what one replica is told, another does', () => {
  it('stubs, with their counts and templates, in the order of their ages', async () => {
    const mapping = {
      id: '11111111-1111-4111-8111-111111111111',
      request: { url: '/stubbed', method: 'GET' },
      response: {
        body: '{{request.method}} {{request.query.a}}',
        transformers: ['response-template'],
        jsonBody: undefined,
      },
    }
    expect((await askAdmin(a, 'POST', 'mappings', mapping)).status).toBe(201)
    const answer = await fetch(`${b}/stubbed?a=7`)
    expect(answer.status).toBe(404)
    const plain = { ...mapping, request: { urlPath: '/stubbed', method: 'GET' } }
    expect((await askAdmin(b, 'PUT', `mappings/${mapping.id}`, plain)).status).toBe(200)
    expect(await (await fetch(`${a}/stubbed?a=7`)).text()).toBe('GET 7')
    expect(await (await fetch(`${b}/stubbed?a=8`)).text()).toBe('GET 8')
    const seen = await askAdmin(a, 'GET', 'mappings?mock=true')
    expect(seen).toEqual(await askAdmin(b, 'GET', 'mappings?mock=true'))
    expect(seen.body['mappings']).toMatchObject([{ mock: { matches: 2 } }])
    const { body } = await askAdmin(b, 'GET', 'requests')
    expect(body['requests']).toMatchObject([
      { stubMapping: { id: mapping.id } },
      { stubMapping: { id: mapping.id } },
      { wasMatched: false },
    ])
    await askAdmin(b, 'DELETE', `mappings/${mapping.id}`)
    expect((await fetch(`${a}/stubbed?a=7`)).status).toBe(404)
  })

  it('a scenario’s step, and its reset', async () => {
    for (const [state, next, body] of [
      ['Started', 'second', 'one'],
      ['second', 'Started', 'two'],
    ])
      await askAdmin(a, 'POST', 'mappings', {
        request: { url: '/step' },
        response: { body },
        scenarioName: 's',
        requiredScenarioState: state,
        newScenarioState: next,
      })
    const step = async (url: string): Promise<string> => (await fetch(`${url}/step`)).text()
    expect([await step(a), await step(b), await step(b), await step(a)]).toEqual([
      'one',
      'two',
      'one',
      'two',
    ])
    await askAdmin(b, 'PUT', 'scenarios/s/state', { state: 'second' })
    expect(await step(a)).toBe('two')
    await step(a)
    await askAdmin(a, 'POST', 'scenarios/reset')
    expect(await step(b)).toBe('one')
  })

  it('a case in use as often as it was said, and not once more', async () => {
    await askAdmin(a, 'PUT', 'use', { case: 'code-invalid', api: 'small-app-login', times: 3 })
    const answers = await Promise.all(
      [a, b, a, b, a, b].map((url) => logIn(url, 'small-app-login')),
    )
    expect(answers.filter(({ text }) => text.includes('invalid code'))).toHaveLength(3)
    expect((await askAdmin(b, 'GET', 'use')).body).toEqual({ uses: [] })
  })

  it('the clock, settings, snapshots and a reset', async () => {
    await askAdmin(a, 'POST', 'clock/advance', { ms: 3_600_000 })
    expect((await askAdmin(b, 'GET', 'clock')).body['now']).toBe('2026-01-29T08:00:34.000Z')
    await askAdmin(b, 'POST', 'settings', { extended: { a: 1 } })
    expect((await askAdmin(a, 'GET', 'settings')).body['settings']).toMatchObject({
      extended: { a: 1 },
    })
    const world = await askAdmin(a, 'GET', 'world')
    await askAdmin(a, 'PUT', 'snapshots/before')
    await logIn(b, 'small-app-login')
    expect((await askAdmin(b, 'GET', 'snapshots')).body).toEqual({ snapshots: ['before'] })
    await askAdmin(b, 'POST', 'snapshots/before/restore')
    expect(await askAdmin(a, 'GET', 'world')).toEqual(world)
    await askAdmin(a, 'POST', 'reset')
    expect((await askAdmin(b, 'GET', 'clock')).body['now']).toBe('2026-01-29T07:00:34.000Z')
    expect((await askAdmin(b, 'GET', 'requests')).body['meta']).toEqual({ total: 0 })
  })

  it('coverage', async () => {
    await Promise.all([a, b, a].map((url) => logIn(url, 'small-app-login')))
    const { body } = await askAdmin(b, 'GET', 'cases?api=small-app-login')
    const cases = body['cases'] as readonly { name: string; answered: number }[]
    expect(cases.find(({ name }) => name === 'small-app-login/success')?.answered).toBe(3)
  })

  it('tenants that are made and dropped', async () => {
    await logIn(a, 'small-app-login')
    expect((await askAdmin(b, 'GET', 'tenants')).body['tenants']).toContain(key)
    await askAdmin(b, 'DELETE', `tenants/${key}`)
    expect((await askAdmin(a, 'GET', 'tenants')).body['tenants']).not.toContain(key)
    expect((await askAdmin(a, 'GET', 'requests')).body['meta']).toEqual({ total: 0 })
  })

  it('events of requests that another replica answers', async () => {
    await askAdmin(a, 'GET', 'world')
    const controller = new AbortController()
    const events = await fetch(`${a}/__admin/events`, { signal: controller.signal })
    const read = async (): Promise<string> => {
      let text = ''
      for await (const chunk of events.body ?? []) {
        text += Buffer.from(chunk as Uint8Array).toString()
        if (text.includes('event: request')) return text
      }
      return text
    }
    const heard = read()
    await logIn(b, 'small-app-login')
    const text = await heard
    const { body } = await askAdmin(b, 'GET', 'requests')
    const [entry] = body['requests'] as readonly { id: string }[]
    expect(text).toContain(`id: ${entry?.id ?? ''}`)
    controller.abort()
  })
})

it('one-time codes work once, however many requests over both replicas race', async () => {
  for (let n = 0; n < 10; n++) {
    const { body } = await askAdmin(a, 'POST', 'wechat/codes', { person: 'li-na', once: true })
    const raced = await Promise.all(
      [a, b, a, b, a, b].map((url) => logIn(url, 'small-app-login', { code: body['code'] })),
    )
    expect(raced.filter(({ text }) => text.includes('"ErrorMessage":null'))).toHaveLength(1)
  }
})

it('a new replica has everything, also from a log that was folded', async () => {
  const state = { url: redis.url, prefix: redis.prefix() }
  const options = { clock: '2026-01-29T07:00:34Z', seed: 'test' }
  const first = await startReplicas(1, state, options)
  const url = first.next()
  await askAdmin(url, 'POST', 'mappings', { request: { url: '/kept' }, response: { body: 'kept' } })
  await askAdmin(url, 'PUT', 'use', { case: 'code-invalid', api: 'offiaccount-auth-login' })
  await askAdmin(url, 'PUT', 'snapshots/one')
  const sent: Promise<unknown>[] = []
  // Bodies of half a megabyte: some dozens are folded.
  const big = 'x'.repeat(500_000)
  for (let n = 0; n < 60; n++)
    sent.push(
      fetch(`${url}/kept`, { method: 'POST', body: `${n}${big}` }).then((one) => one.text()),
    )
  await Promise.all(sent)
  // A log is folded after its answers have left; the next turn waits for that.
  await (await fetch(`${url}/kept`, { method: 'POST', body: 'last' })).text()
  const client = redisClient(redis.url)
  expect(await client.exists(`${state.prefix}:{default}:at`)).toBe(1)
  expect(await client.xlen(`${state.prefix}:{default}:log`)).toBeLessThan(60)
  client.disconnect()
  const second = await startReplicas(1, state, options)
  for (const path of [
    'requests?limit=3',
    'mappings?mock=true',
    'use',
    'snapshots',
    'world',
    'cases',
    'scenarios',
    'clock',
  ])
    expect(await askAdmin(second.next(), 'GET', path), path).toEqual(
      await askAdmin(url, 'GET', path),
    )
  await first.close()
  await second.close()
}, 30_000)

it('a world too long for one text is told in parts', async () => {
  const people = Array.from({ length: 3_000 }, (_, n) => ({
    id: `p-${n}`,
    nickname: 'x'.repeat(500),
  }))
  const world = (await askAdmin(a, 'GET', 'world')).body
  const put = await askAdmin(a, 'PUT', 'world', { ...world, people })
  expect(put.status).toBe(200)
  expect(await askAdmin(b, 'GET', 'world')).toEqual(put)
  // Indexes and order are as they are in the replica that put it.
  await logIn(b, 'small-app-login')
  expect(await askAdmin(a, 'GET', 'world')).toEqual(await askAdmin(b, 'GET', 'world'))
})
