import { isObject } from './is-object.ts'
import { sharedCollections } from './records.ts'
import type { Api } from './api.ts'
import type { Field } from './schema.ts'

/**
 * A world's data as somebody wrote it, with numbers where its fields are texts made texts:
 * `phone: 13800138000`. What does not fit stays as it is, for the check to say so.
 */
export const numbersAsText = (
  apis: readonly Api[],
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const fields = new Map<string, Field>()
  for (const { name, shape } of [...sharedCollections, ...apis.flatMap((api) => api.collections)])
    fields.set(name, { kind: 'list', of: { kind: 'object', of: shape } })
  const site = Object.assign({}, ...apis.map((api) => api.site?.fields ?? {})) as Record<
    string,
    Field
  >
  fields.set('site', { kind: 'object', of: { name: 'site', fields: site } })
  return members(data, (name) => fields.get(name))
}

const read = (field: Field, value: unknown): unknown => {
  switch (field.kind) {
    case 'string':
    case 'dateTime':
      return typeof value === 'number' && Number.isFinite(value) ? String(value) : value
    case 'list':
      if (Array.isArray(value)) return value.map((item: unknown) => read(field.of, item))
      return field.orOne === true ? read(field.of, value) : value
    case 'map':
      return isObject(value) ? members(value, () => field.of) : value
    case 'object':
      return isObject(value)
        ? members(value, (name) =>
            Object.hasOwn(field.of.fields, name) ? field.of.fields[name] : undefined,
          )
        : value
    default:
      return value
  }
}

const members = (
  value: Readonly<Record<string, unknown>>,
  fieldOf: (name: string) => Field | undefined,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const field = fieldOf(name)
      return [name, field === undefined ? member : read(field, member)]
    }),
  )
