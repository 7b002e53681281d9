import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adminCalls } from './admin-calls.ts'
import { startMock } from './attacked-mock.ts'

/** Names that mean something to the admin API, or to JavaScript. */
const names = [
  ...[
    'request',
    'response',
    'mappings',
    'method',
    'url',
    'urlPath',
    'urlPattern',
    'headers',
    'body',
  ],
  ...[
    'queryParameters',
    'cookies',
    'bodyPatterns',
    'equalTo',
    'matches',
    'contains',
    'absent',
    'not',
  ],
  ...['and', 'or', 'equalToJson', 'matchesJsonPath', 'matchesXPath', 'equalToXml', 'expression'],
  ...[
    'status',
    'jsonBody',
    'base64Body',
    'fault',
    'fixedDelayMilliseconds',
    'delayDistribution',
    'type',
  ],
  ...[
    'chunkedDribbleDelay',
    'transformers',
    'scenarioName',
    'newScenarioState',
    'id',
    'uuid',
    'priority',
  ],
  ...[
    'people',
    'codes',
    'tokens',
    'customers',
    'site',
    'openIds',
    'code',
    'person',
    'error',
    'once',
  ],
  ...[
    'expiresInSeconds',
    'appId',
    'phone',
    'mobile',
    'token',
    'case',
    'api',
    'times',
    'now',
    'frozen',
  ],
  ...['offsetMs', 'ms', 'fixedDelay', 'extended', 'state', 'bodyAsBase64', 'basicAuthCredentials'],
  ...[
    'toString',
    'valueOf',
    'toJSON',
    'then',
    'constructor',
    '__proto__',
    'prototype',
    'length',
    '',
  ],
]

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 600_001),
  fc.constantFrom(
    '',
    '(',
    '[',
    '$',
    '$..a',
    '//a',
    '<a>',
    '%',
    'ANY',
    'success',
    'lognormal',
    '{{',
  ),
  fc.constantFrom(...names, '\u0000', '\ud800', '2026-01-29T07:00:34Z', 'x'.repeat(5_000)),
)

const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 5 })
      .map((members) => Object.fromEntries(members)),
  ),
}))

const matchers = [
  ...[
    'equalTo',
    'matches',
    'contains',
    'doesNotMatch',
    'absent',
    'not',
    'and',
    'or',
    'equalToJson',
  ],
  ...['matchesJsonPath', 'matchesXPath', 'equalToXml', 'xPathNamespaces', 'caseInsensitive'],
]
const matcher = fc
  .array(fc.tuple(fc.constantFrom(...matchers), json), { minLength: 1, maxLength: 2 })
  .map((members) => Object.fromEntries(members))
const pattern = fc.record(
  {
    urlPath: json,
    headers: fc.dictionary(fc.constantFrom(...names), matcher, { maxKeys: 2 }),
    queryParameters: fc.record({ a: matcher }),
    cookies: fc.record({ a: matcher }),
    bodyPatterns: fc.array(matcher, { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const mapping = fc.record(
  {
    request: pattern,
    response: fc.record(
      {
        status: fc.oneof(fc.integer({ min: 100, max: 599 }), json),
        headers: fc.dictionary(fc.constantFrom('X-A', '__proto__', 'a b', ''), json, {
          maxKeys: 2,
        }),
        fault: json,
        body: json,
        jsonBody: json,
        delayDistribution: json,
        transformers: fc.constantFrom(['response-template'], 1, null),
      },
      { requiredKeys: [] },
    ),
    priority: json,
    scenarioName: json,
  },
  { requiredKeys: ['request', 'response'] },
)
const bodies = fc.oneof(
  json,
  pattern,
  mapping,
  fc.array(mapping, { maxLength: 2 }).map((mappings) => ({ mappings })),
)

const under500 = (status: number): boolean => status < 500

describe('the admin API', () => {
  it.each(adminCalls)('has an answer of its own to any JSON: %s %s', async (method, path) => {
    const mock = await startMock({ limits: { keepAliveMs: 60_000 } })
    const url = `${mock.server.adminUrl}/${path}`
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const answer = await fetch(url, {
          method,
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        })
        const text = await answer.text()
        // WireMock's 500 to an import of an object without a list, or with half its options.
        const refused =
          path === 'mappings/import' &&
          /"title":"(?:Nothing to import|Options incomplete)"/.test(text)
        expect([answer.status, text]).toEqual([refused ? 500 : expect.toSatisfy(under500), text])
        expect(text).not.toMatch(/node_modules|\.ts:\d|is not a function|Cannot read|call stack/)
      }),
      { seed: 2026, numRuns: 150 },
    )
    expect(mock.log().filter((line) => line.startsWith('error'))).toEqual([])
    // Whatever was put in, no request meets a mistake of ours.
    for (const body of ['', '{}', '<a/>', '{"toString":1}'])
      await mock.ask('POST', '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin?a=b', {}, body)
    expect((await mock.admin('GET', 'requests')).body).not.toContain('mock-defect')
    expect((await mock.admin('GET', 'requests')).status).toBe(200)
    expect((await mock.admin('GET', 'mappings')).status).toBe(200)
    expect((await mock.admin('POST', 'reset')).status).toBe(200)
  })
})
