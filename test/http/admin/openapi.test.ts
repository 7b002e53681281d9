import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Router } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { adminRouters } from '../../../src/http/app.ts'
import { defaultLimits } from '../../../src/http/limits.ts'
import type { Admin } from '../../../src/http/admin/admin.ts'
import { createMockServer, type MockServer } from '../../../src/index.ts'
import { operators } from '../../../src/scripting/matchers/value-match.ts'

interface Operation {
  readonly operationId: string
  readonly responses: Readonly<
    Record<string, { readonly content?: Content; readonly $ref?: string }>
  >
}
type Content = Readonly<Record<string, { readonly schema: object }>>
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: object
}

let server: MockServer
let text: string
let document: Document
beforeAll(async () => {
  server = await createMockServer({ clock: '2026-01-29T07:00:34Z', seed: 'test' })
  text = await (await fetch(`${server.adminUrl}/openapi.json`)).text()
  document = JSON.parse(text) as Document
})
afterAll(() => server.close())

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> }
}

/** Every route of the Express routers: `GET /mappings/{id}`. */
const routesOf = (routers: readonly Router[]): readonly string[] =>
  routers
    .flatMap((router) => router.stack as unknown as readonly Layer[])
    .flatMap(({ route }) =>
      route === undefined
        ? []
        : Object.keys(route.methods).map(
            (method) =>
              `${method.toUpperCase()} ${route.path.replaceAll(/:(\w+)/g, (_, name: string) => `{${name}}`)}`,
          ),
    )
    .sort()

const verbs = ['get', 'put', 'post', 'patch', 'delete']
const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const operation = item[verb]
      return operation === undefined ? [] : [{ path, verb: verb.toUpperCase(), operation }]
    }),
  )

it('is found without errors or warnings by a linter', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const problems = await lintFromString({ source: text, absoluteRef: 'openapi.json', config })
  expect(
    problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]),
  ).toEqual([])
  expect(document.openapi).toBe('3.1.1')
})

it('has every route of the admin API, and no other', () => {
  const routers = adminRouters({
    apis,
    limits: defaultLimits,
    stopping: new AbortController().signal,
  } as unknown as Admin)
  const documented = operations().map(({ path, verb }) => `${verb} ${path}`)
  expect(documented.sort()).toEqual(routesOf(routers))
})

describe('says what is answered', () => {
  const ID = '8c5db8b0-2db4-4ad7-a99f-38c9b00da3f7'
  const world = { people: [{ id: 'bob' }] }
  const mapping = {
    request: { url: '/one' },
    response: {},
    metadata: { a: 1 },
    scenarioName: 's',
    newScenarioState: 't',
  }
  /** One good call of each operation that may be asked here. */
  const asked: readonly (readonly [method: string, path: string, body?: unknown])[] = [
    ['POST', '/mappings', { ...mapping, id: ID }],
    ['PUT', `/mappings/${ID}`, mapping],
    ['POST', '/mappings/edit', { ...mapping, id: ID }],
    ['GET', `/mappings/${ID}`],
    ['GET', '/mappings'],
    ['POST', '/mappings/find-by-metadata', { matchesJsonPath: '$.a' }],
    ['GET', '/mappings/unmatched'],
    ['GET', '/scenarios'],
    ['PUT', '/scenarios/s/state', { state: 't' }],
    ['POST', '/scenarios/reset'],
    ['GET', '/requests'],
    ['GET', '/requests/unmatched'],
    ['GET', '/requests/unmatched/near-misses'],
    ['POST', '/requests/count', {}],
    ['POST', '/requests/find', {}],
    ['POST', '/near-misses/request', { url: '/two', method: 'GET' }],
    ['POST', '/near-misses/request-pattern', { url: '/two' }],
    ['POST', '/requests/near-misses/request', { url: '/two', method: 'GET' }],
    ['POST', '/requests/near-misses/request-pattern', { url: '/two' }],
    ['POST', '/requests/remove-by-metadata', { matchesJsonPath: '$.b' }],
    ['POST', '/requests/remove', {}],
    ['POST', '/requests/reset'],
    ['DELETE', '/requests'],
    ['DELETE', '/mappings/unmatched'],
    ['POST', '/mappings/import', { mappings: [mapping] }],
    ['POST', '/mappings/remove-by-metadata', { matchesJsonPath: '$.a' }],
    ['POST', '/mappings/remove', mapping],
    ['POST', '/mappings/save'],
    ['POST', '/mappings/reset'],
    ['POST', '/mappings', { id: ID }],
    ['DELETE', `/mappings/${ID}`],
    ['DELETE', '/mappings'],
    [
      'PUT',
      '/settings',
      {
        settings: {
          delayDistribution: { type: 'uniform', lower: 0, upper: 1 },
          extended: {},
        },
      },
    ],
    ['PATCH', '/settings/extended', { extended: {} }],
    ['GET', '/settings'],
    ['GET', '/recordings/status'],
    ['POST', '/recordings/start'],
    ['POST', '/recordings/stop'],
    ['POST', '/recordings/snapshot'],
    ['POST', '/settings', { fixedDelay: null }],
    ['POST', '/pact/provider-states', { state: '', action: 'setup' }],
    ['GET', '/health'],
    ['GET', '/version'],
    ['GET', '/livez'],
    ['GET', '/readyz'],
    ['GET', '/tenants'],
    ['GET', '/openapi.json'],
    ['GET', '/apis/openapi.json'],
    ['GET', '/cases'],
    ['GET', '/cases/coverage'],
    ['PUT', '/use', { case: 'success', times: 1 }],
    ['GET', '/note-kinds'],
    ['POST', '/fixtures', { text: 'stubs: [{ respond: success }]' }],
    ['GET', '/use'],
    ['DELETE', '/use'],
    ['GET', '/clock'],
    ['PUT', '/clock', { frozen: true }],
    ['POST', '/clock/advance', { ms: 1 }],
    ['POST', '/clock/freeze'],
    ['POST', '/clock/resume'],
    ['GET', '/world'],
    ['PUT', '/snapshots/a'],
    ['PATCH', '/world', world],
    ['PUT', '/snapshots/b', world],
    ['GET', '/snapshots'],
    ['GET', '/snapshots/a'],
    ['GET', '/snapshots/a/diff/b'],
    ['POST', '/snapshots/a/restore'],
    ['DELETE', '/snapshots/a'],
    ['POST', '/wechat/codes', {}],
    ['POST', '/wechat/encrypt', { phone: '13800138000' }],
    ['POST', '/wechat/sign', {}],
    ['PUT', '/wechat/current', { person: 'li-na' }],
    ['GET', '/wechat/current'],
    ['POST', '/sms', { mobile: '13800138000' }],
    ['GET', '/sms'],
    ['POST', '/tokens/introspect', { token: 'x' }],
    ['GET', '/jwks.json'],
    ['PUT', '/world', world],
    ['POST', '/reset'],
    ['DELETE', '/tenants/documented'],
  ]
  /** What may be asked once only, or never ends. */
  const elsewhere = [
    'GET /apis/openapi.yaml',
    'GET /events',
    'POST /shutdown',
    'GET /requests/{id}',
    'DELETE /requests/{id}',
  ]

  it('of every call, by its schema', async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema(document, 'openapi.json')
    const seen = new Set<string>()
    await fetch(`${server.url}/t/documented/nowhere`)
    for (const [method, path, body] of asked) {
      const found = operations().find(
        ({ path: template, verb }) =>
          verb === method &&
          new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+').replace('.', '\\.')}$`).test(
            path,
          ) &&
          (template === path || document.paths[path] === undefined),
      )
      if (found === undefined) throw new Error(`${method} ${path} is not documented.`)
      seen.add(`${method} ${found.path}`)
      const answer = await fetch(`${server.url}/t/documented/__admin${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      const pointer = [
        'paths',
        found.path,
        method.toLowerCase(),
        'responses',
        String(answer.status),
      ]
      const told = found.operation.responses[String(answer.status)]
      expect([method, path, answer.status, told === undefined]).toEqual([
        method,
        path,
        answer.status,
        false,
      ])
      if (told?.content === undefined && told?.$ref === undefined) {
        expect([method, path, text]).toEqual([method, path, ''])
        continue
      }
      if (told.$ref !== undefined) continue
      const value: unknown = JSON.parse(text)
      const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
      const schema = [...pointer, 'content', type, 'schema']
        .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
        .join('/')
      const valid = ajv.validate({ $ref: `openapi.json#/${schema}` }, value)
      expect([method, path, valid, ajv.errors]).toEqual([method, path, true, null])
    }
    const all = operations().map(({ path, verb }) => `${verb} ${path}`)
    expect(all.filter((one) => !seen.has(one)).sort()).toEqual(elsewhere.sort())
  })
})

it('names every operator of a match, and what may stand beside it', () => {
  const { ValuePattern } = (
    document.components as {
      schemas: Record<string, { properties: object; description: string }>
    }
  ).schemas
  const names = [...operators].flatMap(([name, { options = {} }]) => [
    name,
    ...Object.keys(options),
  ])
  expect(new Set(Object.keys(ValuePattern?.properties ?? {}))).toEqual(new Set(names))
  expect(ValuePattern?.description).toContain([...operators.keys()].join(', '))
})
