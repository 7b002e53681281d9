import type { Field, Shape } from '../../../core/schema.ts'
import { parseExactDateTime } from '../clr/date-time.ts'
import { defaultsOf } from '../clr/values.ts'
import { contractOf, propertyOf } from './contract.ts'

type Members = Record<string, unknown>

/** An everyday body is short: a long one is not read twice when it turns out to be none. */
const LONGEST = 16_384

/**
 * The object that an everyday body binds: one object as JSON.stringify writes it, without escapes, its
 * members of their own names and types. JSON.parse reads it faster than the reader of all that
 * Json.NET accepts (docs/performance.md#what-each-part-gains). Undefined for any other body.
 */
export const readPlainJson = (
  text: string,
  shape: Shape,
  convertsDates: boolean,
): Members | undefined => {
  if (text.length > LONGEST || !text.startsWith('{"') || text.includes('\\')) return undefined
  const members = parsed(text)
  return members === undefined ? undefined : bound(members, text.length, shape, convertsDates)
}

const parsed = (text: string): Members | undefined => {
  try {
    return JSON.parse(text) as Members
  } catch {
    return undefined
  }
}

const bound = (
  members: Members,
  length: number,
  shape: Shape,
  convertsDates: boolean,
): Members | undefined => {
  const contract = contractOf(shape)
  const target = defaultsOf(shape)
  let likely = 0
  // Blanks, a member twice, 1.0 for 1: whatever else these members could be spelt as is longer.
  let shortest = 1
  for (const name in members) {
    const property = propertyOf(contract, name, likely)
    const value = members[name]
    if (property?.name !== name || !isPlain(value, property.field, convertsDates)) return undefined
    likely = property.index + 1
    shortest += name.length + 4 + lengthOf(value)
    const date =
      property.field.kind === 'dateTime' ? parseExactDateTime(value as string) : undefined
    if (date?.ok === false) return undefined
    target[name] = date === undefined ? value : date.value
  }
  return shortest === length ? target : undefined
}

type Plain = string | number | boolean | null

const isPlain = (value: unknown, { kind }: Field, convertsDates: boolean): value is Plain => {
  switch (kind) {
    case 'string':
      return typeof value === 'string' || value === null
    case 'integer':
      // `1e2` is as long as `100`, and no integer to Json.NET.
      return typeof value === 'number' && value >= 0 && value < 100
    case 'boolean':
      return typeof value === 'boolean'
    case 'dateTime':
      return convertsDates && typeof value === 'string'
    default:
      return false
  }
}

const lengthOf = (value: Plain): number => {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') return value < 10 ? 1 : 2
  return value === false ? 5 : 4
}
