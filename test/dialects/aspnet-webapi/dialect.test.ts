import { expect, test } from 'vitest'
import type { Dialect } from '../../../src/core/dialect.ts'
import type { Note } from '../../../src/core/note.ts'
import { DATE, LENGTH, type WireRequest } from '../../../src/core/wire.ts'
import { aspnetWebApi } from '../../../src/dialects/aspnet-webapi/index.ts'
import { createServices } from '../../support/services.ts'
import { actionOf, ask } from './ask.ts'

const services = createServices()
const dialect = aspnetWebApi()
const signup = actionOf('004', 'SignupByThirdPart')

const refused = (name: string, request: WireRequest = ask(), to: Dialect = dialect) => {
  const { status, body } = to.refuse(request, name, { operation: signup, services })
  return [status, body]
}

const IIS = [
  ['Expires', '-1'],
  ['Server', 'Microsoft-IIS/10.0'],
  ['X-AspNet-Version', '4.0.30319'],
  ['X-Powered-By', 'ASP.NET'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
]

test('an answer has the headers of IIS, in their order', () => {
  const request = ask()
  const value = { Data: null, Status: 1, Message: '验证码错误', Total: 0 }
  expect(dialect.encode(request, signup, value, services)).toEqual({
    status: 200,
    headers: [
      ['Cache-Control', 'no-cache'],
      ['Pragma', 'no-cache'],
      ['Content-Type', 'application/json; charset=utf-8'],
      ...IIS,
    ],
    body: '{"Data":null,"Status":1,"Message":"验证码错误","Total":0}',
    basis: 'recorded',
  })
  expect(dialect.encode(request, signup, value, services).headers).toBe(
    dialect.encode(request, signup, value, services).headers,
  )
})

test('UTF-16 is little endian with a byte order mark', () => {
  const request = ask({ headers: { 'accept-charset': 'utf-16', accept: 'text/xml' } })
  const { headers, body } = dialect.refuse(request, 'server-error', { services })
  expect(headers[2]).toEqual(['Content-Type', 'text/xml; charset=utf-16'])
  expect(body).toEqual(
    Buffer.from('\ufeff<Error><Message>An error has occurred.</Message></Error>', 'utf16le'),
  )
})

test('405 names the verb that is allowed', () => {
  const request = ask({ method: 'PUT' })
  expect(dialect.refuse(request, 'method-not-allowed', { operation: signup, services })).toEqual({
    status: 405,
    headers: [
      ['Cache-Control', 'no-cache'],
      ['Pragma', 'no-cache'],
      ['Allow', 'POST'],
      ['Content-Type', 'application/json; charset=utf-8'],
      ...IIS,
    ],
    body: '{"Message":"The requested resource does not support http method \'PUT\'."}',
    basis: 'recorded',
  })
  const { headers } = dialect.refuse(request, 'method-not-allowed', { services })
  expect(headers[2]).toEqual(['Allow', 'POST'])
})

test('415 names the media type, or says that there is none', () => {
  const of = (type: string) =>
    refused('unsupported-media-type', ask({ headers: { 'content-type': type } }))
  expect(of('Text/Plain; charset=utf-8')).toEqual([
    415,
    '{"Message":"The request entity\'s media type \'Text/Plain\' is not supported for this resource."}',
  ])
  expect(of('application/json;')).toEqual([
    415,
    '{"Message":"The request contains an entity body but no Content-Type header. The inferred media type \'application/octet-stream\' is not supported for this resource."}',
  ])
  expect(refused('unsupported-media-type', ask({ headers: {} }))).toEqual(of(''))
})

test('404 shows the URI', () => {
  expect(refused('not-found', ask({ target: '/api/Nope/x?a=%22' }))).toEqual([
    404,
    '{"Message":"No HTTP resource was found that matches the request URI \'http://localhost/api/Nope/x?a=\\"\'."}',
  ])
})

test('a forced invalid model is that of an empty object', () => {
  expect(refused('invalid-model')).toEqual([
    400,
    '{"Message":"The request is invalid.","ModelState":{' +
      '"dto.ThirdPartID":["The ThirdPartID field is required."],' +
      '"dto.ThirdPartID2":["The ThirdPartID2 field is required."],' +
      '"dto.ThirdPartAppid":["The ThirdPartAppid field is required."]}}',
  ])
  const login = actionOf('001', 'LoginWithPhone')
  const unreadable =
    '{"Message":"The request is invalid.","ModelState":{"dto":["An error has occurred."]}}'
  expect(dialect.refuse(ask(), 'invalid-model', { operation: login, services }).body).toBe(
    unreadable,
  )
  expect(refused('malformed-body')).toEqual([400, unreadable])
  expect(dialect.refuse(ask(), 'invalid-model', { services }).body).toBe(
    unreadable.replace('dto', 'value'),
  )
})

test('a live one shows its issues', () => {
  const issues = [{ field: 'dto.Name', errors: [{ message: 'wrong' }] }]
  for (const name of ['invalid-model', 'malformed-body'])
    expect(dialect.refuse(ask(), name, { operation: signup, issues, services }).body).toBe(
      '{"Message":"The request is invalid.","ModelState":{"dto.Name":["wrong"]}}',
    )
})

test.each(['null-body', 'server-error'])('%s is a bare 500', (name) => {
  expect(refused(name)).toEqual([500, '{"Message":"An error has occurred."}'])
})

test.each(['no-route', 'request-too-large', 'uri-too-long'])('%s is the page of IIS', (name) => {
  const { status, headers, body, basis } = dialect.refuse(ask(), name, { services })
  expect([status, basis, body.length]).toEqual([404, 'inferred', 1245])
  expect(body).toContain('<h2>404 - File or directory not found.</h2>\r\n')
  expect(headers).toEqual([
    ['Content-Type', 'text/html'],
    ['Server', 'Microsoft-IIS/10.0'],
    ['X-Powered-By', 'ASP.NET'],
    ['Date', DATE],
    ['Content-Length', LENGTH],
  ])
})

test('an unknown refusal is a mistake', () => {
  expect(() => refused('toString')).toThrow('ASP.NET has no refusal toString')
})

test('every refusal is a row of the case table, and can be spoken', () => {
  for (const [name, row] of Object.entries(dialect.refusals)) {
    expect(row).toMatchObject({ name, kind: 'refusal', code: row.status })
    expect(refused(name)[0]).toBe(row.status)
  }
})

test('what DataContractSerializer cannot write is a 500 in XML, and told of', () => {
  const echo = actionOf('004', 'Echo')
  const notes: Note[] = []
  const value = { ThirdPart: 99, Name: null }
  const inXml = ask({ headers: { accept: 'application/xml' } })
  const note = (one: Note) => notes.push(one)
  expect(dialect.encode(inXml, echo, value, { ...services, note })).toMatchObject({
    status: 500,
    body: '<Error><Message>An error has occurred.</Message></Error>',
  })
  expect(notes.map(({ kind }) => kind)).toEqual(['not-serializable'])
  expect(dialect.encode(inXml, echo, value, services).status).toBe(500)
  expect(dialect.encode(ask(), echo, value, services)).toMatchObject({ status: 200 })
})

test('a lone surrogate is a 500 in JSON too', () => {
  const echo = actionOf('004', 'Echo')
  const answered = (name: string) => dialect.encode(ask(), echo, { Name: name }, services)
  expect(answered('\ud83d')).toMatchObject({
    status: 500,
    body: '{"Message":"An error has occurred."}',
  })
  expect(answered('\ud83d\ude00').status).toBe(200)
})

test('JSONP wraps what is JSON, errors too', () => {
  const jsonp = aspnetWebApi({ jsonp: true })
  const spoken = (target: string, accept = '*/*', to: Dialect = jsonp) => {
    const request = ask({ target, headers: { accept, 'accept-charset': 'utf-16' } })
    const { headers, body } = to.refuse(request, 'server-error', { services })
    return [headers[2]?.[1], typeof body === 'string' ? body : body.toString('utf16le')]
  }
  const json = '{"Message":"An error has occurred."}'
  const wrapped = ['text/javascript; charset=utf-8', `cb(${json})`]
  expect(spoken('/?callback=cb')).toEqual(wrapped)
  expect(spoken('/?x=1&callback=cb&callback=other', 'text/json')).toEqual(wrapped)
  expect(spoken('/?%63allback=c%62')).toEqual(wrapped)
  expect(spoken('/?callback[]=cb')).toEqual(wrapped)
  const plain = ['application/json; charset=utf-16', `\ufeff${json}`]
  for (const query of [
    '',
    '?Callback=cb',
    '?callback=',
    '?callback',
    '?callback=&callback=cb',
    '?x',
  ])
    expect(spoken(`/${query}`)).toEqual(plain)
  expect(spoken('/?callback=cb', '*/*', dialect)).toEqual(plain)
  expect(spoken('/?callback=cb', 'application/xml')[1]).toContain('<Error>')
})

test('the body is read by the formatter that its Content-Type names', () => {
  const read = (type: string | undefined, body: string | Buffer) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type }
    const decoded = dialect.decode(ask({ headers, body }), signup)
    return decoded.kind === 'refused' ? decoded.refusal : decoded.value
  }
  const xml =
    '<ThirdPartSignupDTO xmlns="http://schemas.datacontract.org/2004/07/WLife.Application.DTOs"><Name>n</Name></ThirdPartSignupDTO>'
  expect(read('application/json', '{"Name":"n"}')).toMatchObject({ Name: 'n' })
  expect(read('*/*', '{"Name":"n"}')).toMatchObject({ Name: 'n' })
  expect(read('text/*', '{"Name":"n"}')).toMatchObject({ Name: 'n' })
  expect(
    read('application/json; charset=UTF-16', Buffer.from('{"Name":"n"}', 'utf16le')),
  ).toMatchObject({ Name: 'n' })
  expect(read('Text/XML', xml)).toMatchObject({ Name: 'n' })
  expect(read('application/x-www-form-urlencoded', 'Name=n')).toMatchObject({ Name: 'n' })
  for (const type of [undefined, '', 'json', 'text/plain', 'multipart/form-data; boundary=x'])
    expect(read(type, '{}')).toBe('unsupported-media-type')
  for (const type of [undefined, '', 'json', 'text/plain', 'application/xml'])
    expect(read(type, '')).toBeNull()
})
