import type { Api, Operation } from '../core/api.ts'
import type { Services } from '../core/context.ts'
import { exampleRequest } from './case-examples.ts'
import { createSchemas, type Json, type Schemas } from './json-schema.ts'
import { parametersOf, requestBodyOf } from './request-body.ts'
import { responsesOf } from './responses.ts'

interface ApiDocumentOptions {
  readonly apis: readonly Api[]
  /** Of the package. */
  readonly version: string
  /** A world of its own for each API: the examples are answered in it. */
  readonly services: (api: Api) => Services
  /** Version of OpenAPI. Default 3.1. */
  readonly openapi?: '3.1' | '3.0'
}

/** The OpenAPI document of the served APIs, derived from their descriptors and cases. */
export const apiDocument = ({
  apis,
  version,
  services: servicesOf,
  openapi,
}: ApiDocumentOptions): Json => {
  const schemas = createSchemas()
  const paths = new Map<string, Record<string, Json>>()
  for (const api of apis) {
    const services = servicesOf(api)
    for (const operation of api.operations) {
      const { path } = exampleRequest(operation)
      const verb = operation.method.toLowerCase()
      // Operations that only the query's `s` tells apart: OpenAPI knows paths alone.
      const isFree = paths.get(path)?.[verb] === undefined
      const own = isFree ? path : `${path}/${operation.path}`
      const item = paths.get(own) ?? {}
      paths.set(own, item)
      item[verb] = operationObject({ api, operation, services, schemas, isFree })
    }
  }
  const document: Json = {
    openapi: '3.1.1',
    info: {
      title: '微信登录接口 (wechat-login-mock)',
      version,
      description: 'Every case is a named example under its HTTP status.',
      contact: { name: 'wechat-login-mock' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The mock' }],
    security: [{}],
    tags: apis.map(({ name, title, document: source }) => ({
      name,
      description: `${title} (${source})`,
    })),
    paths: Object.fromEntries(paths),
    components: { schemas: schemas.components() },
  }
  return openapi === '3.0' ? toOpenApi30(document) : document
}

interface Described {
  readonly api: Api
  readonly operation: Operation
  readonly services: Services
  readonly schemas: Schemas
  /** The path alone does not tell the operation: its example's query does. */
  readonly isFree: boolean
}

const operationObject = ({ api, operation, services, schemas, isFree }: Described): Json => {
  const { name, title, magic, beyondDocument } = operation
  const parameters = parametersOf(api, operation, schemas, isFree)
  const body = requestBodyOf(api, operation, services, schemas)
  const source = beyondDocument === true ? `Beyond ${api.document}` : `As in ${api.document}`
  const forced = magic === undefined ? '' : `, or \`mock:<case>\` in \`${magic}\``
  return {
    operationId: name === api.name ? name : `${api.name}.${name}`,
    tags: [api.name],
    summary: title,
    description: `${source}. \`X-Mock-Case: <case>\` forces a case${forced}.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(api, operation, services, schemas),
  }
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same document in OpenAPI 3.0: `nullable` for null, one type, `enum` for `const`. Examples stay. */
const toOpenApi30 = (document: Json): Json => {
  const { info, ...rest } = converted(document) as Json
  const license = { name: 'MIT', url: 'https://opensource.org/license/mit' }
  return { ...rest, openapi: '3.0.4', info: { ...(info as Json), license } }
}

const converted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(converted)
  if (!isJson(value)) return value
  const { type, const: only, anyOf, contentMediaType, contentSchema, ...rest } = value
  const plain = Object.fromEntries(
    Object.entries(rest).map(([key, member]) => [
      key,
      key === 'examples' || key === 'example' ? member : converted(member),
    ]),
  )
  return {
    ...plain,
    ...(contentMediaType === undefined ? typed(type) : {}),
    ...(only === undefined ? {} : { enum: [only] }),
    ...(Array.isArray(anyOf) ? alternatives(anyOf) : {}),
    // 3.0 cannot say what a text holds: it is called the one or the other.
    ...(contentMediaType === undefined ? {} : alternatives([{ type }, contentSchema])),
  }
}

const typed = (type: unknown): Json =>
  Array.isArray(type) ? typesOf(type) : type === undefined ? {} : { type: converted(type) }

const typesOf = (types: readonly unknown[]): Json => {
  const [first, ...others] = types.filter((type) => type !== 'null')
  const nullable = types.includes('null') ? { nullable: true } : {}
  return others.length === 0
    ? { type: first, ...nullable }
    : { anyOf: [first, ...others].map((type) => ({ type, ...nullable })) }
}

const alternatives = (given: readonly unknown[]): Json => ({
  anyOf: given.map((one) => (isJson(one) && one['type'] === 'null' ? onlyNull : converted(one))),
})

/** 3.0 has no type for null alone. */
const onlyNull = { type: 'object', nullable: true, enum: [null] } as const
