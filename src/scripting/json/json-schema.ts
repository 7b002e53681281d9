import { isJsonList, isJsonObject, type Json } from './json.ts'
import { spend } from '../matchers/budget.ts'
import {
  additionalProperties,
  conditional,
  contains,
  content,
  dependencies,
  items,
  patternProperties,
  properties,
  tuple,
  regexFinder,
  bound,
  exclusive,
  itemsOf,
  lengthOf,
  limit,
  lists,
  membersOf,
  sized,
  textOf,
  texts,
  type,
  wrong,
  schemaVersions,
  type Reader,
  type Rule,
  type SchemaVersion,
  type Test,
} from './schema-rules.ts'

/**
 * Compiles a JSON Schema into a test. Throws a one-sentence Error for a schema that is wrong or has a keyword
 * that is not supported.
 */
export const compileSchema = (root: Json, given: SchemaVersion = 'V202012'): Test => {
  const version = versionOf(root) ?? given
  const referred = new Map<string, Test>()
  const reader: Reader = {
    version,
    read: (schema) => compile(schema, reader),
    // Compiled when first needed, because a schema may refer to itself.
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
  // Draft 4 has no schemas that are true or false: WireMock accepts every value for them.
  if (typeof schema === 'boolean') return () => schema || reader.version === 'V4'
  if (!isJsonObject(schema)) throw new Error('A JSON Schema is an object, true or false.')
  const tests: Test[] = []
  for (const keyword of Object.keys(schema)) {
    if (annotations.has(keyword) || isLater(keyword, reader.version)) continue
    const rule = rules.get(keyword)
    if (rule === undefined)
      throw new Error(`The JSON Schema keyword ${keyword} is not supported here.`)
    // Before draft 2019-09 the keywords beside a $ref are ignored.
    if (schema['$ref'] !== undefined && keyword !== '$ref' && /^V[467]$/.test(reader.version))
      continue
    tests.push(rule(schema[keyword] ?? null, schema, reader))
  }
  return (value) => {
    spend()
    return tests.every((test) => test(value))
  }
}

/** The draft that introduced a keyword. Earlier drafts ignore the keyword. */
const since: ReadonlyMap<string, SchemaVersion> = new Map([
  ...['const', 'contains', 'propertyNames'].map((name) => [name, 'V6'] as const),
  ['if', 'V7'],
  ...['dependentRequired', 'dependentSchemas'].map((name) => [name, 'V201909'] as const),
  ['prefixItems', 'V202012'],
])

const isLater = (keyword: string, version: SchemaVersion): boolean => {
  const first = since.get(keyword)
  return first !== undefined && schemaVersions.indexOf(first) > schemaVersions.indexOf(version)
}

const annotations = new Set(
  '$schema $id id $comment title description default examples example deprecated readOnly writeOnly nullable definitions $defs $anchor contentSchema then else minContains maxContains additionalItems xml externalDocs discriminator'.split(
    ' ',
  ),
)

/** The rules of the keywords, by name. */
const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['type', type],
  [
    'enum',
    (operand) => {
      if (!isJsonList(operand)) return wrong('enum', 'a list')
      const wanted = new Set(operand.map(textOf))
      return (value) => wanted.has(textOf(value))
    },
  ],
  [
    'const',
    (operand) => {
      const wanted = textOf(operand)
      return (value) => textOf(value) === wanted
    },
  ],
  ['minimum', bound('minimum', 'exclusiveMinimum', true)],
  ['maximum', bound('maximum', 'exclusiveMaximum', false)],
  ['exclusiveMinimum', exclusive('exclusiveMinimum', true)],
  ['exclusiveMaximum', exclusive('exclusiveMaximum', false)],
  [
    'multipleOf',
    limit('multipleOf', (value, of) => Math.abs(value / of - Math.round(value / of)) < 1e-9),
  ],
  ['minLength', sized('minLength', lengthOf, true)],
  ['maxLength', sized('maxLength', lengthOf, false)],
  ['minItems', sized('minItems', itemsOf, true)],
  ['maxItems', sized('maxItems', itemsOf, false)],
  ['minProperties', sized('minProperties', membersOf, true)],
  ['maxProperties', sized('maxProperties', membersOf, false)],
  [
    'pattern',
    (operand) => {
      const finds = regexFinder(typeof operand === 'string' ? operand : wrong('pattern', 'a text'))
      return (value) => typeof value !== 'string' || finds(value)
    },
  ],
  [
    'format',
    (operand, _schema, { version }) =>
      version === 'V202012' || version === 'V201909'
        ? () => true
        : (value) =>
            typeof value !== 'string' ||
            isFormat(typeof operand === 'string' ? operand : '', value),
  ],
  [
    'uniqueItems',
    (operand) => (value) =>
      operand !== true || !isJsonList(value) || new Set(value.map(textOf)).size === value.length,
  ],
  [
    'required',
    (operand) => {
      if (typeof operand === 'boolean') return () => true
      const names = texts(operand, 'required')
      return (value) => !isJsonObject(value) || names.every((name) => Object.hasOwn(value, name))
    },
  ],
  ['properties', properties],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  [
    'propertyNames',
    (operand, _schema, { read }) => {
      const test = read(operand)
      return (value) => !isJsonObject(value) || Object.keys(value).every(test)
    },
  ],
  ['dependencies', dependencies],
  ['dependentRequired', dependencies],
  ['dependentSchemas', dependencies],
  ['items', items],
  [
    'prefixItems',
    (operand, _schema, reader) => tuple(lists(operand, 'prefixItems', reader), undefined),
  ],
  ['contains', contains],
  [
    'allOf',
    (operand, _schema, reader) => {
      const tests = lists(operand, 'allOf', reader)
      return (value) => tests.every((test) => test(value))
    },
  ],
  [
    'anyOf',
    (operand, _schema, reader) => {
      const tests = lists(operand, 'anyOf', reader)
      return (value) => tests.some((test) => test(value))
    },
  ],
  [
    'oneOf',
    (operand, _schema, reader) => {
      const tests = lists(operand, 'oneOf', reader)
      return (value) => tests.filter((test) => test(value)).length === 1
    },
  ],
  [
    'not',
    (operand, _schema, { read }) => {
      const test = read(operand)
      return (value) => !test(value)
    },
  ],
  ['if', conditional],
  ['contentMediaType', content],
  ['contentEncoding', content],
  [
    '$ref',
    (operand, _schema, { refer }) =>
      refer(typeof operand === 'string' ? operand : wrong('$ref', 'a text')),
  ],
])

const DATE = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`
const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*$/

const formats: Readonly<Record<string, RegExp>> = {
  date: new RegExp(`^${DATE}$`),
  time: new RegExp(`^${TIME}$`, 'i'),
  'date-time': new RegExp(`^${DATE}T${TIME}$`, 'i'),
  duration:
    /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/,
  'json-pointer': /^(?:\/(?:[^~/]|~[01])*)*$/,
  'relative-json-pointer': /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~[01])*)*)$/,
  'idn-email': EMAIL,
  email: EMAIL,
  iri: URI,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  ipv6: /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/,
  hostname:
    /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  uri: URI,
  uuid: /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/,
}

/** Whether a text has a format. An unknown format accepts every text, as JSON Schema says. */
const isFormat = (name: string, text: string): boolean =>
  formats[name]?.test(text.slice(0, LONGEST)) ?? true

/** Most characters of a text that are tested for a format. */
const LONGEST = 10_000
