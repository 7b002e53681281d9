import type { Api, Operation } from '../core/api.ts'
import type { Services } from '../core/context.ts'
import { createCall } from '../core/pipeline.ts'
import type { Field } from '../core/schema.ts'
import { exampleRequest, jsonTypes, requestText, xmlTypes } from './case-examples.ts'
import { xmlSchema, type Json, type Schemas } from './json-schema.ts'

const forms: Readonly<Record<string, readonly string[]>> = {
  'aspnet-webapi': ['application/x-www-form-urlencoded'],
  thinkphp: ['application/x-www-form-urlencoded', 'multipart/form-data'],
}

interface Sample {
  readonly name: string
  readonly summary: string
  readonly json: Readonly<Record<string, unknown>>
  /** The value in the request's shape. Undefined if the request could not be decoded. */
  readonly value: unknown
}

/**
 * Returns the `requestBody` of an operation in every format that the server reads, with the operation's
 * example and the document's sample. Undefined if there is no body.
 */
export const requestBodyOf = (
  api: Api,
  operation: Operation,
  services: Services,
  schemas: Schemas,
): Json | undefined => {
  const fields = Object.entries(operation.request.fields).filter(
    // A map field holds an array that was sent under a scalar field's name, so it is no field of its own.
    ([, field]) => field.kind !== 'map' && placeOf(api, operation, field) === 'body',
  )
  if (operation.method === 'GET' || fields.length === 0) return undefined
  const { dialect } = api
  const schema = schemas.refTo(api, operation, 'request', Object.fromEntries(fields))
  const samples = samplesOf(api, operation, services)
  const examplesOf = (valueOf: (sample: Sample) => unknown): Json => ({
    examples: Object.fromEntries(
      samples.map((sample) => [sample.name, { summary: sample.summary, value: valueOf(sample) }]),
    ),
  })
  const json = { schema, ...examplesOf(({ json: value }) => value) }
  const form = { schema: formSchema(fields, schemas), ...examplesOf((one) => formOf(fields, one)) }
  const isXmlRead = dialect.xml !== undefined
  return {
    required: true,
    content: {
      ...Object.fromEntries(
        (isXmlRead ? jsonTypes : ['application/json']).map((type) => [type, json]),
      ),
      ...Object.fromEntries(
        (isXmlRead ? xmlTypes : []).map((type) => [
          type,
          {
            schema: xmlSchema([schema]),
            ...examplesOf(({ value }) => requestText(api, operation, value, type, services)),
          },
        ]),
      ),
      ...Object.fromEntries((forms[dialect.name] ?? []).map((type) => [type, form])),
    },
  }
}

const samplesOf = (api: Api, operation: Operation, services: Services): readonly Sample[] => {
  const request = exampleRequest(operation)
  const claim = { rank: 2, operation } as const
  const decoded = createCall({ api, claim }, request, services).decoded()
  const value = decoded?.kind === 'bound' ? decoded.value : undefined
  const example: Sample = {
    name: 'example',
    summary: operation.title,
    json: JSON.parse(request.body.toString()) as Sample['json'],
    value,
  }
  const documented = operation.documentedRequest?.()
  if (documented === undefined) return [example]
  const text = requestText(api, operation, documented, 'application/json', services)
  return [
    example,
    {
      name: 'documented',
      summary: `The sample of ${api.document}`,
      json: JSON.parse(text) as Sample['json'],
      value: documented,
    },
  ]
}

type Fields = readonly (readonly [name: string, field: Field])[]

const formSchema = (fields: Fields, schemas: Schemas): Json => {
  const required = fields.filter(([, field]) => field.required).map(formName)
  return {
    type: 'object',
    properties: Object.fromEntries(
      fields.map((one) => [formName(one), schemas.textSchema(one[1])]),
    ),
    ...(required.length === 0 ? {} : { required }),
  }
}

const formOf = (fields: Fields, { json }: Sample): Json =>
  Object.fromEntries(
    fields.flatMap((one) => {
      const value = json[one[0]]
      if (value === undefined) return []
      const isText = one[1].kind === 'string' || typeof value === 'object'
      return [[formName(one), isText && typeof value !== 'string' ? JSON.stringify(value) : value]]
    }),
  )

/** Forms are bound by the names of the CLR properties. */
const formName = ([name, { clr }]: Fields[number]): string => clr ?? name

/** Returns where the client sends a field. */
const placeOf = (
  { dialect }: Api,
  { method }: Operation,
  { from }: Field,
): 'header' | 'query' | 'body' => {
  if (from?.includes('header') === true) return 'header'
  if (method === 'GET' || dialect.name === 'spring') return 'query'
  return from?.[0] === 'query' ? 'query' : 'body'
}

/**
 * Returns the `parameters` of an operation: its fields in the query and in headers, then the other query
 * parameters of its example. If `route` is true, the parameter that selects the operation is included
 * (ThinkPHP's `s`).
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
    // The client's address is not a parameter. A map is an array sent under a scalar's name (ThinkPHP).
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
