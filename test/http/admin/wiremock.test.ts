import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../../src/index.ts'
import { toyApi } from '../../support/toy-api.ts'

let server: MockServer
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test', apis: [toyApi] })
})
afterEach(async () => {
  await ask('POST', 'reset')
})
afterAll(() => server.close())

type Json = Record<string, never>
const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${server.adminUrl}/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  // WireMock answers some calls with nothing.
  return { status: answer.status, body: JSON.parse(text || '{}') as Json }
}
const exchange = (path: string, body?: unknown) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const mapping = {
  request: { method: 'POST', urlPath: '/hello' },
  response: { status: 418, body: 'short and stout' },
}

describe('mappings', () => {
  it('are made, read, changed and deleted', async () => {
    const made = await ask('POST', 'mappings', mapping)
    expect(made).toMatchObject({ status: 201, body: mapping })
    const { id } = made.body as unknown as { id: string }
    expect((await exchange('/hello')).status).toBe(418)
    expect(await ask('GET', `mappings/${id}`)).toMatchObject({ status: 200, body: mapping })
    const changed = { ...mapping, response: { status: 410 } }
    expect(await ask('PUT', `mappings/${id}`, changed)).toMatchObject({ status: 200, body: { id } })
    expect((await exchange('/hello')).status).toBe(410)
    expect((await ask('GET', 'mappings')).body).toMatchObject({
      mappings: [{ id }],
      meta: { total: 1 },
    })
    expect(await ask('DELETE', `mappings/${id}`)).toEqual({ status: 200, body: {} })
    expect(await ask('GET', `mappings/${id}`)).toMatchObject({ status: 404 })
    expect((await exchange('/hello')).status).toBe(404)
  })

  it('are imported, listed by pages, and reset', async () => {
    const mappings = [1, 2, 3].map((at) => ({ ...mapping, name: `m${at}` }))
    expect(await ask('POST', 'mappings/import', { mappings })).toEqual({ status: 200, body: {} })
    expect((await ask('GET', 'mappings?limit=1&offset=1')).body).toMatchObject({
      mappings: [{ name: 'm2' }],
      meta: { total: 3 },
    })
    expect(await ask('POST', 'mappings/save')).toMatchObject({ status: 501 })
    await ask('POST', 'mappings/reset')
    expect((await ask('GET', 'mappings')).body).toMatchObject({ meta: { total: 0 } })
    await ask('POST', 'mappings', mapping)
    await ask('DELETE', 'mappings')
    expect((await ask('GET', 'mappings')).body).toMatchObject({ meta: { total: 0 } })
  })

  it('that cannot be understood are refused with the place', async () => {
    expect(await ask('POST', 'mappings', { request: { metod: 'GET' } })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 10, source: { pointer: '/request/metod' } }] },
    })
    expect(await ask('POST', 'mappings/import', {})).toMatchObject({ status: 500 })
    expect(await ask('POST', 'mappings', [])).toMatchObject({ status: 422 })
  })
})

describe('the journal', () => {
  it('is listed newest first, read, searched and counted', async () => {
    await exchange('/toy/login', { name: 'ann' })
    await exchange('/elsewhere?x=1')
    const { requests } = (await ask('GET', 'requests')).body as unknown as {
      requests: { id: string; request: { url: string } }[]
    }
    expect(requests.map(({ request }) => request.url)).toEqual(['/elsewhere?x=1', '/toy/login'])
    expect((await ask('GET', 'requests?limit=1')).body).toMatchObject({
      requests: [{ request: { url: '/elsewhere?x=1' } }],
      meta: { total: 2 },
    })
    expect((await ask('GET', 'requests?since=2026-01-29T08:00:00Z')).body).toMatchObject({
      requests: [],
    })
    const id = requests[1]?.id ?? ''
    expect((await ask('GET', `requests/${id}`)).body).toMatchObject({ id, wasMatched: true })
    const pattern = { method: 'POST', urlPath: '/toy/login' }
    expect((await ask('POST', 'requests/count', pattern)).body).toMatchObject({ count: 1 })
    expect((await ask('POST', 'requests/find', pattern)).body).toMatchObject({
      requests: [{ url: '/toy/login', body: '{"name":"ann"}' }],
    })
    expect((await ask('GET', 'requests/unmatched')).body).toMatchObject({
      requests: [{ url: '/elsewhere?x=1' }],
    })
    expect(await ask('POST', 'requests/find', { nope: 1 })).toMatchObject({ status: 422 })
  })

  it('forgets what it is told to', async () => {
    for (const name of ['a', 'b', 'c']) await exchange(`/toy/login?${name}`, { name })
    const total = async () => (await ask('GET', 'requests')).body as unknown as { meta: object }
    const removed = await ask('POST', 'requests/remove', { url: '/toy/login?b' })
    expect(removed.body).toMatchObject({ serveEvents: [{ request: { url: '/toy/login?b' } }] })
    const { requests } = (await ask('GET', 'requests')).body as unknown as {
      requests: [{ id: string }]
    }
    expect(await ask('DELETE', `requests/${requests[0].id}`)).toMatchObject({ status: 200 })
    expect(await ask('DELETE', `requests/${requests[0].id}`)).toMatchObject({ status: 200 })
    expect(await ask('GET', `requests/${requests[0].id}`)).toMatchObject({ status: 404 })
    expect(await total()).toMatchObject({ meta: { total: 1 } })
    await ask('DELETE', 'requests')
    expect(await total()).toMatchObject({ meta: { total: 0 } })
    await exchange('/toy/login', {})
    await ask('POST', 'requests/reset')
    expect(await total()).toMatchObject({ meta: { total: 0 } })
  })

  it('names the stub that answered', async () => {
    await ask('POST', 'mappings', mapping)
    await exchange('/hello')
    const { body } = await ask('GET', 'requests')
    expect(body).toMatchObject({ requests: [{ wasMatched: true, stubMapping: mapping }] })
    // WireMock's Java client takes no member that it does not know.
    expect(body['requests']).not.toHaveProperty('0.mock')
    expect((await ask('GET', 'requests?mock=true')).body).toMatchObject({
      requests: [{ stubMapping: mapping, mock: { decider: 'stub' } }],
    })
  })

  it('is followed by server-sent events', async () => {
    const stop = new AbortController()
    const stream = await fetch(`${server.adminUrl}/events`, { signal: stop.signal })
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const reader = stream.body?.getReader()
    let text = ''
    const until = async (mark: string) => {
      while (!text.includes(mark))
        text += Buffer.from((await reader?.read())?.value ?? []).toString()
    }
    await until(': following\n\n')
    await exchange('/toy/login', { name: 'ann' })
    await until('"name":"ann"')
    expect(text).toMatch(
      /\nevent: request\ndata: \{"id":"[0-9a-f-]{36}","request":\{"url":"\/toy\/login"/,
    )
    stop.abort()
  })
})

describe('near misses', () => {
  it('are told for requests and for patterns', async () => {
    await ask('POST', 'mappings', mapping)
    await exchange('/helo')
    const near = await ask('GET', 'requests/unmatched/near-misses')
    expect(near.body).toMatchObject({
      nearMisses: [
        { request: { url: '/helo' }, stubMapping: mapping, matchResult: { distance: 0.5 } },
      ],
    })
    expect(
      (await ask('POST', 'near-misses/request', { url: '/helo', method: 'POST' })).body,
    ).toMatchObject({ nearMisses: [{ matchResult: { distance: 0.5 } }] })
    expect(
      (await ask('POST', 'near-misses/request-pattern', { url: '/hello', method: 'POST' })).body,
    ).toMatchObject({ nearMisses: [{ request: { url: '/helo' }, matchResult: { distance: 0.5 } }] })
  })
})

describe('scenarios', () => {
  it('are listed, set and reset', async () => {
    const step = (required: string, next: string) => ({
      ...mapping,
      scenarioName: 'tea',
      requiredScenarioState: required,
      newScenarioState: next,
    })
    await ask('POST', 'mappings', step('Started', 'poured'))
    const state = async () => (await ask('GET', 'scenarios')).body
    expect(await state()).toMatchObject({
      scenarios: [{ id: 'tea', name: 'tea', state: 'Started' }],
    })
    await exchange('/hello')
    expect(await state()).toMatchObject({ scenarios: [{ state: 'poured' }] })
    await ask('POST', 'scenarios/reset')
    expect(await state()).toMatchObject({ scenarios: [{ state: 'Started' }] })
    expect(await ask('PUT', 'scenarios/tea/state', { state: 'poured' })).toMatchObject({
      status: 200,
    })
    expect(await state()).toMatchObject({ scenarios: [{ state: 'poured' }] })
    expect(await ask('PUT', 'scenarios/tea/state')).toMatchObject({ status: 200 })
    expect(await ask('PUT', 'scenarios/tea/state', { state: 'drunk' })).toMatchObject({
      status: 422,
      body: { errors: [{ title: 'Scenario tea does not support state drunk' }] },
    })
    expect(await ask('PUT', 'scenarios/coffee/state', {})).toMatchObject({ status: 404 })
  })
})

describe('settings', () => {
  it('delay everything', async () => {
    expect(await ask('POST', 'settings', { fixedDelay: 5 })).toMatchObject({ status: 200 })
    expect((await ask('GET', 'settings')).body).toMatchObject({ settings: { fixedDelay: 5 } })
    await exchange('/toy/login', { name: 'ann' })
    expect(await ask('POST', 'settings', { fixedDelay: 'x' })).toMatchObject({ status: 422 })
    expect(await ask('POST', 'settings', { delayDistribution: {} })).toMatchObject({ status: 422 })
  })
})
