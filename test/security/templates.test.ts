import { describe, expect, it } from 'vitest'
import { startMock, type AttackedMock } from './attacked-mock.ts'

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
  'request.body.length',
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
  'this',
  'self',
  'view',
  'parent',
  'lookup',
  'cache',
]

describe('a template', () => {
  it.each(reached)('cannot reach {{%s}}', async (name) => {
    const mock = await startMock()
    await templated(
      mock,
      `[{{${name}}}{{{${name}}}}{{&${name}}}{{#${name}}}{{.}}{{/${name}}}{{#request}}{{${name}}}{{/request}}{{#request.url}}{{${name}}}{{/request.url}}]`,
    )
    expect((await mock.ask('GET', '/a?b=c')).body).toBe('[]')
  })

  it('is not code, whatever it looks like', async () => {
    const mock = await startMock()
    const body =
      '<%= process.exit() %>${process.exit()}{{> /etc/passwd}}{{#each x}}{{lookup . "a"}}{{/each x}}{{7*7}}{{request.url()}}'
    await templated(mock, body)
    expect((await mock.ask('GET', '/a')).body).toBe('<%= process.exit() %>${process.exit()}')
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

  it.each(['{{', '{{#a}}', '{{/a}}', '{{=x}}', '{{#a}}{{/b}}'])(
    'that cannot be read harms nobody: %s',
    async (body) => {
      const mock = await startMock()
      await mock.admin('POST', 'mappings', {
        request: { urlPath: '/a' },
        response: { body, transformers: ['response-template'] },
      })
      expect((await mock.ask('GET', '/a')).text).toMatch(/^HTTP\/1\.1 \d\d\d /)
      expect((await mock.admin('GET', 'livez')).status).toBe(200)
    },
  )
})
