import { onceFor } from '../../../core/on-need.ts'
import type { EnumField, Field, Instant, Shape } from '../../../core/schema.ts'
import { printClock, printRoundTrip } from '../clr/date-time.ts'
import { defaultOf, enumNumber, type EnumValue } from '../clr/values.ts'

type Write = (value: unknown) => string

/**
 * Prints a value of a shape as Json.NET does (docs/spec/aspnet-webapi.md#writing-json): compact,
 * members in the order the shape declares them, nulls written. A missing value of a value type is
 * printed as its CLR default. Throws Error on an unknown date format or enum member.
 */
export const writeJson = (shape: Shape, value: unknown, options: JsonOptions = {}): string => {
  requireKnown(options)
  return writerOf(shape, options.dateFormat !== undefined)(value)
}

const clockWriter = onceFor((shape: Shape) => compile(shape, true))
const isoWriter = onceFor((shape: Shape) => compile(shape, false))

const writerOf = (shape: Shape, byClock: boolean): Write =>
  byClock ? clockWriter(shape) : isoWriter(shape)

const compile = (shape: Shape, byClock: boolean): Write => {
  const members = Object.entries(shape.fields).map(([name, field], index) => ({
    name,
    prefix: `${index === 0 ? '{' : ','}${writeJsonString(name)}:`,
    write: fieldWriter(field, byClock),
  }))
  if (members.length === 0) return (value) => (isMissing(value) ? 'null' : '{}')
  return (value) => {
    if (isMissing(value)) return 'null'
    const record = value as Readonly<Record<string, unknown>>
    let json = ''
    for (const { name, prefix, write } of members) json += prefix + write(record[name])
    return `${json}}`
  }
}

const isMissing = (value: unknown): boolean => value === null || value === undefined

const fieldWriter = (field: Field, byClock: boolean): Write => {
  switch (field.kind) {
    case 'string':
      return orNull((value) => writeJsonString(value as string))
    case 'list':
      return orNull(listWriter(fieldWriter(field.of, byClock)))
    case 'object':
      // The writer is looked up when it is needed, because shapes may contain themselves.
      return (value) => writerOf(field.of, byClock)(value)
    case 'map':
      return orNull(mapWriter(fieldWriter(field.of, byClock)))
    default: {
      const write = valueTypeWriter(field, byClock)
      const missing = write(defaultOf(field))
      return (value) => (isMissing(value) ? missing : write(value))
    }
  }
}

const orNull =
  (write: Write): Write =>
  (value) =>
    isMissing(value) ? 'null' : write(value)

const valueTypeWriter = (field: Field, byClock: boolean): Write => {
  if (field.kind === 'enum') return (value) => enumText(field, value as EnumValue)
  if (field.kind === 'decimal') return (value) => decimalText(value as string)
  if (field.kind !== 'dateTime') return String
  const print = byClock ? printClock : printRoundTrip
  return (value) => `"${print(value as Instant)}"`
}

const enumText = (field: EnumField, value: EnumValue): string => {
  const number = enumNumber(field, value)
  if (number === undefined)
    throw new Error(`${value} is no member of ${field.name}: use one of its names, or a number.`)
  return String(number)
}

/** Prints a decimal. A whole number gets `.0`; any other keeps its digits. */
const decimalText = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`)

const listWriter =
  (write: Write): Write =>
  (value) =>
    `[${(value as readonly unknown[]).map(write).join(',')}]`

const mapWriter =
  (write: Write): Write =>
  (value) =>
    `{${Object.entries(value as object)
      .map(([name, item]) => `${writeJsonString(name)}:${write(item)}`)
      .join(',')}}`

/**
 * Matches the characters that Json.NET escapes: quotes, backslash, C0 and three line separators beyond
 * ASCII (docs/spec/aspnet-webapi.md#writing-json).
 */
const ESCAPED = /["\\\x00-\x1f\u0085\u2028\u2029]/
const ESCAPED_ALL = /["\\\x00-\x1f\u0085\u2028\u2029]/g
const ESCAPED_IN_PATH = /['\\\x00-\x1f\u0085\u2028\u2029]/g

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
}

const escape = (unit: string): string =>
  SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Prints a JSON string as Json.NET does, with its quotes. */
export const writeJsonString = (text: string): string =>
  ESCAPED.test(text) ? `"${text.replace(ESCAPED_ALL, escape)}"` : `"${text}"`

/** Escapes a member's name for `['…']` of a JSON path. */
export const escapeInPath = (name: string): string => name.replace(ESCAPED_IN_PATH, escape)

/**
 * The only format with which an IsoDateTimeConverter is configured here
 * (docs/spec/aspnet-webapi.md#writing-json).
 */
const CLOCK_FORMAT = 'yyyy-MM-dd HH:mm:ss'

/** Options of a site's JSON formatter. */
export interface JsonOptions {
  /** `yyyy-MM-dd HH:mm:ss`. If absent, dates are in Json.NET's own ISO 8601 form. */
  readonly dateFormat?: string | undefined
}

/** Checks the date format. Throws Error if it is not the recorded one. */
export const requireKnown = ({ dateFormat }: JsonOptions): void => {
  if (dateFormat !== undefined && dateFormat !== CLOCK_FORMAT)
    throw new Error(`Unknown date format ${dateFormat}: use ${CLOCK_FORMAT}, or none.`)
}
