import type { Api, Operation } from '../core/api.ts'
import type { Services } from '../core/context.ts'
import { exampleRequest } from './case-examples.ts'
import { createSchemas, type Json, type Schemas } from './json-schema.ts'
import { toOpenApi30 } from './open-api-30.ts'
import { parametersOf } from './parameters.ts'
import { requestBodyOf } from './request-body.ts'
import { responsesOf } from './responses.ts'

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
