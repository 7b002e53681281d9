import { expect, test } from 'vitest'
import { requestUri } from '../../../src/dialects/aspnet-webapi/request-uri.ts'
import { ask } from './ask.ts'

test.each([
  ['/api/Nope/x', '/api/Nope/x'],
  ['/api/Account/%E4%B8%AD', '/api/Account/中'],
  ['/api/Nope/x?a=%3Cscript%3E&b=%22', '/api/Nope/x?a=<script>&b="'],
  ['/a?b=%20c', '/a?b= c'],
  // What would change the meaning of the URI stays escaped.
  ['/a%2fb%3F%23%25%26%3b%00?c=%26%3D%2B', '/a%2fb%3F%23%25%26%3b%00?c=%26%3D%2B'],
  ['/a%7E%41%3a%5B', '/a~A:['],
  // What is not UTF-8, or no character of an IRI, stays escaped too.
  ['/%d5%C5', '/%D5%C5'],
  ['/%E4%B8', '/%E4%B8'],
  ['/%F0%9F%98%80%ff', '/😀%FF'],
  ['/%ee%80%80?a=%EE%80%80', '/%EE%80%80?a=\ue000'],
  ['/%EF%BF%BD', '/%EF%BF%BD'],
  ['/%f3%b0%80%80?%F3%B0%80%80', '/%F3%B0%80%80?\u{f0000}'],
  ['/a%E2%80%AEb?%e2%80%8f', '/ab?'],
  ['/%zz%', '/%25zz%25'],
  ['/\xe4\xb8\xad', '/中'],
  ['/a/./b/../c', '/a/c'],
  ['/a/b/..', '/a/'],
  ['/../a', '/a'],
])('%s is shown as %s', (target, shown) => {
  expect(requestUri(ask({ target }))).toBe(`http://localhost${shown}`)
})

test('the host is that of the request, its usual port left out', () => {
  expect(requestUri(ask({ target: '/', headers: { host: 'Mock:5013' } }))).toBe('http://mock:5013/')
  expect(requestUri(ask({ target: '/', headers: { host: 'mock:80' } }))).toBe('http://mock/')
  expect(requestUri({ ...ask({ target: '/x' }), headers: {} })).toBe('http://localhost/x')
})
