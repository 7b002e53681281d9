import { describe, expect, it } from 'vitest'
import { startMock, type AttackedMock } from './attacked-mock.ts'

const nestedLists = (levels: number, width: number): string =>
  levels === 0
    ? '1'
    : `[${Array.from({ length: width }, () => nestedLists(levels - 1, width)).join()}]`

const templated = async (mock: AttackedMock, body: string) => {
  const { status } = await mock.admin('POST', 'mappings', {
    request: { urlPath: '/a' },
    response: { body, transformers: ['response-template'] },
  })
  expect(status).toBe(201)
}

const reached = [
  'constructor',
  '__proto__',
  'prototype',
  'constructor.constructor',
  '__proto__.constructor',
  'request.constructor',
  'request.__proto__',
  'request.url.constructor',
  'request.url.constructor.name',
  'request.url.constructor.constructor',
  'request.url.constructor.__proto__.constructor',
  'request.url.constructor.prototype.__proto__.constructor',
  'request.url.constructor.fromCharCode',
  'request.url.__proto__.constructor.raw',
  'request.body.at',
  'request.body.0',
  'request.method.toString',
  'request.query.constructor',
  'request.query.__proto__.constructor',
  'request.headers.hasOwnProperty',
  'request.headers.__lookupGetter__',
  'request.fields.valueOf',
  'now.iso.constructor',
  'now.epochMs.toFixed',
  'id.guid.constructor',
  'fake.constructor',
  'fake.constructor.constructor',
  'fake.__proto__',
  'fake.__proto__.constructor',
  'fake.person.constructor',
  'fake.person.__proto__',
  'fake.person.faker',
  'fake.helpers.fake',
  'fake.helpers.mustache',
  'fake.helpers.fromRegExp',
  'fake.rawDefinitions.person',
  'fake.definitions.person',
  'fake.seed.call',
  'process',
  'process.env.PATH',
  'globalThis',
  'require',
  'self',
  'view',
  'parent',
  'cache',
]

describe('a template', () => {
  it.each(reached)('cannot reach {{%s}}', async (name) => {
    const mock = await startMock()
    await templated(
      mock,
      `[{{${name}}}{{{${name}}}}{{&${name}}}{{#${name}}}{{.}}{{/${name}}}{{#with request}}{{${name}}}{{/with}}{{#with request.url}}{{${name}}}{{/with}}{{val ${name}}}]`,
    )
    expect((await mock.ask('GET', '/a?b=c')).body).toBe('[]')
  })

  it.each([
    'lookup request "constructor"',
    'lookup request.query "__proto__"',
    'lookup (parseJson "{}") "constructor"',
    'lookup (array 1) "constructor"',
    'jsonPath "{}" "$.constructor"',
    'jsonPath "{}" "$.__proto__"',
  ])('finds no prototype by {{%s}}', async (call) => {
    const mock = await startMock()
    await templated(mock, `{{#with (${call})}}{{name}}{{constructor}}{{prototype}}{{/with}}`)
    expect((await mock.ask('GET', '/a')).body).toBe('')
  })

  it.each([
    '{{> /etc/passwd}}',
    '{{7*7}}',
    '{{request.url()}}',
    '{{=<% %>=}}',
    '{{nope 1}}',
    '{{upper (nope)}}',
    '{{#nope 1}}{{/nope}}',
    '{{#*inline "x"}}{{/inline}}',
    '{{#a}}',
    '{{/a}}',
    '{{#a}}{{/b}}',
    '{{trim "x}}',
    `${'{{#a}}'.repeat(60)}${'{{/a}}'.repeat(60)}`,
    `{{a ${'(a '.repeat(60)}1${')'.repeat(60)}}}`,
  ])('that cannot be rendered is refused where it is written: %s', async (body) => {
    const mock = await startMock()
    const { status, body: told } = await mock.admin('POST', 'mappings', {
      request: { urlPath: '/a' },
      response: { body, transformers: ['response-template'] },
    })
    expect([status, told]).toEqual([422, expect.stringContaining('"pointer":"/response"')])
  })

  it('does not take what a request sends for a template', async () => {
    const mock = await startMock()
    await templated(mock, '{{request.query.a}}|{{request.headers.x-a}}|{{request.body}}')
    const { body } = await mock.ask(
      'POST',
      '/a?a=%7B%7Bnow.iso%7D%7D',
      { 'X-A': '{{id.guid}}' },
      '{{#request}}{{/request}}{{=<% %>=}}',
    )
    expect(body).toBe('{{now.iso}}|{{id.guid}}|{{#request}}{{/request}}{{=<% %>=}}')
  })

  it('shows names of its own only, even those that every object has', async () => {
    const mock = await startMock()
    await templated(mock, '{{request.query.__proto__}}|{{request.headers.constructor}}')
    const { body } = await mock.ask('GET', '/a?__proto__=a', { constructor: 'b' })
    expect(body).toBe('a|b')
  })

  it('prints no header that ends its line', async () => {
    const mock = await startMock()
    await mock.admin('POST', 'mappings', {
      request: { urlPath: '/a' },
      response: {
        headers: {
          'X-A': '{{urlEncode request.query.a decode=true}}',
          'X-B': '{{request.query.b}}',
        },
        transformers: ['response-template'],
      },
    })
    const { head } = await mock.ask('GET', '/a?a=1%250d%250aX-Evil:%201&b=%E4%B8%AD')
    expect(head).toContain('\r\nX-A: 1 X-Evil: 1\r\nX-B: ?\r\n')
  })
})

const big = 'x'.repeat(500_000)

describe('a template that makes too much is given up, and never answers 500', () => {
  it.each([
    ['a text many times', '{{request.body}}'.repeat(100)],
    [
      'a text that doubles',
      `{{#assign 'a'}}${big}{{/assign}}${"{{#assign 'a'}}{{a}}{{a}}{{/assign}}".repeat(40)}{{a}}`,
    ],
    ['a pad', "{{ljust 'a' size=2000000000}}"],
    ['replacements', "{{replace request.body '' request.body}}"],
    ['a random text', '{{randomValue length=2000000000}}'],
    ['loops in loops', '{{#each (range 1 99999)}}{{#each (range 1 99999)}}x{{/each}}{{/each}}'],
    ['a range', '{{range 1 2000000000}}'],
    ['lists of lists', `${"{{val (array a a a a a a a a) assign='a'}}".repeat(30)}{{a}}`],
    ['the same JSON, parsed again', "{{jsonPath request.body '$.a'}}".repeat(2_000)],
    ['a format', "{{stringFormat '%2000000000s' 'a'}}"],
  ])('%s', async (_what, body) => {
    const mock = await startMock()
    await templated(mock, body)
    const before = performance.now()
    const answer = await mock.ask('POST', '/a', {}, big)
    expect(performance.now() - before).toBeLessThan(5_000)
    expect(answer.status).toBe(200)
    expect(answer.body.length).toBeLessThan(17_000_000)
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  })

  it('says so in the answer and in the journal', async () => {
    const mock = await startMock()
    await templated(mock, '{{request.body}}'.repeat(100))
    const sentence = 'The template makes over 16777216 characters and is given up.'
    expect((await mock.ask('POST', '/a', {}, big)).body).toBe(`[ERROR: ${sentence}]`)
    expect((await mock.admin('GET', 'requests')).body).toContain(sentence)
  })
})

const deep = `${'<a>'.repeat(150)}${'<b/>'.repeat(150)}${'</a>'.repeat(150)}`
const letters = `${'a'.repeat(40)}!`

/** All that a template looks for in a request has 100 ms together. */
describe('a template that looks for too long is given up, and never answers 500', () => {
  it.each([
    ['an expression', "{{matches request.body '(((a+)+)+)+b'}}", letters],
    ['an expression that is found', "{{regexExtract request.body '(((a+)+)+)+b'}}", letters],
    ['expressions', "{{matches request.body '(((a+)+)+)+b'}}".repeat(500), letters],
    [
      'expressions in a loop',
      "{{#each (range 1 50000) as |x|}}{{matches request.body '.*.*.*.*.*!'}}{{/each}}",
      'x'.repeat(3_000),
    ],
    ['JSONPaths', "{{jsonPath request.body '$..*..*..*..nope'}}".repeat(500), nestedLists(4, 5)],
    [
      'a JSONPath’s expression',
      "{{jsonPath request.body '$[?(@ =~ /(a+)+b/)]'}}",
      `["${letters}"]`,
    ],
    [
      'XPaths',
      "{{xPath request.body '//*[count(//*[count(//*) > 1]) > 1000000]'}}".repeat(50),
      deep,
    ],
  ])('%s', async (_what, body, sent) => {
    const mock = await startMock()
    await templated(mock, body)
    const { user } = process.cpuUsage()
    const answer = await mock.ask('POST', '/a', {}, sent)
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(1_500)
    expect(answer.status).toBe(200)
    expect(answer.body).toContain('took over 100 ms and is given up')
  })

  it('reads expressions as Java does', async () => {
    const mock = await startMock()
    await templated(
      mock,
      "{{matches request.body 'a.b'}} {{regexExtract request.body '\\p{Alpha}+'}} {{regexExtract request.body '(.)\n' 'g'}}{{g.0}}",
    )
    expect((await mock.ask('POST', '/a', {}, 'a\nb')).body).toBe('false a a')
  })
})

it('a fixture’s template that makes too much is given up likewise', async () => {
  const mock = await startMock({
    fixtures: [
      {
        stubs: [
          {
            match: { path: '/b' },
            respond: { response: { body: '{{request.body}}'.repeat(100) } },
          },
        ],
      },
    ],
  })
  const { status, body } = await mock.ask('POST', '/b', {}, big)
  expect([status, body]).toEqual([
    200,
    '[ERROR: The template makes over 16777216 characters and is given up.]',
  ])
})
