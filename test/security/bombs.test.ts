import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { expectNothingToImport } from './admin-calls.ts'
import { startMock, type AttackedMock } from './attacked-mock.ts'

const MIB = 1_048_576
const endpoints = [
  '/api/Customer/AppAuthorization',
  '/api/WxSmallApp/LoginWithPhone',
  '/api/Account/SignupByThirdPart',
  '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin',
  '/api.php?s=user/appminiuserauth&application=app&application_client_type=weixin',
] as const

const full = (unit: string, end = ''): string =>
  unit.repeat(Math.floor((MIB - end.length) / Buffer.byteLength(unit))) + end
const nested = (open: string, close: string, most = 400_000): string => {
  const depth = Math.min(most, Math.floor(MIB / (open.length + close.length)))
  return open.repeat(depth) + close.repeat(depth)
}
const numbered = (count: number, unit: (at: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, at) => unit(at)).join(between)

const doctype = (entities: string, body: string) =>
  `<?xml version="1.0"?><!DOCTYPE x [${entities}]><x>${body}</x>`
const laughs = numbered(10, (at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)

const JSON_TYPE = 'application/json'
const XML = 'application/xml'
const FORM = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data; boundary=b'

/** Bodies of at most 1 MiB, made to cost a careless reader minutes, gigabytes or its stack. */
const bombs: readonly (readonly [what: string, type: string, body: string])[] = [
  ['deep lists', JSON_TYPE, nested('[', ']')],
  ['deep lists, never closed', JSON_TYPE, full('[')],
  ['deep objects', JSON_TYPE, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['a field that is deep', JSON_TYPE, `{"openId":${nested('[', ']', 400_000)}}`],
  ['a hundred thousand members', JSON_TYPE, `{${numbered(70_000, (at) => `"k${at}":1`, ',')}}`],
  ['one member, over and over', JSON_TYPE, `{${full('"openId":"a",', '"openId":"b"')}}`],
  ['a text without an end', JSON_TYPE, full('"\\')],
  ['escapes', JSON_TYPE, `{"openId":"${full('\\u4e2d', '"}').slice(11)}`],
  ['a number of a million digits', JSON_TYPE, `{"openId":${full('1').slice(20)}}`],
  ['an exponent', JSON_TYPE, '{"gender":1e999999999,"openId":-1E-999999999}'],
  ['comments', JSON_TYPE, full('/**/', '{}')],
  ['a comment without an end', JSON_TYPE, full('/*')],
  ['spaces', JSON_TYPE, full(' ', '{}')],
  ['constructors', JSON_TYPE, full('new Date(', '')],
  ['commas', JSON_TYPE, `[${full(',').slice(2)}]`],
  ['names without quotes', JSON_TYPE, `{${full('a').slice(2)}}`],
  ['surrogates', JSON_TYPE, `{"openId":"${full('\\ud800', '"}').slice(12)}`],
  ['deep elements', XML, nested('<a>', '</a>')],
  ['deep elements, never closed', XML, full('<a>')],
  ['attributes', XML, `<a ${numbered(80_000, (at) => `b${at}="c"`, ' ')}/>`],
  ['namespaces', XML, `<a ${numbered(50_000, (at) => `xmlns:b${at}="c"`, ' ')}/>`],
  ['deep namespaces', XML, full('<a xmlns:b="c">')],
  ['a billion laughs', XML, doctype(`<!ENTITY l0 "lol">${laughs}`, '&l10;')],
  [
    'a quadratic blow-up',
    XML,
    doctype(`<!ENTITY a "${'a'.repeat(50_000)}">`, '&a;'.repeat(50_000)),
  ],
  ['an entity of itself', XML, doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">', '&a;')],
  ['a file', XML, doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', '&a;')],
  ['a URL', XML, doctype('<!ENTITY a SYSTEM "http://127.0.0.1:1/x">', '&a;')],
  ['a parameter entity', XML, doctype('<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;', '')],
  ['an external DTD', XML, '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>'],
  ['a stylesheet', XML, '<?xml-stylesheet href="http://127.0.0.1:1/x.xsl"?><x/>'],
  [
    'an inclusion',
    XML,
    '<x xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></x>',
  ],
  ['many declarations', XML, doctype(full('<!ENTITY a "b">').slice(0, 1_000_000), '&a;')],
  ['character references', XML, `<a>${full('&#x4e2d;', '</a>').slice(8)}`],
  ['a reference without an end', XML, `<a>&#${full('1').slice(20)};</a>`],
  ['CDATA without an end', XML, full('<![CDATA[')],
  ['comments without an end', XML, full('<!--')],
  ['hyphens', XML, `<!--${full('-').slice(4)}`],
  ['brackets', XML, full('<')],
  ['an attribute without an end', XML, `<a b="${full('<').slice(6)}`],
  ['processing instructions', XML, full('<?a?>', '<a/>')],
  ['a form’s keys', FORM, numbered(100_000, (at) => `k${at}=`, '&')],
  ['a form’s same key', FORM, full('openId=1&')],
  ['a form’s lists', FORM, full('a[]=1&')],
  ['a form’s deep key', FORM, `a${full('[b]').slice(3)}=1`],
  ['a form’s deep objects', FORM, `a${full('.b').slice(4)}=1`],
  ['a form’s open brackets', FORM, full('[')],
  ['a form’s large index', FORM, 'a[4294967295]=1&b[999999999]=1&c[-1]=1'],
  ['ampersands', FORM, full('&')],
  ['percent signs', FORM, full('%')],
  ['bad percents', FORM, full('%zz=%e4%b8&')],
  ['boundaries', MULTIPART, full('--b\r\n')],
  [
    'parts',
    MULTIPART,
    full('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n', '--b--\r\n'),
  ],
  ['a part’s headers', MULTIPART, `--b\r\n${full('X-A: b\r\n').slice(32)}\r\nx\r\n--b--\r\n`],
  [
    'a part’s long header',
    MULTIPART,
    `--b\r\nContent-Disposition: form-data; ${full('name="').slice(60)}`,
  ],
  ['dashes', MULTIPART, full('-')],
  ['an empty boundary', 'multipart/form-data; boundary=', full('--\r\n')],
  ['a boundary that is long', `multipart/form-data; boundary=${'b'.repeat(8_000)}`, full('--b')],
  ['a boundary like an expression', 'multipart/form-data; boundary="(a+)+$"', full('--(a+)+$\r\n')],
  ['a charset nobody knows', 'application/json; charset=utf-7', '{"openId":"+AGE-"}'],
  ['odd UTF-16', 'application/json; charset=utf-16', full('\u0000')],
]

const ALLOWED_MS = 1_500
/** All that a bomb may leave in the log. */
const BOUNDED =
  /^(?:warn (?:JSON levels over the limit|XML levels over the limit|XML entities not taken|form fields over the limit): POST [\w./]+)?$/

/** Processor time that an answer took, in ms: other processes do not count. */
const timed = async (mock: AttackedMock, target: string, type: string, body: string) => {
  const before = process.cpuUsage()
  const answer = await mock.ask('POST', target, { 'Content-Type': type }, body)
  const { user, system } = process.cpuUsage(before)
  return { ...answer, ms: (user + system) / 1000 }
}

describe.each(endpoints)('%s', (target) => {
  it.each(bombs)('is not harmed by %s', async (_what, type, body) => {
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MIB)
    const mock = await startMock()
    const { text, ms } = await timed(mock, target, type, body)
    expect(text).toMatch(/^HTTP\/1\.1 \d{3} /)
    expect(text).not.toMatch(/root:.*:0:0|lollol/)
    expect(ms).toBeLessThan(ALLOWED_MS)
    const journal = await mock.admin('GET', 'requests')
    expect(journal.status).toBe(200)
    expect(journal.body).not.toMatch(/mock-defect|Maximum call stack/)
    const lines = mock.log()
    expect(lines.length).toBeLessThanOrEqual(1)
    expect(lines.join()).toMatch(BOUNDED)
  })

  it('is not harmed by long queries, headers and cookies', async () => {
    const mock = await startMock()
    const at = target.includes('?') ? '&' : '?'
    for (const query of [
      'a[b]'.repeat(3_000),
      '&'.repeat(15_000),
      'openId=1&'.repeat(1_500),
      '%'.repeat(15_000),
      '__code=1&'.repeat(1_500),
      numbered(2_000, (n) => `k${n}=`, '&'),
    ])
      expect((await mock.ask('POST', `${target}${at}${query}`)).text).toMatch(/^HTTP\/1\.1 \d{3} /)
    for (const value of [
      ',;="'.repeat(5_000),
      'a=b; '.repeat(5_000),
      '"'.repeat(20_000),
      '*/*,'.repeat(5_000),
    ])
      for (const name of [
        'Cookie',
        'Prefer',
        'Accept',
        'Accept-Language',
        'Content-Type',
        'Authorization',
      ]) {
        const { text, ms } = await timed(
          mock,
          target,
          name === 'Content-Type' ? value : JSON_TYPE,
          '{}',
        )
        expect(text).toMatch(/^HTTP\/1\.1 \d{3} /)
        expect(ms).toBeLessThan(ALLOWED_MS)
        expect((await mock.ask('POST', target, { [name]: value })).text).toMatch(
          /^HTTP\/1\.1 \d{3} /,
        )
      }
    for (const line of mock.log()) expect(line).toMatch(BOUNDED)
  })
})

describe('a compressed body', () => {
  const bomb = Buffer.alloc(50 * MIB)

  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', Buffer.from('not even')],
    ['gzip, gzip', gzipSync(gzipSync(bomb))],
  ])('is never unpacked: %s', async (coding, packed) => {
    const mock = await startMock()
    const before = process.memoryUsage().rss
    for (const target of [...endpoints, '/__admin/world', '/__admin/mappings']) {
      const head = `PUT ${target} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${JSON_TYPE}\r\nContent-Encoding: ${coding}\r\nContent-Length: ${packed.length}\r\nConnection: close\r\n\r\n`
      const { text } = await mock.raw(Buffer.concat([Buffer.from(head), packed]))
      expect(text).toMatch(/^HTTP\/1\.1 \d{3} /)
      if (target.startsWith('/__admin')) expect(text).toMatch(/^HTTP\/1\.1 415 /)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(bomb.length)
  })
})

describe('the admin API', () => {
  const deep = nested('[', ']')
  const calls = [
    ['PUT', 'world'],
    ['PATCH', 'world'],
    ['PUT', 'use'],
    ['PUT', 'clock'],
    ['POST', 'settings'],
    ['POST', 'mappings'],
    ['POST', 'mappings/import'],
    ['POST', 'requests/find'],
    ['POST', 'near-misses/request'],
    ['POST', 'wechat/codes'],
    ['POST', 'sms'],
    ['POST', 'tokens/introspect'],
  ] as const

  it.each(calls)('refuses a body that is too deep: %s %s', async (method, path) => {
    const mock = await startMock()
    for (const body of [
      deep,
      `{"request":${deep}}`,
      `{"response":{"jsonBody":${deep}}}`,
      `{"request":{"bodyPatterns":[${'{"not":'.repeat(50_000)}{"equalTo":"a"}${'}'.repeat(50_000)}]}}`,
      `{"people":[{"id":"a","openIds":${deep}}]}`,
    ]) {
      const answer = await mock.admin(method, path, body)
      expect(answer.status).toBe(400)
      expect(answer.body).toContain('nested too deeply; raise the limit with --json-depth')
    }
    expect(mock.log()).toEqual(
      Array(5).fill(`warn admin body over the limit: ${method} /__admin/${path}`),
    )
    const list = await mock.admin('GET', 'mappings')
    expect(list.body).toContain('"mappings":[]')
  })

  it('does not take brackets in texts for depth', async () => {
    const mock = await startMock()
    const { status } = await mock.admin('POST', 'mappings', {
      request: { urlPath: '/a' },
      response: { body: `${'['.repeat(9_999)}\\"{{{` },
    })
    expect(status).toBe(201)
  })

  it.each([
    'not json',
    '{"a":',
    '"',
    '\u0000',
    '{"a":1}{"b":2}',
    'NaN',
    '',
    'null',
    '0',
    '"text"',
    '[]',
    'true',
    '{"a":1e999}',
    '[[],[]]',
  ])('answers what is no body of its own in one sentence: %j', async (body) => {
    const mock = await startMock()
    for (const [method, path] of calls) {
      const answer = await mock.admin(method, path, body)
      // As WireMock answers an import of an object without a list.
      if (path === 'mappings/import' && body.startsWith('{"a":1')) expectNothingToImport(answer)
      else expect(answer.status).toBeLessThan(500)
      expect(answer.text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/)
    }
    expect(mock.log().filter((line) => line.startsWith('error'))).toEqual([])
  })
})
