import type { Api, Operation } from '../core/api.ts'
import type { Services } from '../core/context.ts'
import { caseExamples, jsonTypes, xmlTypes, type CaseExample } from './case-examples.ts'
import { xmlSchema, type Json, type Schemas } from './json-schema.ts'

/** The `responses` of an operation: every case as a named example under its status and media type. */
export const responsesOf = (
  api: Api,
  operation: Operation,
  services: Services,
  schemas: Schemas,
): Json => {
  const statuses = grouped(caseExamples(api, operation, services), ({ status }) => String(status))
  return Object.fromEntries(
    [...statuses].map(([status, all]) => {
      const types = grouped(all, ({ mediaType }) => mediaType)
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

const isOf = (types: readonly string[], type: string): boolean => types.includes(type)

const contentOf = (type: string, examples: readonly CaseExample[], answering: Answering): Json => {
  const isJson = isOf(jsonTypes, type)
  const held = examples.map((example) => ({
    ...example,
    value: isOf(xmlTypes, type) ? example.text : (jsonOf(example.text) ?? example.text),
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
  /** Decoded where it is JSON. */
  readonly value: unknown
}

const schemaOf = (type: string, held: readonly Held[], answering: Answering): Json => {
  const { api, operation, schemas } = answering
  const isXml = isOf(xmlTypes, type)
  const structured = held.filter(({ value }) => isXml || isObject(value))
  const refusals = structured.filter(({ isRefusal }) => isRefusal)
  const alternatives: readonly Json[] = [
    ...(refusals.length === structured.length ? [] : [schemas.refTo(api, operation, 'response')]),
    ...(refusals.length === 0
      ? []
      : [schemas.refusal(api, refusals.map(({ value }) => value).filter(isObject))]),
  ]
  if (structured.length === 0) return { type: 'string' }
  const schema = alternatives.length === 1 ? (alternatives[0] ?? {}) : { anyOf: alternatives }
  if (isXml) return xmlSchema(alternatives)
  if (isOf(jsonTypes, type))
    return structured.length === held.length ? schema : { anyOf: [schema, { type: 'string' }] }
  // JSON under another name, as WeChat and ThinkPHP send it: a client gets its text.
  return { type: 'string', contentMediaType: 'application/json', contentSchema: schema }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const grouped = <T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? []
    groups.set(keyOf(item), [...group, item])
  }
  return groups
}
