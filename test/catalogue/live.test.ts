import { afterAll, describe, expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import type { ExampleRequest } from '../../src/core/api.ts'
import { operationOf, rowOf, serve, shortOf, type Answered, type Listed } from './served.ts'

const limits = { bodyBytes: 4096, urlBytes: 4096 }
const lenient = await serve({ limits })
const strict = await serve({ limits, strict: true })
afterAll(async () => {
  await lenient.close()
  await strict.close()
})
const cases = await lenient.listed()

const json = { 'Content-Type': 'application/json' }
const to = (example: ExampleRequest, target: string): ExampleRequest => ({ ...example, target })
const having = (example: ExampleRequest, headers: Readonly<Record<string, string>>) => ({
  ...example,
  headers: { ...example.headers, ...headers },
})
const long = 'x'.repeat(5000)

const stableToken = (body: string): ExampleRequest => ({
  method: 'POST',
  target: '/cgi-bin/stable_token',
  headers: json,
  body,
})

/** What the rows' words say, where no input or world of the example does it. */
const byHand: Readonly<Record<string, (example: ExampleRequest) => ExampleRequest>> = {
  success: (example) => example,
  'unsupported-media-type': (example) => ({
    ...example,
    headers: { 'Content-Type': 'text/plain' },
  }),
  'method-not-allowed': (example) => ({ ...example, method: 'PUT' }),
  'malformed-body': (example) => ({ ...example, headers: json, body: '[]' }),
  'null-body': (example) => ({ ...example, headers: json, body: 'null' }),
  'no-route': (example) => to(example, '/'),
  'request-too-large': (example) => ({ ...example, body: long }),
  'uri-too-long': (example) =>
    to(example, `${example.target}${example.target.includes('?') ? '&' : '?'}x=${long}`),
  'not-acceptable': (example) => having(example, { Accept: 'text/plain' }),
  'server-error': (example) => ({
    ...example,
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: '--b\r\nContent-Disposition: form-data; name="appId"\r\n\r\n',
  }),
  'tomcat-bad-request': (example) => to(example, `${example.target}&x=[`),
  'nginx-bad-request': (example) =>
    to(
      example,
      example.target.replace(/^\/[^/?]*|$/, (start) => `${start}/%zz`),
    ),
  'header-too-large': (example) => having(example, { 'X-Long': 'x'.repeat(9000) }),
  'invalid-url': (example) => to(example, `${example.target}/%zz`),
  'path-too-long': (example) => to(example, `${example.target}/${'x'.repeat(260)}`),
  'dangerous-path': (example) => to(example, `${example.target}/a%3Ab`),
  'nginx-not-allowed': (example) => ({ ...example, method: 'TRACE', body: '' }),
  'bad-request': (example) => to(example, `${example.target}&mcc=abc`),
  // An action that its controller, or a path that its service, does not have.
  'not-found': (example) => to(example, example.target.replace(/\/\w+(\?.*)?$/, '/nosuch')),
  'get-required': (example) => ({ ...example, method: 'POST' }),
  'post-required': (example) => to(example, '/cgi-bin/stable_token'),
  'empty-body': () => stableToken(''),
  'wechat-platform/malformed-body': () => stableToken('[]'),
  'controller-not-found': (example) => to(example, '/api.php?s=nosuch/index&ajax=ajax'),
  'action-not-found': (example) => to(example, '/api.php?s=user/nosuch&ajax=ajax'),
}

/** The request a case's live trigger describes; undefined where it claims none. */
const triggerOf = (listed: Listed): ExampleRequest | undefined => {
  const { live } = rowOf(listed)
  if (live === undefined) return undefined
  const operation = operationOf(listed)
  if (live.input !== undefined || live.world !== undefined) return operation.example(live.input)
  const spell = byHand[listed.name] ?? byHand[shortOf(listed)]
  if (spell === undefined) throw new Error(`Nobody here can read: ${live.text}`)
  return spell(operation.example())
}

/** The first of the APIs in the same stack: what no service has is counted for it. */
const countedFor = (listed: Listed): string =>
  shortOf(listed) === 'no-route' ? `${apis[0]?.name ?? ''}/no-route` : listed.name

const withoutRid = ({ status, headers, body }: Answered) => ({
  status,
  type: headers['content-type'],
  body: body.replace(/rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/, 'rid: …'),
})

/** Answers whose words are about the very input that cannot be had when they are forced. */
const wordedByInput = new Set(['third-part-signup/invalid-model', 'app-mini-user-auth/exception'])

const claimed = cases.filter((listed) => rowOf(listed).live !== undefined)
const unclaimed = cases.filter((listed) => rowOf(listed).live === undefined)

describe.each(claimed.map((listed) => [listed.name, listed] as const))('%s', (_name, listed) => {
  const row = rowOf(listed)
  const { text = '', world = {}, strict: strictly = false } = row.live ?? {}
  const mock = strictly ? strict : lenient

  it(`live: ${text}`, async () => {
    expect(listed.triggers[0]).toBe(`live: ${text}`)
    const request = triggerOf(listed)
    if (request === undefined) throw new Error('It claims no live trigger.')
    const tenant = mock.fresh()
    await mock.admin(tenant, 'PATCH', 'world', world)
    const answer = await mock.send(tenant, request)
    const { case: name, decider, notes } = await mock.last(tenant)
    expect([name, answer.status]).toEqual([countedFor(listed), listed.status])
    expect(['live', 'framework']).toContain(decider)
    const counted = (await mock.listed(tenant)).filter(({ answered }) => answered > 0)
    expect(counted.map((one) => [one.name, one.answered])).toEqual([[countedFor(listed), 1]])
    if (row.kind === 'success') return
    expect(notes).not.toEqual([])
    // The same request with the case forced upon it: the same words.
    const forced = await mock.send(mock.fresh(), request, { 'X-Mock-Case': shortOf(listed) })
    if (wordedByInput.has(listed.name)) expect(forced.status).toBe(answer.status)
    else expect(withoutRid(forced)).toEqual(withoutRid(answer))
  })
})

it.each(unclaimed.map((listed) => [listed.name, listed] as const))(
  '%s claims no live trigger',
  (_name, listed) => {
    expect(listed.triggers[0]).toBe('live: no input and no world causes it')
  },
)

it('leaves to overrides what only they can give', () => {
  expect(unclaimed.map(({ name }) => name)).toEqual([
    'app-authorization/documented',
    'app-authorization/server-error',
    'app-authorization/length-required',
    'small-app-login/invalid-model',
    'small-app-login/documented',
    'small-app-login/server-error',
    'small-app-login/length-required',
    'third-part-signup/documented',
    'third-part-signup/server-error',
    'third-part-signup/length-required',
    'offiaccount-auth-login/5000',
    'offiaccount-auth-login/5421',
    'offiaccount-auth-login/documented',
    'offiaccount-auth-login/cors-rejected',
    'offiaccount-auth-login/not-implemented',
    'offiaccount-auth-login/version-not-supported',
    'app-mini-user-auth/documented',
    'app-mini-user-auth/documented-error',
    'app-mini-user-auth/not-implemented',
    'app-mini-user-auth/version-not-supported',
    'wechat-platform/documented',
    'wechat-platform/account-blocked',
    'wechat-platform/not-followed',
    'wechat-platform/too-frequent',
    'wechat-platform/state-missing',
  ])
})
