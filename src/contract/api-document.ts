import type { Api, Operation } from '../core/api.ts'
import type { Services } from '../core/context.ts'
import type { Field } from '../core/schema.ts'
import { caseExamples, exampleRequest, type CaseExample } from './case-examples.ts'
import { createSchemas, type Json } from './json-schema.ts'
import { toOpenApi30 } from './open-api-30.ts'

export interface ApiDocumentOptions {
  readonly apis: readonly Api[]
  /** Of the package. */
  readonly version: string
  /** A world of its own for each API: the examples are answered in it. */
  readonly services: (api: Api) => Services
  /** Version of OpenAPI. Default 3.1. */
  readonly openapi?: '3.1' | '3.0'
}

/** The OpenAPI document of the served APIs, derived from their descriptors and cases. */
export const apiDocument = ({ apis, version, services, openapi }: ApiDocumentOptions): Json => {
  const schemas = createSchemas()
  const paths = new Map<string, Record<string, Json>>()
  for (const api of apis) {
    const own = services(api)
    for (const operation of api.operations) {
      const { path } = exampleRequest(operation)
      const verb = operation.method.toLowerCase()
      const free = paths.get(path)?.[verb] === undefined ? path : `/${operation.path}`
      const item = paths.get(free) ?? {}
      paths.set(free, item)
      item[verb] = operationObject(api, operation, own, schemas)
    }
  }
  const document: Json = {
    openapi: '3.1.1',
    info: {
      title: '微信登录接口 (wechat-login-mock)',
      version,
      description: 'Every case is a named example under its HTTP status.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The mock' }],
    security: [{}],
    tags: apis.map(({ name, title, document: source }) => ({
      name,
      description: `${title} (${source})`,
    })),
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas.components) },
  }
  return openapi === '3.0' ? toOpenApi30(document) : document
}

type Schemas = ReturnType<typeof createSchemas>

const operationObject = (
  api: Api,
  operation: Operation,
  services: Services,
  schemas: Schemas,
): Json => {
  const { name, title } = operation
  const parameters = parametersOf(api, operation, schemas)
  const body = bodyOf(api, operation, schemas)
  const responses = responsesOf(api, operation, caseExamples(api, operation, services), schemas)
  return {
    operationId: name === api.name ? name : `${api.name}.${name}`,
    tags: [api.name],
    summary: title,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: body } }),
    responses,
  }
}

/** Where a field is sent. */
const placeOf = ({ dialect }: Api, { method }: Operation, { from }: Field) => {
  if (from?.includes('header') === true) return 'header'
  if (method === 'GET' || dialect.name === 'spring') return 'query'
  return from?.[0] === 'query' ? 'query' : 'body'
}

const parametersOf = (api: Api, operation: Operation, schemas: Schemas): readonly Json[] => {
  const sent = new URLSearchParams(exampleRequest(operation).query)
  const route = sent.get('s')
  const fields = Object.entries(operation.request.fields)
  return [
    ...(route === null
      ? []
      : [{ name: 's', in: 'query', required: true, schema: { type: 'string', const: route } }]),
    ...fields.flatMap(([name, field]) => {
      const place = placeOf(api, operation, field)
      if (place === 'body') return []
      const example = place === 'query' ? sent.get(name) : null
      const { description, ...schema } = schemas.fieldSchema(api.name, field, api.dialect.name)
      return [
        {
          name: (place === 'header' ? field.header : undefined) ?? name,
          in: place,
          ...(description === undefined ? {} : { description }),
          ...(field.required === true ? { required: true } : {}),
          ...(example === null ? {} : { example }),
          schema,
        },
      ]
    }),
  ]
}

const FORM = 'application/x-www-form-urlencoded'

const bodyOf = (api: Api, operation: Operation, schemas: Schemas): Json | undefined => {
  const { request, method } = operation
  const fields = Object.entries(request.fields).filter(
    ([, field]) => placeOf(api, operation, field) === 'body',
  )
  if (method === 'GET' || fields.length === 0) return undefined
  const schema = schemas.refTo(
    api.name,
    { ...request, fields: Object.fromEntries(fields) },
    api.dialect.name,
  )
  const types =
    api.dialect.name === 'aspnet-webapi'
      ? ['application/json', 'text/json', 'application/xml', 'text/xml', FORM]
      : ['application/json', FORM]
  const sent = exampleRequest(operation)
  const example = jsonOf(sent.body.toString())
  return Object.fromEntries(
    types.map((type) => [
      type,
      type === 'application/json' && example !== undefined
        ? { schema, examples: { example: { summary: 'A login', value: example } } }
        : { schema },
    ]),
  )
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const responsesOf = (
  api: Api,
  operation: Operation,
  examples: readonly CaseExample[],
  schemas: Schemas,
): Json => {
  // Named on need: an answer that is always a page has no shape in the document.
  const shape = (): Json => schemas.refTo(api.name, operation.response, api.dialect.name)
  const statuses = grouped(examples, ({ status }) => String(status))
  return Object.fromEntries(
    [...statuses].map(([status, all]) => {
      const types = grouped(all, ({ mediaType }) => mediaType)
      const content = [...types].map(([type, some]) => [type, contentOf(shape, some)] as const)
      const xml = api.dialect.name === 'aspnet-webapi' && status === '200'
      return [
        status,
        {
          description: all.map(({ row }) => row.name).join(', '),
          content: {
            ...Object.fromEntries(content),
            ...(xml
              ? { 'application/xml': { schema: shape() }, 'text/xml': { schema: shape() } }
              : {}),
          },
        },
      ]
    }),
  )
}

const contentOf = (shape: () => Json, examples: readonly CaseExample[]): Json => {
  const isOwn = ({ row, value }: CaseExample) => row.kind !== 'refusal' && typeof value !== 'string'
  const own = examples.some(isOwn)
  const others = examples.filter((example) => !isOwn(example))
  const kinds = [...new Set(others.map(({ value }) => jsonType(value)))]
  const alternatives = [...(own ? [shape()] : []), ...kinds.map((type) => ({ type }))]
  return {
    schema: alternatives.length === 1 ? alternatives[0] : { anyOf: alternatives },
    examples: Object.fromEntries(
      examples.map(({ row, value }) => [row.name, { summary: row.message, value }]),
    ),
  }
}

const jsonType = (value: unknown): string =>
  typeof value === 'string' ? 'string' : Array.isArray(value) ? 'array' : 'object'

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? []
    groups.set(keyOf(item), [...group, item])
  }
  return groups
}
