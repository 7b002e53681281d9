import type { Operation } from '../../core/api.ts'
import type { Field, Instant } from '../../core/schema.ts'

/**
 * Replaces fields of an answer's value, by dotted path (`data.expiresIn`, `errors.0.field`). The new values
 * are JSON values, which are converted to the kinds of the response's shape. Throws a one-sentence Error for
 * a path that the shape does not have or a value that the field cannot hold.
 */
export const amendValue = (
  operation: Operation,
  value: unknown,
  fields: Readonly<Record<string, unknown>>,
): unknown =>
  Object.entries(fields).reduce(
    (amended, [path, replacement]) =>
      replaceIn(
        { kind: 'object', of: operation.response },
        amended,
        path.split('.'),
        replacement,
        path,
      ),
    value,
  )

/** Checks the paths and values of an amendment without a value to amend. Throws like `amendValue`. */
export const checkAmendment = (
  operation: Operation,
  fields: Readonly<Record<string, unknown>>,
): void => void amendValue(operation, {}, fields)

const replaceIn = (
  field: Field,
  value: unknown,
  [name, ...rest]: readonly string[],
  replacement: unknown,
  path: string,
): unknown => {
  if (name === undefined) return toValue(field, replacement, path)
  if (field.kind === 'list') {
    const items: unknown[] = Array.isArray(value) ? [...(value as unknown[])] : []
    if (!/^\d{1,4}$/.test(name)) throw unknownPath(path, '0, 1, 2 …')
    items[Number(name)] = replaceIn(field.of, items[Number(name)], rest, replacement, path)
    return items
  }
  if (field.kind !== 'object') throw unknownPath(path, 'nothing below it')
  const { fields } = field.of
  const of = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (of === undefined) throw unknownPath(path, Object.keys(fields).join(', '))
  const old = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  return { ...old, [name]: replaceIn(of, old[name], rest, replacement, path) }
}

const unknownPath = (path: string, there: string) =>
  new Error(`The answer has no field ${path}; there is ${there}.`)

/** Converts a JSON value to a value of the field's kind. */
const toValue = (field: Field, value: unknown, path: string): unknown => {
  if (value === null) return null
  switch (field.kind) {
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'integer':
      if (Number.isInteger(value)) return value
      break
    case 'decimal':
      if (typeof value === 'number') return String(value)
      if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return value
      break
    case 'boolean':
      if (typeof value === 'boolean') return value
      break
    case 'dateTime': {
      const instant = typeof value === 'string' ? toInstant(value) : undefined
      if (instant !== undefined) return instant
      break
    }
    case 'enum':
      if (Number.isInteger(value)) return nameOf(field.members, value as number) ?? value
      if (typeof value === 'string' && Object.hasOwn(field.members, value)) return value
      break
    case 'list':
      if (Array.isArray(value)) return value.map((one) => toValue(field.of, one, path))
      break
    case 'map':
    case 'object':
      if (typeof value === 'object' && !Array.isArray(value)) return toObject(field, value, path)
  }
  throw new Error(
    `The field ${path} is of kind ${field.kind} and cannot be ${JSON.stringify(value)}.`,
  )
}

const toObject = (field: Field, value: object, path: string): unknown => {
  if (field.kind !== 'object') return value
  return Object.entries(value).reduce<unknown>(
    (object, [name, one]) => replaceIn(field, object, [name], one, `${path}.${name}`),
    {},
  )
}

const nameOf = (members: Readonly<Record<string, number>>, number: number): string | undefined =>
  Object.entries(members).find(([, value]) => value === number)?.[0]

/** Reads ISO 8601 with or without a zone. Any offset but Z means the server's own clock. */
const toInstant = (text: string): Instant | undefined => {
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:\d\d)?$/.exec(
    text,
  )
  if (parts === null) return undefined
  const [, date = '', time = '', fraction = '', zone] = parts
  const ms = Date.parse(`${date}T${time}Z`)
  if (Number.isNaN(ms)) return undefined
  const ticks = Number(fraction.padEnd(7, '0'))
  return {
    ms: ms + Math.floor(ticks / 10_000),
    ticks: ticks % 10_000,
    kind: zone === 'Z' ? 'utc' : zone === undefined ? 'unspecified' : 'local',
  }
}
