import type { Field } from '../../../core/schema.ts'
import { FAILED } from './convert-token.ts'
import type { JsonBinder } from './json-binder.ts'
import { textOf } from './token.ts'

export type Metadata =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly id: string | undefined }

/**
 * The members `$ref`, `$type`, `$id` and `$values` at an object's start. Types are never resolved
 * (TypeNameHandling None); a `$ref` stands for an object read before, else for null.
 */
export const readMetadata = (
  binder: JsonBinder,
  field: Field,
  existing: unknown,
): Metadata | typeof FAILED => {
  const { reader } = binder
  let id: string | undefined
  while (reader.token === 'PropertyName') {
    const name = reader.value
    if (name !== '$ref' && name !== '$type' && name !== '$id' && name !== '$values') break
    if (!binder.demand()) return FAILED
    if (name === '$values') {
      const list = binder.createList(field, existing)
      return list !== FAILED && binder.demand() ? { done: true, value: list } : FAILED
    }
    const text = reader.value === null ? undefined : textOf(reader.value)
    if (name === '$ref' && !isReference(reader.token))
      return binder.fail('JSON reference $ref property must have a string or null value.')
    if (name === '$type' && text === undefined) {
      reader.failPlain(
        'Object reference not set to an instance of an object.',
        '$type',
        'json-type-mismatch',
      )
      return FAILED
    }
    if (!binder.demand()) return FAILED
    if (name === '$id') id = text
    if (name === '$ref' && text !== undefined) return resolve(binder, text)
  }
  return { done: false, id }
}

const isReference = (token: string): boolean => token === 'String' || token === 'Null'

const resolve = (binder: JsonBinder, reference: string): Metadata | typeof FAILED =>
  binder.reader.token === 'PropertyName'
    ? binder.fail(
        'Additional content found in JSON reference object. A JSON reference object should only have a $ref property.',
      )
    : { done: true, value: binder.references.get(reference) ?? null }
