import { isJsonList, isJsonObject } from './json.ts'
import {
  additionalProperties,
  conditional,
  contains,
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
} from './schema-rules.ts'
import type { Rule } from './json-schema.ts'

/** Keywords by name. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
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
  [
    '$ref',
    (operand, _schema, { refer }) =>
      refer(typeof operand === 'string' ? operand : wrong('$ref', 'a text')),
  ],
])

const formats: Readonly<Record<string, RegExp>> = {
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  time: /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i,
  'date-time':
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i,
  email: /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*$/,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  ipv6: /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/,
  hostname:
    /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  uri: /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*$/,
  uuid: /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/,
}

/** Whether a text is of a format; one that is not known here lets everything through, as JSON Schema says. */
const isFormat = (name: string, text: string): boolean =>
  formats[name]?.test(text.slice(0, LONGEST)) ?? true

/** Longer texts are of no format. */
const LONGEST = 10_000
