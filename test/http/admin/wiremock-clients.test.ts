import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import {
  createMapping,
  hasMadeCalls,
  HttpMethod,
  reset,
  setGlobalConfiguration,
  WireMockClient,
} from '@osskit/wiremock-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as captain from 'wiremock-captain'
import { WireMockRestClient } from 'wiremock-rest-client'
import { createMockServer, type MockServer } from '../../../src/index.ts'

// The examples of these clients' own pages, their address replaced.

let server: MockServer
let url: string
let wireMock: WireMockRestClient
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
  ;({ url } = server)
  wireMock = new WireMockRestClient(url, { logLevel: 'silent', continueOnFailure: true })
})
afterEach(() => wireMock.global.resetAll())
afterAll(() => server.close())

const post = (path: string, body: string) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  })

describe('@osskit/wiremock-client', () => {
  const pattern = { urlPathPattern: '/someUrl', method: HttpMethod.Post }

  it('hasMadeCalls', async () => {
    setGlobalConfiguration({ baseUrl: url })
    await reset()
    await createMapping({ request: pattern })
    await post('/someUrl', '{}')
    await expect(hasMadeCalls(pattern)).resolves.toBeTruthy()
    const nobody = { urlPathPattern: '/nobody' }
    const soon = { timeoutInMs: 30, intervalInMs: 10 }
    await expect(hasMadeCalls(nobody, soon)).resolves.toBeFalsy()
  })

  it('Simulating errors', async () => {
    setGlobalConfiguration({ baseUrl: url })
    await createMapping({ request: pattern, response: { fault: 'CONNECTION_RESET_BY_PEER' } })
    await expect(post('/someUrl', '{}')).rejects.toThrow('fetch failed')
  })

  it('waitForCalls', async () => {
    const client = new WireMockClient(url)
    const request = await client.createMapping({ request: pattern })
    await post('/someUrl', '{}')
    const calls = await client.waitForCalls(request)
    expect(calls).toHaveLength(1)
    expect(calls[0]).toHaveProperty('body', {})
  })

  it('a body that is a template', async () => {
    const client = new WireMockClient(url)
    await client.createMapping({
      request: pattern,
      response: {
        status: 200,
        body: "{{randomValue length=33 type='ALPHANUMERIC'}}",
        transformers: ['response-template'],
      },
    })
    expect(await (await post('/someUrl', '{}')).text()).toMatch(/^[a-z0-9]{33}$/i)
  })
})

describe('wiremock-captain', () => {
  it('mocks downstream service', async () => {
    const mock = new captain.WireMock(url)
    await mock.register(
      { method: 'POST', endpoint: '/test-endpoint', body: { hello: 'world' } },
      { status: 200, body: { goodbye: 'world' } },
    )
    const answer = await post('/test-endpoint', '{"hello":"world"}')
    expect([answer.status, await answer.json()]).toEqual([200, { goodbye: 'world' }])
    expect(await mock.getRequestsForAPI('POST', '/test-endpoint')).toHaveLength(1)
    expect((await post('/test-endpoint', '{"hello":"moon"}')).status).toBe(404)
    expect(await mock.getUnmatchedRequests()).toMatchObject([{ body: '{"hello":"moon"}' }])
    await mock.clearAllExceptDefault()
    expect(await mock.getAllMappings()).toEqual([])
    expect(await mock.getAllRequests()).toEqual([])
  })

  it('an API with a default response, and one of a higher priority', async () => {
    const api = new captain.WireMockAPI(url, '/orders', 'GET', {
      requestEndpointFeature: captain.EndpointFeature.UrlPath,
    })
    await api.registerDefaultResponse({ status: 503, body: { open: false } })
    const { id } = await api.register(
      { queryParameters: { page: '2' }, headers: { 'X-Who': 'Ann' } },
      { status: 200, body: { page: 2 } },
      { stubPriority: 1, requestHeaderFeatures: { 'X-Who': captain.MatchingAttributes.Contains } },
    )
    const ask = async () => {
      const answer = await fetch(`${url}/orders?page=2`, { headers: { 'X-Who': 'Anna' } })
      return [answer.status, (await answer.json()) as unknown]
    }
    expect(await ask()).toEqual([200, { page: 2 }])
    expect(await api.getMapping(id)).toMatchObject({ priority: 1 })
    await api.deleteMapping(id)
    expect(await ask()).toEqual([503, { open: false }])
    expect(await api.getAllRequests()).toHaveLength(2)
  })

  it('scenarios, faults, delays, metadata', async () => {
    const mock = new captain.WireMock(url)
    const request = { method: 'GET', endpoint: '/todo', metadata: { suite: 'todo' } } as const
    const scenario = { scenarioName: 'To do', requiredScenarioState: 'Started' }
    await mock.register(
      request,
      { status: 200, body: { at: 1 } },
      { scenario: { ...scenario, newScenarioState: 'second' } },
    )
    await mock.register(
      request,
      { status: 200 },
      {
        scenario: { ...scenario, requiredScenarioState: 'second' },
        fault: captain.WireMockFault.EMPTY_RESPONSE,
      },
    )
    expect(await (await fetch(`${url}/todo`)).json()).toEqual({ at: 1 })
    expect(await mock.getAllScenarios()).toMatchObject([{ name: 'To do', state: 'second' }])
    await expect(fetch(`${url}/todo`)).rejects.toThrow('fetch failed')
    const suite = { expression: '$.suite', equalTo: 'todo' }
    const by = captain.MatchingAttributes.MatchesJsonPath
    expect(await mock.findMappingByMetadata(suite, by)).toHaveLength(2)
    await mock.removeMappingByMetadata(suite, by)
    expect(await mock.getAllMappings()).toEqual([])
  })

  it('a webhook is refused in a sentence, and not registered', async () => {
    const mock = new captain.WireMock(url)
    const answer = await mock.register(
      { method: 'POST', endpoint: '/hook' },
      { status: 200 },
      { webhook: { method: 'POST', url: `${url}/callback` } },
    )
    expect(JSON.stringify(answer)).toContain('A webhook is not supported')
    expect(await mock.getAllMappings()).toEqual([])
  })
})

describe('wiremock-rest-client', () => {
  it('mappings of the code, of a file and of a folder', async () => {
    const stub = {
      request: { method: 'GET', urlPathPattern: '/api/helloworld' },
      response: {
        status: 200,
        jsonBody: { hello: 'world' },
        headers: { 'Content-Type': 'application/json' },
      },
    }
    const folder = await mkdtemp(join(tmpdir(), 'stubs-'))
    // It reads from its own working folder.
    const from = relative(process.cwd(), folder)
    try {
      await writeFile(join(folder, 'hello-world.json'), JSON.stringify(stub))
      await wireMock.mappings.resetAllMappings()
      await wireMock.mappings.createMapping(stub)
      await wireMock.mappings.createMappingFromFile(join(from, 'hello-world.json'))
      await wireMock.mappings.createMappingsFromDir(from)
    } finally {
      await rm(folder, { recursive: true })
    }
    expect((await wireMock.mappings.getAllMappings()).meta).toEqual({ total: 3 })
    expect(await (await fetch(`${url}/api/helloworld`)).json()).toEqual({ hello: 'world' })
  })

  it('recordings are none', async () => {
    expect(await wireMock.recordings.getRecordingStatus()).toEqual({ status: 'NeverStarted' })
  })
})
