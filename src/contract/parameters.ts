import type { Api, Operation } from '../core/api.ts'
import type { Field } from '../core/schema.ts'
import { exampleRequest } from './case-examples.ts'
import type { Json, Schemas } from './json-schema.ts'

/** Where a field is sent. */
export const placeOf = (
  { dialect }: Api,
  { method }: Operation,
  { from }: Field,
): 'header' | 'query' | 'body' => {
  if (from?.includes('header') === true) return 'header'
  if (method === 'GET' || dialect.name === 'spring') return 'query'
  return from?.[0] === 'query' ? 'query' : 'body'
}

/**
 * The `parameters` of an operation: its fields that are in the query or in headers, then what else its
 * example has in the query. `route` says that the query has the way to the operation, too (ThinkPHP's `s`).
 */
export const parametersOf = (
  api: Api,
  operation: Operation,
  schemas: Schemas,
  route: boolean,
): readonly Json[] => {
  const sent = new URLSearchParams(exampleRequest(operation).query)
  const way = sent.get('s')
  sent.delete('s')
  const fields = Object.entries(operation.request.fields).flatMap(([name, field]) => {
    const place = placeOf(api, operation, field)
    // The client's address is no parameter, and an array is another spelling of one (ThinkPHP).
    if (place === 'body' || field.kind === 'map' || field.from?.includes('connection') === true)
      return []
    const { description, ...schema } = schemas.textSchema(field)
    const example = place === 'query' ? exampleOf(sent, name, schema) : undefined
    sent.delete(name)
    return [
      {
        name: (place === 'header' ? field.header : undefined) ?? name,
        in: place,
        ...(description === undefined ? {} : { description }),
        ...(field.required === true ? { required: true } : {}),
        ...(example === undefined ? {} : { example }),
        schema,
      },
    ]
  })
  return [
    ...(way === null || !route
      ? []
      : [
          {
            name: 's',
            in: 'query',
            description: 'The way to the operation',
            required: true,
            schema: { type: 'string', const: way },
          },
        ]),
    ...fields,
    ...[...sent].map(([name, example]) => ({
      name,
      in: 'query',
      description: 'As the clients send it; not read',
      example,
      schema: { type: 'string' },
    })),
  ]
}

const exampleOf = (sent: URLSearchParams, name: string, schema: Json): unknown => {
  const text = sent.get(name)
  if (text === null) return undefined
  return schema['type'] === 'integer' ? Number(text) : text
}
