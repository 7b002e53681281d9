import { expect, test } from 'vitest'
import { createCall } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import { createServices } from '../../support/services.ts'
import { appOf, actionOf, ask } from './ask.ts'

const JSON_BODY = '{"ThirdPartID":"1","ThirdPartID2":"2","ThirdPartAppid":"3"}'

const notesOn = (request: Parameters<typeof ask>[0]) =>
  appOf('004')
    .dialect.decode(ask({ body: JSON_BODY, ...request }), actionOf('004', 'SignupByThirdPart'))
    .notes.map(({ kind, message }) => `${kind}: ${message}`)

const kinds = (request: Parameters<typeof ask>[0]) =>
  notesOn(request).map((note) => note.split(':')[0])

test.each([
  ['application/json', JSON_BODY],
  ['application/json; charset="utf-8"', JSON_BODY.replace('1', '张')],
  ['application/json; charset=us-ascii', JSON_BODY],
  ['text/json; charset=utf-16', Buffer.from(JSON_BODY, 'utf16le')],
  ['application/x-www-form-urlencoded', 'ThirdPartID=1&ThirdPartID2=2&ThirdPartAppid=3'],
  [
    'application/xml',
    '<ThirdPartSignupDTO xmlns="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs"><ThirdPartAppid>3</ThirdPartAppid><ThirdPartID>1</ThirdPartID><ThirdPartID2>2</ThirdPartID2></ThirdPartSignupDTO>',
  ],
])('a clean request in %s has no notes', (type, body) => {
  for (const accept of [
    '*/*',
    'application/json',
    'application/xml',
    'application/json, text/plain, */*',
  ])
    expect(notesOn({ headers: { 'content-type': type, accept }, body })).toEqual([])
})

test('a Content-Type that no formatter reads', () => {
  expect(notesOn({ headers: {} })).toEqual([
    'content-type-missing: The body has no Content-Type: no formatter reads it and Web API answered 415; send application/json, application/xml or application/x-www-form-urlencoded.',
  ])
  expect(notesOn({ headers: { 'content-type': 'text/plain' } })).toEqual([
    'content-type-unsupported: Content-Type `text/plain` is read by no formatter: Web API answered 415; send application/json, application/xml or application/x-www-form-urlencoded.',
  ])
  expect(notesOn({ headers: { 'content-type': 'application/json;' } })).toEqual([
    'content-type-unsupported: Content-Type `application/json;` cannot be parsed and counts as none: Web API answered 415; send application/json, application/xml or application/x-www-form-urlencoded.',
  ])
  expect(notesOn({ headers: { 'content-type': `x/${'y'.repeat(200)}` } })[0]).toContain('y…`')
})

test.each([
  ['application/x-www-form-urlencoded', JSON_BODY, 'JSON', 'a form', 'application/json'],
  ['application/x-www-form-urlencoded', '<a/>', 'XML', 'a form', 'application/xml'],
  ['application/json', ' <a/>', 'XML', 'JSON', 'application/xml'],
  ['application/json', 'Name=n&x=1', 'a form', 'JSON', 'application/x-www-form-urlencoded'],
  ['application/xml', '\ufeff\n[1]', 'JSON', 'XML', 'application/json'],
  ['text/xml', 'Name=n', 'a form', 'XML', 'application/x-www-form-urlencoded'],
])('%s with %s', (type, body, looks, read, send) => {
  expect(notesOn({ headers: { 'content-type': type }, body })).toContain(
    `content-type-mismatch: The body looks like ${looks} and was sent as ${type}: Web API read it as ${read}; send it as ${send}.`,
  )
})

test('a body that is bad in its own format is no mismatch', () => {
  expect(kinds({ body: '{"Name":' })).not.toContain('content-type-mismatch')
  expect(kinds({ body: 'nope' })).not.toContain('content-type-mismatch')
})

test('a charset that is passed over', () => {
  const headers = { 'content-type': 'application/json; charset=gbk' }
  expect(notesOn({ headers, body: Buffer.from('{"Name":"\xd5\xc5"}', 'latin1') })).toContain(
    'charset-ignored: charset=gbk is none that Web API knows: it read the body as utf-8; send utf-8 or utf-16.',
  )
})

test('an Accept that is not served', () => {
  const on = (accept: string, type = 'application/json') =>
    notesOn({ headers: { accept, 'content-type': type }, body: '' }).slice(0, -1)
  expect(on('text/html', 'text/json')).toEqual([
    "accept-fallback: Accept `text/html` names no type that is served here: Web API never answers 406 and sent text/json, the request's own type; ask for application/json or application/xml.",
  ])
  expect(on('foo', 'x')).toEqual([
    "accept-fallback: Accept `foo` names no type that is served here: Web API never answers 406 and sent application/json, its first formatter's; ask for application/json or application/xml.",
  ])
  expect(on('text/html,application/xml;q=0.9,*/*;q=0.8')).toEqual([
    "accept-fallback: Accept is a browser's, which prefers XML to `*/*`: Web API answered in application/xml; ask for application/json.",
  ])
  expect(on('a'.repeat(200))[0]).toContain('a…`')
  expect(on('application/json;q=0.1, text/html')).toEqual([])
})

test('members in the query', () => {
  expect(
    notesOn({ target: '/api/Account/SignupByThirdPart?thirdpartid=1&x=2&thirdpartid=3' }),
  ).toEqual([
    'parameter-in-wrong-place: Query parameter `thirdpartid` is ignored: Web API reads ThirdPartSignupDTO from the body; send it there.',
  ])
})

test('a body of nothing is told of once', () => {
  expect(notesOn({ body: '' })).toEqual([
    'null-body: The body is empty: Web API binds null without validating, and the action failed on it; send an object.',
  ])
  expect(kinds({ body: 'null' })).toEqual(['null-body'])
  expect(kinds({ body: '  ' })).toEqual(['null-body'])
  const nil =
    '<ThirdPartSignupDTO xmlns="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs" i:nil="true" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>'
  expect(kinds({ headers: { 'content-type': 'application/xml' }, body: nil })).toEqual([
    'null-body',
  ])
})

test.each([
  ['application/json', '{"ThirdPart":"Foo"}'],
  ['application/json', '[]'],
  ['application/json', '{'],
  ['application/xml', '<a'],
  ['application/xml', '<a/>'],
  ['application/x-www-form-urlencoded', 'ThirdPart=Foo'],
  ['application/x-www-form-urlencoded', 'a[b=1'],
])('an unreadable body in %s leaves a note: %s', (type, body) => {
  expect(kinds({ headers: { 'content-type': type }, body }).length).toBeGreaterThan(0)
})

test('a request that routing refused is not judged by its body, though it can be read', () => {
  const request = ask({ method: 'GET', body: '' })
  const call = createCall(createRouter([appOf('004')])(request), request, createServices())
  expect(call.decoded()).toMatchObject({ kind: 'bound', value: null })
  expect(call.trace.notes.map(({ kind }) => kind)).toEqual(['verb-not-allowed'])
})
