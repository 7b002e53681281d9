import type { Api } from '../../../core/api.ts'
import { TENANT_KEY } from '../../../core/tenant-key.ts'
import { ref, text, whole, type Call, type Calls, type Json, type Refusal } from './describe.ts'
import { mappingCalls, pactCalls } from './mapping-calls.ts'
import { requestCalls } from './request-calls.ts'
import { schemas } from './schemas.ts'
import { serverCalls } from './server-calls.ts'
import { worldCalls } from './world-calls.ts'

const calls: Calls = {
  ...mappingCalls,
  ...requestCalls,
  ...serverCalls,
  ...worldCalls,
  ...pactCalls,
}

const tags: Readonly<Record<Call['tag'], string>> = {
  server: 'Of the server, whatever the tenant',
  cases: 'Every answer there is: forcing it, and having seen it',
  mappings: 'Stubs, in WireMock’s shapes',
  requests: 'The journal, in WireMock’s shapes and with what the mock thinks of it',
  scenarios: 'State machines made of stubs',
  settings: 'Of the tenant as a whole',
  clock: 'The time that everything follows',
  world: 'People, accounts, domains and all else that is kept',
  snapshots: 'Named states of the world',
  pact: 'What Pact’s verifier asks for before and after each interaction',
  wechat: 'What WeChat and the phone network do for whoever scripts them',
}

/** Makes the OpenAPI 3.1 document of the admin API. */
export const openApiDocument = (apis: readonly Api[], version: string): Json => ({
  openapi: '3.1.1',
  info: {
    title: 'wechat-login-mock, admin API',
    version,
    description:
      'WireMock’s shapes where WireMock has one, so that its clients work; the rest is this mock’s own. Each call speaks of one tenant, but for health, version, livez, readyz, tenants and shutdown.',
    contact: { name: 'wechat-login-mock' },
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [
    {
      url: '/__admin',
      description: 'The tenant of the X-Mock-Tenant header, else the default one',
    },
    {
      // An absolute URL, because linters require one for a server with variables.
      url: 'http://127.0.0.1:5013/t/{tenant}/__admin',
      description: 'One tenant, by a key of 1-64 of A-Z a-z 0-9 . _ -',
      variables: { tenant: { default: 'default' } },
    },
  ],
  security: [{ adminToken: [] }, {}],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  paths: Object.fromEntries(
    Object.entries(calls).map(([path, verbs]) => [path, pathItem(path, verbs)]),
  ),
  components: {
    securitySchemes: {
      adminToken: {
        type: 'http',
        scheme: 'bearer',
        description: 'Asked for beyond loopback, or where the server was given one',
      },
    },
    parameters: {
      Tenant: {
        name: 'X-Mock-Tenant',
        in: 'header',
        description: 'The tenant to speak of, where the path names none',
        schema: { type: 'string', pattern: TENANT_KEY.source },
      },
    },
    responses: Object.fromEntries(
      Object.entries(refusals).map(([status, [description, schema]]) => [
        `Refused${status}`,
        { description, content: { [typeOf(schema)]: { schema: ref(schema) } } },
      ]),
    ),
    schemas: schemas(apis),
  },
})

const refusals: Readonly<Record<Refusal | 401 | 403, readonly [string, 'Problem' | 'Errors']>> = {
  400: ['What was sent cannot be understood', 'Problem'],
  401: ['The admin token is needed', 'Problem'],
  403: ['Pages of other origins may not', 'Problem'],
  404: ['There is none of that name', 'Problem'],
  406: ['Not in that format', 'Problem'],
  409: ['There are too many', 'Problem'],
  422: ['The mapping or pattern cannot be understood', 'Errors'],
  500: ['What WireMock fails at', 'Problem'],
  501: ['Not done here', 'Problem'],
  503: ['Not now', 'Problem'],
}

const typeOf = (schema: 'Problem' | 'Errors'): string =>
  schema === 'Problem' ? 'application/problem+json' : 'application/json'

const pathItem = (path: string, verbs: Readonly<Record<string, Call>>): Json => {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return {
    ...(names.length === 0
      ? {}
      : {
          parameters: names.map((name) => ({ name, in: 'path', required: true, schema: text })),
        }),
    ...Object.fromEntries(Object.entries(verbs).map(([verb, call]) => [verb, operation(call)])),
  }
}

const operation = (call: Call): Json => {
  const { id, tag, summary, query = {}, body, optional = false, open = false } = call
  const parameters = [
    ...(tag === 'server' ? [] : [{ $ref: '#/components/parameters/Tenant' }]),
    ...Object.entries(query).map(([name, description]) => ({
      name,
      in: 'query',
      description,
      schema: numeric.has(name) ? whole : text,
    })),
  ]
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: `${tag === 'server' ? 'Of the server, whatever the tenant' : 'Of one tenant'}. In the typed client: \`call('${id}')\`.`,
    ...(open ? { security: [{}] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: { required: !optional, content: { 'application/json': { schema: body } } },
        }),
    responses: responses(call),
  }
}

const numeric = new Set(['limit', 'offset'])

const responses = ({ summary, answer, status = 200, also, refusals: own = [] }: Call): Json => {
  const json = answer === 'nothing' ? {} : { 'application/json': { schema: answer } }
  const others = Object.entries(also ?? {}).map(([type, schema]) => [type, { schema }] as const)
  const content = isStream(also)
    ? Object.fromEntries(others)
    : { ...json, ...Object.fromEntries(others) }
  const refused = [...own, 401, 403].map(
    (one) => [String(one), { $ref: `#/components/responses/Refused${one}` }] as const,
  )
  const told = answer === 'nothing' ? { description: summary } : { description: summary, content }
  return { [String(status)]: told, ...Object.fromEntries(refused) }
}

/** Returns whether the answer is an event stream, which is never JSON. */
const isStream = (also: Call['also']): boolean =>
  also !== undefined && Object.hasOwn(also, 'text/event-stream')
