import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createMockServer, type MockServer } from '../../../src/index.ts'
import { exchange } from '../raw-client.ts'

let server: MockServer
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
})
afterEach(async () => {
  await admin('POST', 'reset')
})
afterAll(() => server.close())

const admin = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${server.adminUrl}/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  // WireMock answers some calls with nothing.
  return { status: answer.status, body: JSON.parse(text || '{}') as Record<string, never> }
}
const visit = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(`${server.url}${path}`, init)
  return { status: answer.status, text: answer.statusText, body: await answer.text() }
}
const stub = (request: object, response: object = { status: 418 }, more: object = {}) =>
  admin('POST', 'mappings', { request, response, ...more })
const post = (body: string, headers: Readonly<Record<string, string>> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers,
})
const body = (...bodyPatterns: object[]) => ({ bodyPatterns })

describe('a mapping matches', () => {
  const todo = '<todo-item id="1"><subject>milk</subject></todo-item>'
  it.each<[string, object, [string, RequestInit?], [string, RequestInit?]]>([
    ['url', { url: '/a?b=1' }, ['/a?b=1'], ['/a?b=2']],
    ['urlPath', { urlPath: '/a' }, ['/a?b=2'], ['/a/c']],
    ['urlPattern', { urlPattern: '/a\\?b=[0-9]+' }, ['/a?b=22'], ['/a?b=x']],
    ['urlPathPattern', { urlPathPattern: '/a/[^/]+' }, ['/a/x?y'], ['/a/x/y']],
    ['method', { method: 'DELETE' }, ['/', { method: 'DELETE' }], ['/']],
    ['any method', { method: 'ANY', urlPath: '/a' }, ['/a', { method: 'PUT' }], ['/b']],
    [
      'headers',
      { headers: { 'X-Who': { contains: 'Ann' } } },
      ['/', { headers: { 'x-who': 'Anna' } }],
      ['/', { headers: { 'x-who': 'Bob' } }],
    ],
    [
      'absent header',
      { headers: { 'X-Who': { absent: true } } },
      ['/'],
      ['/', { headers: { 'x-who': 'Bob' } }],
    ],
    [
      'queryParameters',
      { queryParameters: { q: { matches: '[a-z]+' } } },
      ['/x?q=abc'],
      ['/x?q=123'],
    ],
    [
      'cookies',
      { cookies: { session: { equalTo: 'abc' } } },
      ['/', { headers: { cookie: 'a=b; session=abc' } }],
      ['/', { headers: { cookie: 'session=abcd' } }],
    ],
    [
      'basic credentials',
      { basicAuthCredentials: { username: 'u', password: 'p' } },
      ['/', { headers: { authorization: 'Basic dTpw' } }],
      ['/', { headers: { authorization: 'Basic dTpx' } }],
    ],
    [
      'equalToJson, a text',
      body({ equalToJson: '{ "a": [1, 2] }' }),
      ['/', post('{"a":[1,2]}')],
      ['/', post('{"a":[2,1]}')],
    ],
    [
      'equalToJson, a value, leniently',
      body({ equalToJson: { a: [1, 2] }, ignoreArrayOrder: true, ignoreExtraElements: true }),
      ['/', post('{"b":3,"a":[2,1]}')],
      ['/', post('{"b":3}')],
    ],
    [
      'matchesJsonPath',
      body({ matchesJsonPath: "$.things[?(@.name == 'RequiredThing')]" }),
      ['/', post('{"things":[{"name":"RequiredThing"}]}')],
      ['/', post('{"things":[{"name":"Wrong"}]}')],
    ],
    [
      'matchesJsonPath with a value',
      body({ matchesJsonPath: { expression: '$..todoItem', contains: 'wash' } }),
      ['/', post('{"todoItem":"wash the dog"}')],
      ['/', post('{"todoItem":"feed the dog"}')],
    ],
    [
      'equalToXml',
      body({ equalToXml: '<a  y="2" x="1"> <b/>\n</a>' }),
      ['/', post('<a x="1" y="2"><b></b></a>')],
      ['/', post('<a x="1" y="3"><b/></a>')],
    ],
    [
      'matchesXPath',
      body({ matchesXPath: '/todo-item[@id=1]' }),
      ['/', post(todo)],
      ['/', post('<x/>')],
    ],
    [
      'matchesXPath with a value',
      body({ matchesXPath: { expression: '//subject/text()', equalTo: 'milk' } }),
      ['/', post(todo)],
      ['/', post(todo.replace('milk', 'tea'))],
    ],
    [
      'matchesXPath with namespaces',
      body({ matchesXPath: '/s:a', xPathNamespaces: { s: 'urn:s' } }),
      ['/', post('<a xmlns="urn:s"/>')],
      ['/', post('<a/>')],
    ],
    ['contains', body({ contains: 'needle' }), ['/', post('a needle b')], ['/', post('hay')]],
    ['matches', body({ matches: '.*[0-9]{3}' }), ['/', post('x123')], ['/', post('x123y')]],
    [
      'several patterns, each of them',
      body({ contains: 'a' }, { doesNotMatch: '.*z' }),
      ['/', post('ab')],
      ['/', post('az')],
    ],
    [
      'logic',
      body({ or: [{ equalTo: 'a' }, { and: [{ contains: 'b' }, { not: { contains: 'c' } }] }] }),
      ['/', post('b')],
      ['/', post('bc')],
    ],
  ])('%s', async (_what, request, yes, no) => {
    await stub(request)
    expect((await visit(...yes)).status).toBe(418)
    expect((await visit(...no)).status).not.toBe(418)
  })

  it('the newest of those with the least priority number', async () => {
    await stub({ urlPath: '/p' }, { status: 201 }, { priority: 1 })
    await stub({ urlPath: '/p' }, { status: 202 }, { priority: 1 })
    await stub({ urlPath: '/p' }, { status: 203 }, { priority: 2 })
    expect((await visit('/p')).status).toBe(202)
  })
})

describe('a mapping answers', () => {
  it.each<[string, object, object]>([
    ['nothing said', {}, { status: 200, text: 'OK', body: '' }],
    [
      'status and words',
      { status: 404, statusMessage: 'Gone fishing' },
      { status: 404, text: 'Gone fishing' },
    ],
    ['body', { body: 'plain, {{request.path}}' }, { body: 'plain, {{request.path}}' }],
    ['jsonBody', { jsonBody: { a: [1, null] } }, { body: '{"a":[1,null]}' }],
    ['base64Body', { base64Body: 'AGE=' }, { body: '\0a' }],
    [
      'a template',
      { body: '{{request.path}}', transformers: ['response-template'] },
      { body: '/x' },
    ],
    [
      'nulls',
      { status: null, body: null, fault: null, delayDistribution: null },
      { status: 200, body: '' },
    ],
  ])('%s', async (_what, response, answer) => {
    await stub({ urlPath: '/x' }, response)
    expect(await visit('/x')).toMatchObject(answer)
  })

  it.each([
    'CONNECTION_RESET_BY_PEER',
    'EMPTY_RESPONSE',
    'MALFORMED_RESPONSE_CHUNK',
    'RANDOM_DATA_THEN_CLOSE',
  ])('with the fault %s', async (fault) => {
    await stub({ urlPath: '/x' }, { fault })
    await expect(visit('/x')).rejects.toThrow(/fetch failed|terminated/)
  })

  it.each<[string, object, number]>([
    ['fixedDelayMilliseconds', { fixedDelayMilliseconds: 40 }, 40],
    ['uniform', { delayDistribution: { type: 'uniform', lower: 40, upper: 50 } }, 40],
    ['lognormal', { delayDistribution: { type: 'lognormal', median: 40, sigma: 0 } }, 40],
    ['fixed', { delayDistribution: { type: 'fixed', milliseconds: 40 } }, 40],
    [
      'dribble',
      { body: 'abcd', chunkedDribbleDelay: { numberOfChunks: 4, totalDuration: 50 } },
      30,
    ],
  ])('after a delay: %s', async (_what, response, least) => {
    await stub({ urlPath: '/x' }, response)
    const started = performance.now()
    await visit('/x')
    expect(performance.now() - started).toBeGreaterThanOrEqual(least - 1)
  })
})

describe('mappings', () => {
  it('are filled in', async () => {
    const made = await admin('POST', 'mappings', {})
    expect(made).toMatchObject({
      status: 201,
      body: { request: { method: 'ANY' }, response: { status: 200 } },
    })
    expect((await visit('/')).status).toBe(200)
  })

  it('keep the place they are given, and no empty id', async () => {
    const id = '8c5db8b0-2db4-4ad7-a99f-38c9b00da3f7'
    await stub({ url: '/two' }, { body: 'Original' }, { id })
    await stub({ url: '/three' })
    const imported = {
      mappings: [
        { id: '', request: { method: 'GET', url: '/one' }, response: { status: 200 } },
        { id, request: { url: '/two' }, response: { body: 'Updated' } },
      ],
      importOptions: { duplicatePolicy: 'IGNORE', deleteAllNotInImport: true },
    }
    expect(await admin('POST', 'mappings/import', imported)).toEqual({ status: 200, body: {} })
    expect((await admin('GET', 'mappings')).body).toMatchObject({
      mappings: [{ request: { url: '/one' } }, { id, response: { body: 'Original' } }],
      meta: { total: 2 },
    })
    await admin('POST', 'mappings/import', { mappings: imported.mappings.slice(1) })
    expect((await visit('/two')).body).toBe('Updated')
    expect((await admin('GET', 'mappings')).body).toMatchObject({ meta: { total: 2 } })
  })

  it.each([
    [{ mappings: 1 }, '/mappings'],
    [{ mappings: [{ request: { urk: 1 } }] }, '/request/urk'],
    [
      { mappings: [], importOptions: { duplicatePolicy: 'MERGE' } },
      '/importOptions/duplicatePolicy',
    ],
  ])('are not imported at all where one cannot be: %j', async (imported, pointer) => {
    const { status, body: answer } = await admin('POST', 'mappings/import', imported)
    expect([status, answer]).toMatchObject([422, { errors: [{ code: 10, source: { pointer } }] }])
    expect((await admin('GET', 'mappings')).body).toMatchObject({ meta: { total: 0 } })
  })

  it('that nothing matched are listed, and removed', async () => {
    await stub({ url: '/one' })
    await stub({ url: '/two' })
    await visit('/one')
    expect((await admin('GET', 'mappings/unmatched')).body).toMatchObject({
      mappings: [{ request: { url: '/two' } }],
      meta: { total: 1 },
    })
    await admin('DELETE', 'mappings/unmatched')
    expect((await admin('GET', 'mappings')).body).toMatchObject({ meta: { total: 1 } })
  })

  it('are removed by id and by request', async () => {
    const { body: one } = await stub({ url: '/one' })
    await stub({ method: 'GET', url: '/two' })
    await stub({ method: 'GET', url: '/three' })
    const three = { request: { url: '/three', method: 'GET' } }
    for (const mapping of [{ id: one['id'] }, three, {}])
      expect((await admin('POST', 'mappings/remove', mapping)).status).toBe(200)
    expect((await admin('GET', 'mappings')).body).toMatchObject({
      mappings: [{ request: { url: '/two' } }],
      meta: { total: 1 },
    })
    expect((await admin('POST', 'mappings/remove', { mappings: [] })).status).toBe(422)
  })

  it.each<[string, object, string]>([
    ['a regular expression', { request: { urlPattern: '/@$&%*[[^^£$&%' } }, '/request'],
    [
      'an operator',
      { request: { bodyPatterns: [{ matching: 'x' }] } },
      '/request/bodyPatterns/0/matching',
    ],
    ['two URLs', { request: { url: '/a', urlPath: '/a' } }, '/request'],
    ['XML', { request: { bodyPatterns: [{ equalToXml: '(wrong)' }] } }, '/request'],
    ['JSON', { request: { bodyPatterns: [{ equalToJson: '(wrong)' }] } }, '/request'],
    ['a fault', { response: { fault: 'FLOOD' } }, '/response/fault'],
    ['a proxy', { response: { proxyBaseUrl: 'http://a.example' } }, '/response/proxyBaseUrl'],
    ['a status', { response: { status: 20 } }, '/response/status'],
    [
      'a distribution',
      { response: { delayDistribution: { type: 'normal' } } },
      '/response/delayDistribution/type',
    ],
    ['a name', { name: {} }, '/name'],
    ['a member', { mappings: [] }, '/mappings'],
    ['metadata for a search', {}, '/'],
  ])('with what is not supported are refused: %s', async (what, mapping, pointer) => {
    const refused = what.startsWith('metadata')
      ? await admin('POST', 'mappings/find-by-metadata', { matchesJsonPath: '$[' })
      : await admin('POST', 'mappings', mapping)
    expect(refused).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            code: 10,
            source: { pointer },
            title: 'Error parsing JSON',
            detail: expect.any(String) as string,
          },
        ],
      },
    })
  })
})

describe('requests', () => {
  it('are listed since an instant, of a stub, unmatched only', async () => {
    const { body: one } = await stub({ url: '/one' })
    await visit('/one')
    await admin('POST', 'clock/advance', { ms: 60_000 })
    await visit('/two')
    const urls = async (query: string) => {
      const { requests } = (await admin('GET', `requests?${query}`)).body as unknown as {
        requests: { request: { url: string } }[]
      }
      return requests.map(({ request }) => request.url)
    }
    expect(await urls('')).toEqual(['/two', '/one'])
    expect(await urls('limit=1')).toEqual(['/two'])
    expect(await urls('since=2026-01-29T07:01:00Z')).toEqual(['/two'])
    expect(await urls(`matchingStub=${String(one['id'])}`)).toEqual(['/one'])
    expect(await urls('unmatched=true')).toEqual(['/two'])
    expect(await admin('GET', 'requests?since=foo')).toEqual({
      status: 400,
      body: {
        errors: [{ code: 10, title: 'foo is not a valid ISO8601 date' }],
      },
    })
  })

  it('look as documented', async () => {
    await stub({ url: '/one' })
    await visit('/one', post('hello', { cookie: 'a=b' }))
    const { body: answer } = await admin('GET', 'requests')
    expect(answer).toMatchObject({
      requests: [
        {
          request: {
            url: '/one',
            absoluteUrl: `${server.url}/one`,
            method: 'POST',
            clientIp: '127.0.0.1',
            cookies: { a: '***' },
            browserProxyRequest: false,
            loggedDate: 1769670034000,
            loggedDateString: '2026-01-29T07:00:34.000Z',
            bodyAsBase64: 'aGVsbG8=',
            body: 'hello',
          },
          responseDefinition: { status: 418 },
          response: { status: 418 },
          wasMatched: true,
          stubMapping: { request: { url: '/one' } },
        },
      ],
      meta: { total: 1 },
      requestJournalDisabled: false,
    })
  })
})

describe('the rest', () => {
  it('scenarios: what there is not', async () => {
    await stub({ url: '/s' }, {}, { scenarioName: 'my-scenario', newScenarioState: 'done' })
    expect(await admin('PUT', 'scenarios/i-dont-exist/state')).toMatchObject({
      status: 404,
      body: { errors: [{ title: 'Scenario i-dont-exist does not exist' }] },
    })
    expect(await admin('PUT', 'scenarios/my-scenario/state', { state: 'nonesuch' })).toMatchObject({
      status: 422,
      body: { errors: [{ title: 'Scenario my-scenario does not support state nonesuch' }] },
    })
  })

  it('settings: as they are given, wrapped, patched', async () => {
    expect((await admin('GET', 'settings')).body).toEqual({
      settings: {
        fixedDelay: null,
        delayDistribution: null,
        extended: null,
        proxyPassThrough: false,
      },
    })
    expect((await admin('PATCH', 'settings/extended', { extended: { two: 2 } })).status).toBe(500)
    const delayDistribution = { type: 'uniform', lower: 1, upper: 2 }
    await admin('PUT', 'settings', { settings: { delayDistribution, extended: { one: 1 } } })
    await admin('PATCH', 'settings/extended', { extended: { two: 2 } })
    expect((await admin('GET', 'settings')).body).toMatchObject({
      settings: { fixedDelay: null, delayDistribution, extended: { one: 1, two: 2 } },
    })
    await admin('POST', 'settings', { fixedDelay: 3 })
    expect((await admin('GET', 'settings')).body).toMatchObject({
      settings: { fixedDelay: 3, delayDistribution: null, extended: null },
    })
    expect(await admin('POST', 'settings', { fixedDelai: 3 })).toMatchObject({ status: 422 })
    await admin('POST', 'reset')
    expect((await admin('GET', 'settings')).body).toMatchObject({ settings: { fixedDelay: null } })
  })

  it('health and version', async () => {
    const { body: health } = await admin('GET', 'health')
    expect(health).toEqual({
      status: 'healthy',
      message: 'The mock is ok',
      version: server.version,
      uptimeInSeconds: expect.any(Number) as number,
      timestamp: '2026-01-29T07:00:34.000Z',
    })
    expect((await admin('GET', 'version')).body).toEqual({ version: server.version })
    const text = await fetch(`${server.adminUrl}/version`, { headers: { Accept: 'text/plain' } })
    expect(await text.text()).toBe(server.version)
  })
})

it('the journal keeps the names of headers as they were written', async () => {
  await exchange(
    server.port,
    'POST /cased HTTP/1.1\r\nHost: localhost\r\nX-MiXed: a\r\nx-mixed: b\r\nCONTENT-Length: 1\r\nConnection: close\r\n\r\nx',
  )
  const { body } = await admin('GET', 'requests')
  expect(body).toMatchObject({
    requests: [
      {
        request: {
          headers: {
            Host: 'localhost',
            'X-MiXed': ['a', 'b'],
            'CONTENT-Length': '1',
            Connection: 'close',
          },
        },
      },
    ],
  })
})

it.each([
  [[{ name: 'webhook', parameters: { url: 'http://localhost/' } }]],
  [{ webhook: { url: 'http://localhost/' } }],
])('a webhook is refused in either spelling: %j', async (postServeActions) => {
  const { status, body } = await stub({ url: '/a' }, {}, { postServeActions })
  expect([status, JSON.stringify(body)]).toEqual([422, expect.stringContaining('A webhook is not')])
})
