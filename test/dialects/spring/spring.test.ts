import { describe, expect, it } from 'vitest'
import { boolean, shape } from '../../../src/core/schema.ts'
import { spring } from '../../../src/dialects/spring/index.ts'
import { createServices } from '../../support/services.ts'
import { form, send, springApi, springApiOf } from './spring.ts'

const json = [
  'Server: nginx',
  'Date: Symbol(date)',
  'Content-Type: application/json',
  'Transfer-Encoding: chunked',
  'Connection: keep-alive',
]

const vary = [
  'Vary: Origin',
  'Vary: Access-Control-Request-Method',
  'Vary: Access-Control-Request-Headers',
]

const errorBody = (status: number, error: string, path: string) =>
  `{"timestamp":"2026-01-29T07:00:34.140+00:00","status":${status},"error":"${error}","path":"${path}"}`

describe('reading', () => {
  it.each([
    ['POST /v2/greet/hello?name=li', {}, '{"name":"li"}'],
    ['POST /v2/greet/hello', { headers: form, body: 'name=li' }, '{"name":"li"}'],
    [
      'POST /v2/greet/hello?name=a',
      {
        headers: { 'content-type': 'application/x-www-form-urlencoded;charset=GBK' },
        body: 'name=b',
      },
      '{"name":"a,b"}',
    ],
    ['POST /v2/greet/hello?name=a&name=&name=b', {}, '{"name":"a,,b"}'],
    ['POST /v2/greet/hello?name=a&times=1&times=x', {}, '{"name":"a","times":1}'],
    ['POST /v2/greet/hello?name=a&times=0x10', {}, '{"name":"a","times":16}'],
    ['POST /v2/greet/hello?name=a&times=', {}, '{"name":"a","times":null}'],
    ['POST /v2/greet/hello?name=a&times=%20', {}, '{"name":"a","times":null}'],
    ['PUT /v2/greet/both?name=a', { headers: form, body: 'name&name=b' }, '{"name":"a,null,b"}'],
    ['POST /v2/greet/hello?name=&where=%E5%BE%AE+b', {}, '{"name":"","where":"微 b"}'],
    ['PUT /v2/greet/both', { headers: form, body: 'name=b' }, '{"name":"b"}'],
    [
      'POST /v2/greet/hello?name=a',
      { headers: { 'x-language': 'EN' } },
      '{"name":"a","language":"EN"}',
    ],
    [
      'POST /v2/greet/hello?name=a&secret=q&where=q',
      { headers: form, body: 'secret=f&where=f' },
      '{"name":"a","where":"q","secret":"f"}',
    ],
  ])('%s', (line, asked, body) => {
    expect(send(line, asked)).toMatchObject({ status: 200, headers: json, body })
  })

  it('binds names of objects to nothing but themselves', () => {
    const answer = send('POST /v2/greet/hello?name=a&__proto__=b&constructor=c&toString=d')
    expect(answer.body).toBe('{"name":"a"}')
    expect(answer.kinds).toEqual(['unknown-field', 'unknown-field', 'unknown-field'])
  })

  it('reads no form of a GET', () => {
    expect(send('GET /v2/greet/both', { headers: form, body: 'name=a' })).toMatchObject({
      status: 400,
      kinds: ['parameter-in-wrong-place', 'required-missing'],
    })
  })

  it('takes text and integers only', () => {
    const api = springApiOf(shape('Odd', { flag: boolean() }))
    expect(() => send('POST /v2/greet/hello?flag=true', {}, api)).toThrow(
      'Odd.flag: the Spring dialect reads strings and integers only.',
    )
  })
})

describe('answers of the framework', () => {
  it('400: a required parameter is missing', () => {
    expect(send('POST /v2/greet/hello')).toMatchObject({
      status: 400,
      headers: json,
      body: errorBody(400, 'Bad Request', '/v2/greet/hello'),
      kinds: ['required-missing'],
      case: 'bad-request',
    })
  })

  it.each([
    ['x', 'integer-malformed'],
    ['%C2%A01', 'integer-malformed'],
    ['2147483648', 'integer-out-of-range'],
  ])('400: times=%s', (times, kind) => {
    expect(send(`POST /v2/greet/hello?name=a&times=${times}`)).toMatchObject({
      status: 400,
      body: errorBody(400, 'Bad Request', '/v2/greet/hello'),
      kinds: [kind],
    })
  })

  it.each([
    ['/v2/greet/Hello', 'route-near-miss'],
    ['/v2/greet/helo', 'route-near-miss'],
    ['/v2/greet/%FF', 'route-unknown'],
    ['/v2/xyzzyplugh', 'route-unknown'],
    ['/v2', 'route-unknown'],
    ['/v2/', 'route-unknown'],
  ])('404: %s', (path, kind) => {
    expect(send(`POST ${path}`)).toMatchObject({
      status: 404,
      headers: [...json, ...vary],
      body: errorBody(404, 'Not Found', path),
      kinds: [kind],
      case: 'not-found',
    })
  })

  it.each([
    '/v2/greet/hello/',
    '/v2//greet/hello',
    '/v2/greet/hell%6F',
    '/v2/greet;jsessionid=1/hello;a=b',
  ])('finds the handler at %s', (path) => {
    expect(send(`POST ${path}?name=a`).body).toBe('{"name":"a"}')
  })

  it('leaves what is outside its own root to whoever else takes it', () => {
    expect(send('POST /v2x/greet/hello')).toMatchObject({ status: 404, case: 'not-found' })
    const claim = springApi.dialect.claims(springApi)
    const request = { method: 'POST', path: '/v2x', query: '', headers: {}, body: Buffer.alloc(0) }
    expect(claim(request)?.rank).toBe(0)
  })

  it.each([
    ['GET', '/v2/greet/hello', 'POST'],
    ['HEAD', '/v2/greet/hello', 'POST'],
    ['PATCH', '/v2/greet/hello/', 'POST'],
    ['DELETE', '/v2/greet/both', 'GET, PUT'],
  ])('405: %s %s', (method, path, allow) => {
    expect(send(`${method} ${path}`)).toMatchObject({
      status: 405,
      headers: [...json, `Allow: ${allow}`],
      body: errorBody(405, 'Method Not Allowed', path),
      kinds: ['verb-not-allowed'],
      case: 'method-not-allowed',
    })
  })

  it.each([
    ['/v2/greet/hello', 'POST,OPTIONS'],
    ['/v2/greet/both', 'GET,HEAD,PUT,OPTIONS'],
  ])('OPTIONS %s', (path, allow) => {
    expect(send(`OPTIONS ${path}`)).toMatchObject({
      status: 200,
      headers: [
        'Server: nginx',
        'Date: Symbol(date)',
        'Content-Length: Symbol(length)',
        'Connection: keep-alive',
        `Allow: ${allow}`,
        'Accept-Patch: ',
      ],
      body: '',
      kinds: [],
    })
  })

  it('HEAD is answered wherever GET is', () => {
    expect(send('HEAD /v2/greet/both?name=a')).toMatchObject({ status: 200, body: '{"name":"a"}' })
  })

  it('500, when it is asked for', () => {
    const request = {
      method: 'POST',
      path: '/v2/a"b',
      query: '',
      headers: {},
      body: Buffer.alloc(0),
    }
    const services = createServices({ now: '2026-01-29T07:00:34.140Z' })
    expect(spring().refuse(request, 'server-error', { services })).toMatchObject({
      status: 500,
      body: errorBody(500, 'Internal Server Error', '/v2/a\\"b'),
    })
    expect(() => spring().refuse(request, 'toString', { services })).toThrow(
      'Spring has no answer named toString: use bad-request, not-found, method-not-allowed, not-acceptable, server-error, cors-rejected, cors-failed, tomcat-server-error, tomcat-bad-request, request-too-large, uri-too-long, nginx-bad-request, header-too-large, nginx-not-allowed, not-implemented, version-not-supported.',
    )
    expect(spring().refuse(request, 'method-not-allowed', { services }).headers).toHaveLength(5)
    const [operation] = springApi.operations
    const forced = spring().refuse(request, 'method-not-allowed', { operation, services })
    expect(forced.headers.at(-1)).toEqual(['Allow', 'POST'])
  })
})

describe('notes on what was not read', () => {
  const jsonType = { 'content-type': 'application/json; charset=utf-8' }

  it.each([
    [
      '?Name=a',
      {},
      "Parameter `Name` is none of this handler's: Spring ignored it; did you mean `name`?",
    ],
    [
      '?xyzzyplugh=a',
      {},
      "Parameter `xyzzyplugh` is none of this handler's: Spring ignored it; it reads name, times, where, secret.",
    ],
    [
      '?name=%',
      {},
      'A parameter has a `%` without two hex digits behind it: Tomcat dropped the whole parameter; write `%25`.',
    ],
    [
      '',
      { headers: jsonType, body: '{"name":"a","times":1}' },
      'A JSON body holds `name`, `times`: the handler takes request parameters and does not read it; send them in the query or as a form.',
    ],
    [
      '',
      { headers: form, body: '{"name":"a"}' },
      'The body is JSON sent as a form: Tomcat read it as one parameter of that name; send `name=value` pairs.',
    ],
    [
      '',
      { headers: { 'content-type': 'text/plain' }, body: 'name=a' },
      'Content-Type `text/plain` is none that parameters are read from: Tomcat did not read it and took `name` for absent; send application/x-www-form-urlencoded.',
    ],
    [
      '',
      { body: '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\r\n--x--' },
      'The body has no Content-Type: Tomcat did not read it and took `name` for absent; send application/x-www-form-urlencoded.',
    ],
  ])('%s %o', (query, asked, message) => {
    expect(send(`POST /v2/greet/hello${query}`, asked).notes[0]?.message).toBe(message)
  })

  it.each([['{}'], ['[1]'], ['null'], ['hello'], ['{"nothing":1}']])(
    'none for a body without anything wanted: %s',
    (body) => {
      expect(send('POST /v2/greet/hello?name=a', { headers: jsonType, body }).notes).toEqual([])
    },
  )

  it('none for a JSON body that repeats the query', () => {
    const asked = { headers: jsonType, body: '{"name":"a"}' }
    expect(send('POST /v2/greet/hello?name=a', asked).notes).toEqual([])
  })

  it('says but once that parameters were dropped', () => {
    expect(send('POST /v2/greet/hello?name=a&b=%&c=%').kinds).toEqual(['percent-encoding'])
  })

  it('names at most eight in one note, cut to 64 characters', () => {
    const many = Array.from({ length: 20 }, (_, i) => `${'x'.repeat(100)}${i}=1`).join('&')
    const { notes } = send(`POST /v2/greet/hello?name=a&${many}`)
    expect(notes).toHaveLength(1)
    expect(notes[0]?.path).toBe(`${'x'.repeat(64)}…`)
    expect(notes[0]?.message.match(/`x{64}…`/g)).toHaveLength(8)
  })
})

describe('the document layout', () => {
  it('indents JSON by two', () => {
    const { reply } = send('POST /v2/greet/hello?name=a')
    expect(springApi.dialect.documentLayout(reply).body).toBe('{\n  "name": "a"\n}')
  })

  it('leaves what is no JSON', () => {
    const { reply } = send('OPTIONS /v2/greet/hello')
    expect(springApi.dialect.documentLayout(reply)).toBe(reply)
  })
})
