import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { sharedRedis } from '../support/redis.ts'
import { askAdmin, startReplicas, type Replicas } from './replicas.ts'

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
