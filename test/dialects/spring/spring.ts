import { defineApi, defineOperation, type Operation } from '../../../src/core/api.ts'
import { ok } from '../../../src/core/outcome.ts'
import { createCall, respond } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import { integer, required, shape, string, type Shape } from '../../../src/core/schema.ts'
import { spring } from '../../../src/dialects/spring/index.ts'
import { createServices } from '../../support/services.ts'

const greeting = shape('Greeting', {
  name: required(string()),
  times: integer(),
  where: string({ from: ['query'] }),
  secret: string({ from: ['form'] }),
  language: string({ from: ['header'], header: 'x-language' }),
})

const echo = (method: Operation['method'], path: string, request: Shape = greeting) =>
  defineOperation({
    name: `${method.toLowerCase()}-${path.slice(path.lastIndexOf('/') + 1)}`,
    title: 'echo',
    method,
    path,
    request,
    response: request,
    success: { basis: 'inferred', source: 'test' },
    example: () => ({ method, target: `/${path}?name=a`, headers: {}, body: '' }),
    documented: {},
    handle: (input) => ok(input),
    forced: {},
    envelope: (outcome) => (outcome.kind === 'ok' ? outcome.data : {}),
  })

/** A Spring application that answers what it has read. */
export const springApi = defineApi({
  name: 'greetings',
  title: 'Greetings',
  document: 'test',
  dialect: spring(),
  cases: {},
  collections: [],
  operations: [
    echo('POST', 'v2/greet/hello'),
    echo('GET', 'v2/greet/both'),
    echo('PUT', 'v2/greet/both'),
  ],
})

/** One with a request shape of another kind. */
export const springApiOf = (request: Shape) =>
  defineApi({
    ...springApi,
    dialect: spring(),
    operations: [echo('POST', 'v2/greet/hello', request)],
  })

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Sends one request line and shows status, headers, body, notes' kinds. */
export const send = (line: string, { headers = {}, body = '' }: Asked = {}, api = springApi) => {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', query = ''] = target.split('?')
  const request = { method, path, query, headers, body: Buffer.from(body) }
  const services = createServices({ now: '2026-01-29T07:00:34.140Z' })
  const call = createCall(createRouter([api])(request), request, services)
  const reply = respond(call)
  return {
    status: reply.status,
    headers: reply.headers.map(([name, value]) => `${name}: ${String(value)}`),
    body: reply.body.toString(),
    notes: call.trace.notes,
    kinds: call.trace.notes.map(({ kind }) => kind),
    case: call.trace.case,
    reply,
  }
}

export const form = { 'content-type': 'application/x-www-form-urlencoded' }
