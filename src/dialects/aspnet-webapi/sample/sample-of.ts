import type { EnumField, Field, Instant, Shape } from '../../../core/schema.ts'

/**
 * A sample of a type as the help page's ObjectGenerator makes it: numbered by property, one count
 * for each object; enums, collections and complex types take no number. `decimal` stands for the
 * double that test/documents/001.txt shows. docs/spec/aspnet-webapi.md#samples-of-the-help-page
 * (S).
 */
export const sampleOf = (shape: Shape, now: Instant): Record<string, unknown> => {
  const next = sampler(now)
  return Object.fromEntries(
    Object.entries(shape.fields).map(([name, field]) => [name, next(field)]),
  )
}

/** Every object, and every collection, counts from 1. */
const sampler = (now: Instant): ((field: Field) => unknown) => {
  let count = 0
  return (field) => {
    switch (field.kind) {
      case 'string':
        return `sample string ${++count}`
      case 'integer':
        return ++count
      case 'decimal':
        return `${++count}.1`
      case 'boolean':
        return ++count > 0
      case 'dateTime':
        count++
        return now
      case 'enum':
        return lowest(field)
      case 'object':
        return sampleOf(field.of, now)
      case 'list':
        return pair(field.of, now)
      case 'map':
        return null
    }
  }
}

/** Two items, numbered on where they are simple. */
const pair = (item: Field, now: Instant): readonly unknown[] => {
  const next = sampler(now)
  return [next(item), next(item)]
}

/** `Enum.GetValues` sorts by value, as unsigned numbers. */
const lowest = (field: EnumField): string | null =>
  Object.entries(field.members).sort(([, a], [, b]) => (a >>> 0) - (b >>> 0))[0]?.[0] ?? null
