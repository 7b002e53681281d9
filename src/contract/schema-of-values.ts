import type { Json } from './json-schema.ts'

/**
 * A schema for what nothing but its values describes: the members of objects by name, those that all have
 * as required. An object inside is a table: its keys are data.
 */
export const schemaOfValues = (values: readonly object[]): Json => {
  const members = values.map((value) => new Map<string, unknown>(Object.entries(value)))
  const names = [...new Set(members.flatMap((one) => [...one.keys()]))]
  const required = names.filter((name) => members.every((one) => one.has(name)))
  return {
    type: 'object',
    properties: Object.fromEntries(
      names.map((name) => [
        name,
        schemaOfAny(members.flatMap((one) => (one.has(name) ? [one.get(name)] : []))),
      ]),
    ),
    ...(required.length === 0 ? {} : { required }),
  }
}

const schemaOfAny = (values: readonly unknown[]): Json => {
  const types = [...new Set(values.map(typeName))]
  const items = values.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : []))
  const entries = values.flatMap((value) =>
    typeName(value) === 'object' ? (Object.values(value as object) as readonly unknown[]) : [],
  )
  return {
    type: types.length === 1 ? types[0] : types,
    ...(types.includes('array') ? { items: items.length === 0 ? {} : schemaOfAny(items) } : {}),
    ...(entries.length === 0 ? {} : { additionalProperties: schemaOfAny(entries) }),
  }
}

const typeName = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
