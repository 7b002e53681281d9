import { expect, test } from 'vitest'
import { defineApi } from '../../../src/core/api.ts'
import { compileClaims, type Host } from '../../../src/dialects/aspnet-webapi/routing.ts'
import { createServices } from '../../support/services.ts'
import { appOf, ask } from './ask.ts'

const claimed = (target: string, method = 'POST', host: Host = 'iis') => {
  const { rank, operation, refusal, notes } = compileClaims(
    appOf('004'),
    host,
  )(ask({ target, method }))
  return [rank, operation?.name, refusal, notes?.map(({ kind }) => kind).join()]
}

const signup = [2, 'SignupByThirdPart', undefined, undefined]

test.each([
  '/api/Account/SignupByThirdPart',
  '/API/ACCOUNT/signupbythirdpart',
  '/api/Account/SignupByThirdPart/',
  '/api/Account/SignupByThirdPart//',
  '/api/Account/SignupByThirdPart/5',
  '/api/Account/SignupByThirdPart/5//',
  '/api/Account/Signup%42yThirdPart',
  '/api%2FAccount/SignupByThirdPart?callback=x',
  '/api/x/../Account/./SignupByThirdPart',
  '/api/Account/x/%2e%2E/SignupByThirdPart',
  '/api\\Account/SignupByThirdPart',
  '//api/Account/SignupByThirdPart',
])('%s is the operation', (target) => {
  expect(claimed(target)).toEqual(signup)
})

test.each([
  ['/api/Account/Nope', 2, 'route-unknown'],
  ['/api/Account/SignupByThirdParty', 2, 'route-near-miss'],
  ['/api/Account/SignupByThirdPart.json', 2, 'route-near-miss'],
  ['/api/Nope/SignupByThirdPart', 1, 'route-unknown'],
  ['/api/Acount/SignupByThirdPart', 1, 'route-near-miss'],
  ['/api/Account;x=1/SignupByThirdPart', 1, 'route-unknown'],
  ['/api/AccountController/SignupByThirdPart', 1, 'route-unknown'],
  ['/api/Account', 1, 'route-not-matched'],
  ['/api/Account/', 1, 'route-not-matched'],
  ['/api/Account/SignupByThirdPart/5/6', 1, 'route-not-matched'],
])('%s is the application’s 404', (target, rank, kind) => {
  expect(claimed(target)).toEqual([rank, undefined, 'not-found', kind])
  expect(claimed(target, 'GET')).toEqual([rank, undefined, 'not-found', kind])
})

test('a query with an unclosed key is a 500 once the action is known, whatever the verb', () => {
  const failed = [2, 'SignupByThirdPart', 'server-error', 'query-syntax']
  for (const query of ['?[', '?a[b][=1', '?x&%5B']) {
    expect(claimed(`/api/Account/SignupByThirdPart${query}`)).toEqual(failed)
    expect(claimed(`/api/Account/SignupByThirdPart${query}`, 'GET')).toEqual(failed)
    expect(claimed(`/api/Account/Nope${query}`)[2]).toBe('not-found')
  }
  expect(claimed('/api/Account/SignupByThirdPart?x=[&a[]=1&b]')).toEqual(signup)
})

test.each(['/', '/api', '/nope', '/apis/Account/SignupByThirdPart'])(
  '%s never reaches the application under IIS',
  (target) => {
    expect(claimed(target)).toEqual([0, undefined, 'no-route', 'route-not-matched'])
    expect(claimed(target, 'POST', 'self')).toEqual([
      1,
      undefined,
      'not-found',
      'route-not-matched',
    ])
  },
)

test.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'FOO'])(
  '%s is the wrong verb',
  (method) => {
    expect(claimed('/api/account/signupbythirdpart/', method)).toEqual([
      2,
      'SignupByThirdPart',
      'method-not-allowed',
      'verb-not-allowed',
    ])
  },
)

test('the usual verbs count in any case, others as they are', () => {
  expect(claimed('/api/Account/SignupByThirdPart', 'post')).toEqual(signup)
  const spoken = (method: string) =>
    appOf('004').dialect.refuse(ask({ method }), 'method-not-allowed', {
      services: createServices(),
    }).body
  expect(spoken('get')).toContain("'GET'")
  expect(spoken('foo')).toContain("'foo'")
})

test('a near miss names what was meant', () => {
  const claims = compileClaims(appOf('004'), 'iis')
  expect(claims(ask({ target: '/api/Account/SignUpByThirdPary' })).notes).toEqual([
    {
      kind: 'route-near-miss',
      message:
        '`SignUpByThirdPary` is no action of Account: Web API answered 404; did you mean `SignupByThirdPart`?',
      expected: 'SignupByThirdPart',
      actual: 'SignUpByThirdPary',
    },
  ])
})

test('an operation whose path the route template cannot match is a mistake', () => {
  const app = appOf('004')
  const operations = app.operations.map((operation) => ({ ...operation, path: 'v2/x' }))
  expect(() => compileClaims(defineApi({ ...app, operations }), 'iis')).toThrow(
    'v2/x is no api/{controller}/{action}: change the path.',
  )
})

test.each(['/api//Account/SignupByThirdPart', '//api/Account/SignupByThirdPart//5'])(
  '%s: doubled slashes are one under IIS, and none of a host of its own',
  (target) => {
    expect(claimed(target)).toEqual(signup)
    expect(claimed(target, 'POST', 'self')).toEqual([
      1,
      undefined,
      'not-found',
      'route-not-matched',
    ])
  },
)

test.each([
  ['/%zz', 0, 'invalid-url'],
  ['/api/Account/%00', 2, 'invalid-url'],
  ['/api/Account/SignupByThirdPart/a%3Ab', 2, 'dangerous-path'],
  ['/api/Account/SignupByThirdPart/a*b', 2, 'dangerous-path'],
  ['/api/Account/SignupByThirdPart/%25', 2, 'dangerous-path'],
  [`/api/Account/${'x'.repeat(260)}`, 2, 'path-too-long'],
  [`/api/Account/SignupByThirdPart?${'x'.repeat(2049)}`, 2, 'uri-too-long'],
] as const)('%s is turned away under IIS before Web API sees it', (target, rank, refusal) => {
  expect(claimed(target)).toEqual([rank, undefined, refusal, refusal])
})

test('a POST of HTTP/1.1 without a length is turned away by HTTP.sys', () => {
  const claim = compileClaims(appOf('004'), 'iis')
  const request = {
    method: 'POST',
    path: '/api/Account/SignupByThirdPart',
    query: '',
    version: '1.1',
    body: Buffer.alloc(0),
  }
  expect(claim({ ...request, headers: {} }).refusal).toBe('length-required')
  expect(claim({ ...request, path: '/api/x/y', headers: {} }).refusal).toBe('length-required')
  // No API's path: stubs stand there, and other servers take it.
  expect(claim({ ...request, path: '/x', headers: {} }).refusal).toBe('no-route')
  for (const headers of [{ 'content-length': '0' }, { 'transfer-encoding': 'chunked' }])
    expect(claim({ ...request, headers }).refusal).toBeUndefined()
  const zipped = { 'content-length': '1', 'content-encoding': 'gzip' }
  const noted = claim({ ...request, headers: zipped, body: Buffer.from('x') })
  expect(noted.notes?.map(({ kind }) => kind)).toEqual(['content-encoding-ignored'])
})
