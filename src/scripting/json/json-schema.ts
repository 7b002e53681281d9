import { isJsonList, isJsonObject, type Json, type JsonObject } from './json.ts'
import { spend } from '../matchers/budget.ts'
import { rules } from './schema-keywords.ts'

/** Drafts that a schema may be of. */
export const schemaVersions = ['V4', 'V6', 'V7', 'V201909', 'V202012'] as const
/** Name of a draft, as WireMock's `schemaVersion` spells it. */
export type SchemaVersion = (typeof schemaVersions)[number]

/** Whether a value fits. */
export type Test = (value: Json) => boolean
/** Compiles one keyword of a schema. Throws a one-sentence Error for an operand that is wrong. */
export type Rule = (operand: Json, schema: JsonObject, reader: Reader) => Test

/** What a rule needs of the whole schema. */
export interface Reader {
  readonly version: SchemaVersion
  readonly read: (schema: Json | undefined) => Test
  readonly refer: (pointer: string) => Test
}

/** A JSON Schema as a test. Throws a one-sentence Error for one that is wrong or has a keyword that is not supported. */
export const compileSchema = (root: Json, given: SchemaVersion = 'V202012'): Test => {
  const version = versionOf(root) ?? given
  const referred = new Map<string, Test>()
  const reader: Reader = {
    version,
    read: (schema) => compile(schema, reader),
    // Made when first needed: a schema may refer to itself.
    refer: (pointer) => {
      const target = pointed(root, pointer)
      return (value) => {
        let test = referred.get(pointer)
        if (test === undefined) referred.set(pointer, (test = compile(target, reader)))
        return test(value)
      }
    },
  }
  return compile(root, reader)
}

const versionOf = (root: Json): SchemaVersion | undefined => {
  const uri = isJsonObject(root) ? root['$schema'] : undefined
  if (typeof uri !== 'string') return undefined
  const found = /draft(?:-0|\/)(4|6|7|2019-09|2020-12)\/schema/.exec(uri)?.[1]?.replace('-', '')
  const version = schemaVersions.find((one) => one === `V${found ?? ''}`)
  if (version === undefined)
    throw new Error(`The $schema ${uri} is not supported; use one of draft 4 to 2020-12.`)
  return version
}

const pointed = (root: Json, pointer: string): Json => {
  if (!/^#(?:\/|$)/.test(pointer))
    throw new Error(
      `The $ref ${pointer} is not supported; refer within the schema, as in #/$defs/name.`,
    )
  let at: Json | undefined = root
  for (const part of pointer.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    at = isJsonList(at)
      ? at[Number(name)]
      : isJsonObject(at) && Object.hasOwn(at, name)
        ? at[name]
        : undefined
  }
  if (at === undefined) throw new Error(`The $ref ${pointer} leads nowhere.`)
  return at
}

const compile = (schema: Json | undefined, reader: Reader): Test => {
  if (typeof schema === 'boolean') return () => schema
  if (!isJsonObject(schema)) throw new Error('A JSON Schema is an object, true or false.')
  const tests: Test[] = []
  for (const keyword of Object.keys(schema)) {
    if (annotations.has(keyword)) continue
    const rule = rules.get(keyword)
    if (rule === undefined)
      throw new Error(`The JSON Schema keyword ${keyword} is not supported here.`)
    // Before draft 2019-09 the keywords beside a $ref do not count.
    if (schema['$ref'] !== undefined && keyword !== '$ref' && /^V[467]$/.test(reader.version))
      continue
    tests.push(rule(schema[keyword] ?? null, schema, reader))
  }
  return (value) => {
    spend()
    return tests.every((test) => test(value))
  }
}

const annotations = new Set(
  '$schema $id id $comment title description default examples example deprecated readOnly writeOnly nullable definitions $defs $anchor contentMediaType contentEncoding contentSchema then else minContains maxContains additionalItems xml externalDocs discriminator'.split(
    ' ',
  ),
)
