import type { Field, Shape } from '../../../core/schema.ts'
import { enumValue } from './enum.ts'
import { DEFAULT_INSTANT } from './instant.ts'

const templates = new WeakMap<Shape, Readonly<Record<string, unknown>>>()

/** A new object as the CLR's parameterless constructor leaves it: a formatter fills it in. */
export const defaultsOf = (shape: Shape): Record<string, unknown> => {
  let template = templates.get(shape)
  if (template === undefined) {
    template = Object.fromEntries(
      Object.entries(shape.fields).map(([name, field]) => [name, defaultOf(field)]),
    )
    templates.set(shape, template)
  }
  return { ...template }
}

/** `default(T)` of a field's type. */
export const defaultOf = (field: Field): unknown => {
  switch (field.kind) {
    case 'integer':
      return 0
    case 'decimal':
      return '0'
    case 'boolean':
      return false
    case 'dateTime':
      return DEFAULT_INSTANT
    case 'enum':
      return enumValue(field, 0)
    default:
      return null
  }
}
