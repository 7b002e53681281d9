import { format, resolveConfig } from 'prettier'
import { declarationOf, typeOf, type Json } from './typescript-of.ts'

interface Parameter {
  readonly name?: string
  readonly in?: string
  readonly schema?: Json
  readonly description?: string
  readonly required?: boolean
  readonly $ref?: string
}
interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: Json }>>

const verbs = ['get', 'put', 'post', 'patch', 'delete'] as const
type PathItem = Readonly<Partial<Record<(typeof verbs)[number], Operation>>> & {
  readonly parameters?: readonly Parameter[]
}

const head = `// Generated from the admin API's OpenAPI document by \`npm run client:types\`: do not edit.
`

/** The text of src/client/admin-calls.ts: every admin call with what it takes and what it answers. */
export const adminCallsSource = async (document: Json, target: URL): Promise<string> => {
  const { schemas } = document['components'] as { schemas: Readonly<Record<string, Json>> }
  const paths = document['paths'] as Readonly<Record<string, PathItem>>
  const calls = Object.entries(paths).flatMap(([path, item]) =>
    verbs.flatMap((verb) => {
      const operation = item[verb]
      return operation === undefined ? [] : [{ path, verb, item, operation }]
    }),
  )
  const types = calls.map(({ item, operation }) => callType(item, operation))
  const declared = Object.entries(schemas).map(([name, schema]) => ({
    name,
    text: declarationOf(name, schema),
  }))
  const isUsed = ({ name }: { readonly name: string }): boolean =>
    [...types, ...declared.filter((other) => other.name !== name).map(({ text }) => text)].some(
      (text) => new RegExp(`\\b${name}\\b`).test(text.replaceAll(/\/\*\*.*?\*\//gs, '')),
    )
  const text = [
    head,
    ...declared.filter(isUsed).map(({ text }) => text),
    '/** What every admin call takes and answers, by its `operationId`. */\nexport interface AdminCalls {',
    ...types,
    '}\n',
    '/** Verb and path under `/__admin` of every admin call. */\nexport const adminCalls = {',
    ...calls.map(
      ({ path, verb, operation }) =>
        `${operation.operationId}: ${JSON.stringify(`${verb.toUpperCase()} ${path}`)},`,
    ),
    '} as const satisfies Readonly<Record<keyof AdminCalls, string>>\n',
  ].join('\n')
  return format(text, { ...(await resolveConfig(target)), parser: 'typescript' })
}

const callType = (item: PathItem, operation: Operation): string => {
  const { operationId, summary, requestBody, responses } = operation
  const params = named(item.parameters, 'path')
  const query = named(operation.parameters, 'query')
  const body = requestBody?.content['application/json']?.schema
  const answer = responses['200'] ?? responses['201']
  const nothing = answer?.content === undefined ? 'Readonly<Record<string, never>>' : 'string'
  const json = answer?.content?.['application/json']?.schema
  return [
    `/** ${summary ?? ''} */`,
    `readonly ${operationId}: {`,
    ...(params.length === 0 ? [] : [`readonly params: ${membersOf(params)}`]),
    ...(query.length === 0 ? [] : [`readonly query?: ${membersOf(query)} | undefined`]),
    ...(body === undefined
      ? []
      : [`readonly body${requestBody?.required === true ? '' : '?'}: ${typeOf(body)}`]),
    `readonly answer: ${json === undefined ? nothing : typeOf(json)}`,
    '}',
  ].join('\n')
}

const named = (parameters: readonly Parameter[] = [], place: string): readonly Parameter[] =>
  parameters.filter(({ $ref, in: where }) => $ref === undefined && where === place)

const membersOf = (parameters: readonly Parameter[]): string =>
  typeOf({
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ name, schema = {}, description }) => [
        name,
        { ...schema, ...(description === undefined ? {} : { description }) },
      ]),
    ),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  })
