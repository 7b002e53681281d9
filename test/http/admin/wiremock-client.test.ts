import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WireMockRestClient } from 'wiremock-rest-client'
import { createMockServer, type MockServer } from '../../../src/index.ts'

/** The answers that its declarations leave open. */
type Any = Record<string, never>

let server: MockServer
let client: WireMockRestClient
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
  client = new WireMockRestClient(server.url, { logLevel: 'silent', continueOnFailure: true })
})
afterEach(() => client.global.resetAll())
afterAll(() => server.close())

const visit = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${server.url}${path}`, init)
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}
const helloWorld = {
  request: { method: 'GET', urlPathPattern: '/api/helloworld' },
  response: {
    status: 200,
    jsonBody: { hello: 'world' },
    headers: { 'Content-Type': 'application/json' },
  },
}
const elsewhere = { request: { method: 'GET', url: '/some/thing?x=1' }, response: { status: 204 } }

describe('mappings', () => {
  it('the example of its page', async () => {
    await client.mappings.resetAllMappings()
    const made = await client.mappings.createMapping(helloWorld)
    expect(made).toMatchObject(helloWorld)
    expect(made.uuid).toBe(made.id)
    // Below /api/ an API of the mock would have answered.
    const answer = await visit('/api/helloworld')
    expect([answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
      200,
      'application/json',
      '{"hello":"world"}',
    ])
  })

  it('answer outside the APIs, and in place of one', async () => {
    await client.mappings.createMapping(elsewhere)
    expect((await visit('/some/thing?x=1')).status).toBe(204)
    expect((await visit('/some/thing')).status).toBe(404)
    await client.mappings.createMapping({
      request: { urlPath: '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin' },
      response: { status: 503, statusMessage: 'Closed for tea', body: 'later' },
    })
    const path = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
    expect(await visit(path, { method: 'POST' })).toMatchObject({ status: 503, body: 'later' })
  })

  it('are listed, got, edited, deleted', async () => {
    const [one, two] = [
      await client.mappings.createMapping(helloWorld),
      await client.mappings.createMapping(elsewhere),
    ]
    const { mappings = [], meta } = await client.mappings.getAllMappings()
    expect(mappings.map(({ id }) => id)).toEqual([two.id, one.id])
    expect(meta).toEqual({ total: 2 })
    const id = one.id ?? ''
    expect(await client.mappings.getMapping(id)).toEqual(one)
    const edited = { ...one, response: { status: 418 } }
    expect(await client.mappings.updateMapping(id, edited)).toEqual(edited)
    expect((await visit('/api/helloworld')).status).toBe(418)
    // An edited mapping keeps its place.
    const after = await client.mappings.getAllMappings()
    expect(after.mappings?.map((mapping) => mapping.id)).toEqual([two.id, one.id])
    await client.mappings.deleteMapping(id)
    expect((await visit('/api/helloworld')).status).toBe(404)
    await client.mappings.saveAllMappings()
    await client.mappings.deleteAllMappings()
    expect(await client.mappings.getAllMappings()).toEqual({ mappings: [], meta: { total: 0 } })
  })

  it('are found and removed by their metadata', async () => {
    const metadata = { suite: 'login', owner: { name: 'QA' } }
    await client.mappings.createMapping({ ...helloWorld, metadata })
    await client.mappings.createMapping(elsewhere)
    const qa = { matchesJsonPath: { expression: '$.owner.name', equalTo: 'QA' } } as never
    const found = await client.mappings.findByMetaData(qa)
    expect(found).toMatchObject({ mappings: [{ metadata }], meta: { total: 1 } })
    await client.mappings.removeByMetaData(qa)
    const left = await client.mappings.getAllMappings()
    expect(left.mappings).toMatchObject([elsewhere])
  })
})

describe('requests', () => {
  const login = (body: string) => visit('/nowhere/login', { method: 'POST', body })

  it('are all got, got one by one, and deleted', async () => {
    await login('one')
    await login('two')
    const { requests, meta } = (await client.requests.getAllRequests()) as {
      requests: { id: string; request: { body: string } }[]
      meta: object
    }
    expect(requests.map(({ request }) => request.body)).toEqual(['two', 'one'])
    expect(meta).toEqual({ total: 2 })
    const [{ id } = { id: '' }] = requests
    expect(await client.requests.getRequest(id)).toEqual(requests[0])
    await client.requests.deleteRequest(id)
    expect(await client.requests.getAllRequests()).toMatchObject({ meta: { total: 1 } })
    await client.requests.deleteAllRequests()
    expect(await client.requests.getAllRequests()).toMatchObject({ meta: { total: 0 } })
    await login('three')
    await client.requests.resetAllRequests()
    expect(await client.requests.getAllRequests()).toMatchObject({ meta: { total: 0 } })
  })

  it('are counted, found, removed', async () => {
    await login('{"name":"Ann"}')
    await login('{"name":"Bob"}')
    const ann = {
      method: 'POST',
      urlPathPattern: '/nowhere/.*',
      bodyPatterns: [{ matchesJsonPath: { expression: '$.name', equalTo: 'Ann' } }],
    }
    expect(await client.requests.getCount(ann)).toMatchObject({ count: 1 })
    const { requests } = (await client.requests.findRequests(ann)) as { requests: Any[] }
    expect(requests).toMatchObject([
      { url: '/nowhere/login', method: 'POST', body: '{"name":"Ann"}', browserProxyRequest: false },
    ])
    const removed = (await client.requests.removeRequests(ann)) as { serveEvents: Any[] }
    expect(removed.serveEvents).toHaveLength(1)
    expect(await client.requests.getCount({ method: 'ANY' })).toMatchObject({ count: 1 })
  })

  it('are removed by the metadata of their stub', async () => {
    await client.mappings.createMapping({ ...helloWorld, metadata: { suite: 'a' } })
    await visit('/api/helloworld')
    await login('stays')
    await client.requests.removeRequestsByMetadata({ matchesJsonPath: '$.suite' })
    expect(await client.requests.getAllRequests()).toMatchObject({
      requests: [{ request: { body: 'stays' } }],
    })
  })

  it('that nothing matched, and what they nearly did', async () => {
    await client.mappings.createMapping(helloWorld)
    await visit('/api/helloworld', { method: 'POST' })
    await visit('/nowhere')
    expect(await client.requests.getUnmatchedRequests()).toMatchObject({
      requests: [{ url: '/nowhere' }, { url: '/api/helloworld' }],
    })
    const near = { matchResult: { distance: 0.5 }, stubMapping: helloWorld }
    expect(await client.requests.getUnmatchedNearMisses()).toMatchObject({
      nearMisses: [near, near],
    })
    expect(
      await client.requests.getNearMissesByRequest({
        url: '/api/helloworld',
        method: 'PUT',
      }),
    ).toMatchObject({ nearMisses: [near] })
    expect(
      await client.requests.getNearMissesByRequestPattern({ url: '/nowhere', method: 'PUT' }),
    ).toMatchObject({
      nearMisses: [
        { request: { url: '/nowhere' }, matchResult: { distance: 0.5 } },
        { request: { url: '/api/helloworld' }, matchResult: { distance: 1 } },
      ],
    })
  })
})

describe('scenarios', () => {
  const step = (required: string, next: string, body: string) => ({
    request: { method: 'GET', url: '/todo' },
    response: { status: 200, body },
    scenarioName: 'To do list',
    requiredScenarioState: required,
    newScenarioState: next,
  })

  it('the to-do list of WireMock’s own page', async () => {
    await client.mappings.createMapping(step('Started', 'Cancel newspaper item added', 'Buy milk'))
    await client.mappings.createMapping(
      step('Cancel newspaper item added', 'Started', 'Buy milk; cancel newspaper'),
    )
    const state = async () => {
      const { scenarios } = (await client.scenarios.getAllScenarios()) as unknown as {
        scenarios: { state: string }[]
      }
      return scenarios.map((scenario) => scenario.state)
    }
    expect((await visit('/todo')).body).toBe('Buy milk')
    expect(await state()).toEqual(['Cancel newspaper item added'])
    expect((await visit('/todo')).body).toBe('Buy milk; cancel newspaper')
    await visit('/todo')
    await client.scenarios.resetScenario('To do list')
    expect(await state()).toEqual(['Started'])
    await client.scenarios.setScenarioState('To do list', 'Cancel newspaper item added')
    expect((await visit('/todo')).body).toBe('Buy milk; cancel newspaper')
    await visit('/todo')
    await client.scenarios.resetAllScenarios()
    expect((await visit('/todo')).body).toBe('Buy milk')
    expect(await client.scenarios.getAllScenarios()).toMatchObject({
      scenarios: [
        {
          id: 'To do list',
          name: 'To do list',
          possibleStates: ['Started', 'Cancel newspaper item added'],
          mappings: [{ scenarioName: 'To do list' }, { scenarioName: 'To do list' }],
        },
      ],
    })
  })
})

describe('the whole', () => {
  it('settings: a delay for everything, fixed or drawn', async () => {
    const took = async () => {
      const started = performance.now()
      await visit('/nowhere')
      return performance.now() - started
    }
    await client.global.updateGlobalSettings({ fixedDelay: 40 })
    expect(await took()).toBeGreaterThanOrEqual(39)
    await client.global.updateGlobalSettings({
      delayDistribution: { type: 'uniform', lower: 60, upper: 80 },
    })
    expect(await took()).toBeGreaterThanOrEqual(59)
    const { requests } = (await client.requests.getAllRequests()) as { requests: Any[] }
    expect(requests).toHaveLength(2)
  })

  it('reset takes mappings and requests away', async () => {
    await client.mappings.createMapping(helloWorld)
    await visit('/api/helloworld')
    await client.global.resetAll()
    expect((await client.mappings.getAllMappings()).meta).toEqual({ total: 0 })
    expect(await client.requests.getAllRequests()).toMatchObject({ meta: { total: 0 } })
  })

  it('shutdown stops the server', async () => {
    const own = await createMockServer()
    const its = new WireMockRestClient(own.url, { logLevel: 'silent', continueOnFailure: true })
    await its.global.shutdown()
    await own.closed
    await expect(fetch(own.url)).rejects.toThrow('fetch failed')
  })
})
