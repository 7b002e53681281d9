import { format, resolveConfig } from 'prettier'
import { declarationOf, identifierOf, typeOf, type Json } from './typescript-of.ts'

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema: Json
    readonly required?: boolean
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: Json }>>
type Schemas = Readonly<Record<string, Json>>

const head = `// Generated from the APIs' own descriptors, by way of their OpenAPI document, by \`npm run client:types\`: do not edit.
`

const tail = `
/** What an operation takes, such as \`ApiRequest<'small-app-login'>\`. */
export type ApiRequest<Id extends keyof ApiOperations> = ApiOperations[Id]['request']

/** What an operation answers, such as \`ApiResponse<'small-app-login'>\`. */
export type ApiResponse<Id extends keyof ApiOperations> = ApiOperations[Id]['response']
`

/** The text of src/client/api-types.ts: what every operation of the APIs takes and answers. */
export const apiTypesSource = async (document: object, target: URL): Promise<string> => {
  const { paths, components } = document as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
    readonly components: { readonly schemas: Schemas }
  }
  const operations = Object.values(paths).flatMap((item) => Object.values(item))
  const members = operations.map((operation) => memberOf(operation, components.schemas))
  const declared = Object.entries(components.schemas).map(([name, schema]) => ({
    name: identifierOf(name),
    text: declarationOf(name, schema),
  }))
  const texts = [...members, ...declared.map(({ text }) => text)]
  const used = declared.filter(({ name }) =>
    texts.some((text) => new RegExp(`(?<!interface |type )\\b${name}\\b`).test(text)),
  )
  const text = [
    head,
    ...used.map(({ text }) => text),
    `/**
 * What the operations of the APIs take (body and query) and answer (in JSON), by the \`operationId\` of their
 * OpenAPI document. A server with an API of your own has more: declare it as with \`Apis\`.
 */
export interface ApiOperations {`,
    ...members,
    '}',
    tail,
  ].join('\n')
  return format(text, { ...(await resolveConfig(target)), parser: 'typescript' })
}

const memberOf = ({ operationId, summary, ...operation }: Operation, schemas: Schemas): string =>
  `/** ${summary} */
  readonly '${operationId}': { readonly request: ${requestOf(operation, schemas)}; readonly response: ${responseOf(operation)} }`

type Described = Omit<Operation, 'operationId' | 'summary'>

const requestOf = ({ parameters = [], requestBody }: Described, schemas: Schemas): string => {
  const body = requestBody?.content['application/json']?.schema
  const query = parameters.filter(({ in: place, name }) => place === 'query' && name !== 's')
  if (query.length === 0 && body !== undefined) return typeOf(body)
  const own = schemas[String(body?.['$ref']).split('/').at(-1) ?? ''] ?? {}
  return typeOf({
    type: 'object',
    properties: {
      ...Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
      ...(own['properties'] as Json | undefined),
    },
    required: [
      ...query.filter(({ required }) => required).map(({ name }) => name),
      ...((own['required'] ?? []) as readonly string[]),
    ],
  })
}

/** A page is a text. What the framework refuses with the status of a success has the operation's own members. */
const responseOf = ({ responses }: Described): string => {
  const content = responses['200']?.content ?? {}
  const schema = content['application/json']?.schema ?? content['text/plain']?.schema ?? {}
  const held = (schema['contentSchema'] ?? schema) as Json
  const own = ((held['anyOf'] ?? [held]) as readonly Json[]).filter(
    ({ $ref: ref }) => typeof ref === 'string' && !ref.endsWith('.Refusal'),
  )
  return own.length === 0 ? 'string' : typeOf({ anyOf: own })
}
