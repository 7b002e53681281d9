import { defineApi, defineOperation, type Api } from '../../../src/core/api.ts'
import { defineCases } from '../../../src/core/case.ts'
import { ok, type Outcome } from '../../../src/core/outcome.ts'
import { createCall, respond } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import {
  integer,
  list,
  map,
  object,
  required,
  shape,
  string,
  type Infer,
} from '../../../src/core/schema.ts'
import type { Reply, WireRequest } from '../../../src/core/wire.ts'
import { thinkphp, type ThinkPhpOptions } from '../../../src/dialects/thinkphp/index.ts'
import { createServices } from '../../support/services.ts'

// A shop of one action, which says what it was given: the dialect without ShopXO.

const request = shape('Echo', {
  application_client_type: string({ from: ['query', 'form'] }),
  token: string({ from: ['query', 'form', 'json'] }),
  authcode: string({ from: ['form', 'json'] }),
  authcodeItems: map(string(), { clr: 'authcode' }),
  openid: string(),
})

const response = shape('Answer', {
  msg: required(string()),
  code: required(integer()),
  data: object(shape('Data', { value: list(string()) })),
})

const echo = defineOperation({
  name: 'echo',
  title: 'echo',
  method: 'POST',
  path: 'user/appEcho',
  request,
  response,
  success: { basis: 'recorded', source: 'test' },
  example: () => ({ method: 'POST', target: '/user/appEcho', headers: {}, body: '' }),
  documented: {},
  handle: (input: Infer<typeof request>): Outcome<unknown> => ok(input),
  forced: {},
  envelope: (outcome) => ({
    msg: 'ok',
    code: 0,
    data: (outcome.kind === 'ok' ? outcome.data : null) as Readonly<Record<string, unknown>>,
  }),
})

const shopOf = (options: ThinkPhpOptions): Api =>
  defineApi({
    name: 'echo-shop',
    title: 'echo',
    document: '',
    dialect: thinkphp(options),
    cases: defineCases({}),
    collections: [],
    operations: [echo, { ...echo, name: 'more', path: 'usermore/index', beyondDocument: true }],
  })

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Answered {
  readonly reply: Reply
  readonly status: number
  readonly body: string
  readonly headers: readonly string[]
  readonly data: unknown
  readonly notes: readonly string[]
  readonly case: string | undefined
}

export const wire = (target: string, { method = 'POST', headers = {}, body = '' }: Asked = {}) => {
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  return { method, path, query, headers, body: Buffer.from(body as string) } satisfies WireRequest
}

/** The shop, asked without a socket. Under nobody's claim the answer is undefined. */
export const createEchoShop = (options: ThinkPhpOptions = {}) => {
  const api = shopOf({ controllers: ['Goods'], ...options })
  const services = createServices()
  const route = createRouter([api])
  const claims = api.dialect.claims(api)
  return {
    api,
    services,
    claims: (target: string, asked?: Asked) => claims(wire(target, asked)),
    ask: (target: string, asked?: Asked): Answered => {
      const sent = wire(target, asked)
      const call = createCall(route(sent), sent, services)
      const reply = respond(call)
      const body = reply.body.toString()
      return {
        reply,
        status: reply.status,
        body,
        headers: reply.headers.map(([name, value]) => `${name}: ${String(value)}`),
        data: body.startsWith('{') ? (JSON.parse(body) as { data: unknown }).data : undefined,
        notes: call.trace.notes.map(({ kind, path }) =>
          path === undefined ? kind : `${kind} ${path}`,
        ),
        case: call.trace.case,
      }
    },
  }
}
