import type { Api, Operation } from '../core/api.ts'
import type { Services } from '../core/context.ts'
import { grouped } from '../core/grouped.ts'
import { isObject } from '../core/is-object.ts'
import {
  exampleRequest,
  caseExamples,
  jsonTypes,
  xmlTypes,
  type CaseExample,
} from './case-examples.ts'
import { createSchemas, type Json, type Schemas, xmlSchema } from './json-schema.ts'
import { parametersOf, requestBodyOf } from './request-body.ts'

interface ApiDocumentOptions {
  readonly apis: readonly Api[]
  /** The package's version. */
  readonly version: string
  /** Returns the services with which an API's examples are answered. Each API gets a world of its own. */
  readonly services: (api: Api) => Services
  /** The version of OpenAPI. Default 3.1. */
  readonly openapi?: '3.1' | '3.0'
}

/** Creates the OpenAPI document of the served APIs from their descriptors and cases. */
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
      // ThinkPHP distinguishes operations by the query's `s`, but OpenAPI by the path alone. Each further
      // operation of a path gets a path of its own in the document.
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
  /** No earlier operation has this path and method. The document then describes ThinkPHP's `s` as a parameter. */
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

/**
 * Converts the document to OpenAPI 3.0: `nullable` for null, one type for each schema, `enum` for `const`.
 * Examples stay unchanged.
 */
const toOpenApi30 = (document: Json): Json => {
  const { info, ...rest } = converted(document) as Json
  const license = { name: 'MIT', url: 'https://opensource.org/license/mit' }
  return { ...rest, openapi: '3.0.4', info: { ...(info as Json), license } }
}

const converted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(converted)
  if (!isObject(value)) return value
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
    // OpenAPI 3.0 cannot describe the content of a text, so the value is either the text or the content.
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
  anyOf: given.map((one) => (isObject(one) && one['type'] === 'null' ? onlyNull : converted(one))),
})

/** OpenAPI 3.0 has no type for null alone. */
const onlyNull = { type: 'object', nullable: true, enum: [null] } as const

/**
 * Returns the `responses` of an operation: every case as a named example under its status and media type.
 */
const responsesOf = (
  api: Api,
  operation: Operation,
  services: Services,
  schemas: Schemas,
): Json => {
  const examples = caseExamples(api, operation, services)
  const statuses = grouped(examples.map((one) => [String(one.status), one]))
  return Object.fromEntries(
    [...statuses].map(([status, all]) => {
      const types = grouped(all.map((one) => [one.mediaType, one]))
      const content = [...types].map(([type, some]) => [
        type,
        contentOf(type, some, { api, operation, schemas }),
      ])
      const names = new Set(all.map(({ row }) => row.name))
      return [
        status,
        { description: [...names].join(', '), content: Object.fromEntries(content) as Json },
      ]
    }),
  )
}

interface Answering {
  readonly api: Api
  readonly operation: Operation
  readonly schemas: Schemas
}

const contentOf = (type: string, examples: readonly CaseExample[], answering: Answering): Json => {
  const isJson = jsonTypes.includes(type)
  const held = examples.map((example) => ({
    ...example,
    value: xmlTypes.includes(type) ? example.text : (jsonOf(example.text) ?? example.text),
  }))
  return {
    schema: schemaOf(type, held, answering),
    examples: Object.fromEntries(
      held.map(({ row, text, value }) => [
        row.name,
        { summary: row.message === '' ? row.name : row.message, value: isJson ? value : text },
      ]),
    ),
  }
}

interface Held extends CaseExample {
  /** The decoded body if it is JSON, else the text. */
  readonly value: unknown
}

const schemaOf = (type: string, held: readonly Held[], answering: Answering): Json => {
  const { api, operation, schemas } = answering
  const isXml = xmlTypes.includes(type)
  const structured = held.filter(({ value }) => isXml || isStructured(value))
  const refusals = structured.filter(({ isRefusal }) => isRefusal)
  const alternatives: readonly Json[] = [
    ...(refusals.length === structured.length ? [] : [schemas.refTo(api, operation, 'response')]),
    ...(refusals.length === 0
      ? []
      : [schemas.refusal(api, refusals.map(({ value }) => value).filter(isStructured))]),
  ]
  if (structured.length === 0) return { type: 'string' }
  const schema = alternatives.length === 1 ? (alternatives[0] ?? {}) : { anyOf: alternatives }
  if (isXml) return xmlSchema(alternatives)
  if (jsonTypes.includes(type))
    return structured.length === held.length ? schema : { anyOf: [schema, { type: 'string' }] }
  // WeChat and ThinkPHP send JSON under another media type, so a client gets it as text.
  return { type: 'string', contentMediaType: 'application/json', contentSchema: schema }
}

const isStructured = (value: unknown): value is object =>
  typeof value === 'object' && value !== null

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
