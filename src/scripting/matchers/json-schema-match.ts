import { isJsonList, isJsonObject } from '../json/json-text.ts'
import { readJson, type Json } from '../json/read-json.ts'
import { compileSchema } from '../json-schema/json-schema.ts'
import type { SchemaVersion } from '../json-schema/schema-rule.ts'
import type { ValueTest } from '../stubs/value-match.ts'

export interface SchemaMatch {
  /** A JSON Schema, or a text of one. */
  readonly matchesJsonSchema?: unknown
  readonly schemaVersion?: SchemaVersion
}

/** Throws a one-sentence Error for a schema that is wrong or not supported. */
export const schemaTest = ({ matchesJsonSchema, schemaVersion }: SchemaMatch): ValueTest => {
  const text =
    typeof matchesJsonSchema === 'string' ? matchesJsonSchema : JSON.stringify(matchesJsonSchema)
  const schema = readJson(text, 'jackson')
  if (schema === undefined) throw new Error(`matchesJsonSchema ${text} is not JSON.`)
  const test = compileSchema(schema, schemaVersion)
  return (value) => {
    if (value === undefined) return false
    const parsed = readJson(value, 'jackson')
    const read: Json = parsed === undefined ? value : parsed
    if (test(read)) return true
    // WireMock tries numbers, truths and null as texts too.
    const isTried = typeof read === 'string' || isJsonList(read) || isJsonObject(read)
    return !isTried && test(value)
  }
}
