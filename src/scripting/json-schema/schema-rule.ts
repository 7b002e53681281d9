import type { Json, JsonObject } from '../json/json.ts'

/** Drafts that a schema may be of. */
export const schemaVersions = ['V4', 'V6', 'V7', 'V201909', 'V202012'] as const
export type SchemaVersion = (typeof schemaVersions)[number]

export type Test = (value: Json) => boolean
export type Rule = (operand: Json, schema: JsonObject, reader: Reader) => Test

export interface Reader {
  readonly version: SchemaVersion
  readonly read: (schema: Json | undefined) => Test
  readonly refer: (pointer: string) => Test
}
