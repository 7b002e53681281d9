import { sizeOf, textOf } from '../text-of.ts'
import { entriesOf, memberOf } from '../members.ts'
import { Instant, isEmpty, isNumber, List, numberOf, Dict, type Value } from '../values.ts'
import { isFalsy, type Helper, type Options } from '../render.ts'
import { named, param } from './given.ts'

const decided = (result: boolean, options: Options): Value => {
  if (options.isSection) return result ? options.body() : options.otherwise()
  return named(options, result ? 'yes' : 'no') ?? result
}

const same = (a: Value, b: Value): boolean => {
  if (isNumber(a) && isNumber(b)) return numberOf(a) === numberOf(b)
  if (a instanceof Instant && b instanceof Instant) return a.ms === b.ms
  if (a instanceof List && b instanceof List)
    return (
      a.items.length === b.items.length &&
      a.items.every((one, at) => same(one, b.items[at] ?? null))
    )
  if (a instanceof Dict && b instanceof Dict)
    return (
      a.members.size === b.members.size &&
      [...a.members].every(
        ([name, one]) => b.members.has(name) && same(one, b.members.get(name) ?? null),
      )
    )
  return a === b
}

const isSame = (a: Value, options: Options): boolean => {
  options.budget.need(Math.min(sizeOf(a), sizeOf(param(options, 0))))
  return same(a, param(options, 0))
}

/** Compares two texts, numbers, booleans or dates. Throws an Error for values of different kinds. */
const compared = (a: Value, b: Value): number => {
  if (isNumber(a) && isNumber(b)) return Math.sign(numberOf(a) - numberOf(b))
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Instant && b instanceof Instant) return Math.sign(a.ms - b.ms)
  throw new Error(`${textOf(a)} cannot be compared with ${textOf(b)}`)
}

const comparison =
  (holds: (order: number) => boolean): Helper =>
  (a, options) =>
    decided(holds(compared(a, param(options, 0))), options)

const each: Helper = (value, options) => {
  if (value === null) return options.otherwise()
  const isList = value instanceof List
  const base = isList ? named(options, 'base') : 0
  const start = typeof base === 'number' ? base : 0
  if (typeof value === 'string') options.budget.need(value.length * 8)
  const entries = isList ? value.items.map((one) => [null, one] as const) : entriesOf(value)
  if (entries.length === 0) return options.otherwise()
  let out = ''
  entries.forEach(([key, one], at) => {
    const index = start + at
    const place: [string, Value][] = [
      ['@key', key ?? index],
      ['@index', index],
      ['@first', at === 0 ? 'first' : ''],
      ['@last', at === entries.length - 1 ? 'last' : ''],
    ]
    if (isList)
      place.push(
        ['@odd', index % 2 === 0 ? '' : 'odd'],
        ['@even', index % 2 === 0 ? 'even' : ''],
        ['@index_1', index + 1],
      )
    out += options.body(one, [one, key ?? index], new Map(place))
  })
  return out
}

/** The block helpers and the comparisons of Handlebars.java. */
export const conditionHelpers: Readonly<Record<string, Helper>> = {
  if: (value, options) => (isFalsy(value, options) ? options.otherwise() : options.body()),
  unless: (value, options) => (isFalsy(value, options) ? options.body() : options.otherwise()),
  with: (value, options) => (isFalsy(value, options) ? options.otherwise() : options.body(value)),
  each,
  lookup: (value, options) => {
    if (value === null || options.params.length === 0) return value
    return memberOf(value, textOf(param(options, 0))) ?? value
  },
  log: () => null,
  eq: (a, options) => decided(isSame(a, options), options),
  neq: (a, options) => decided(!isSame(a, options), options),
  gt: comparison((order) => order > 0),
  gte: comparison((order) => order >= 0),
  lt: comparison((order) => order < 0),
  lte: comparison((order) => order <= 0),
  and: (first, options) =>
    decided(
      [first, ...options.params].every((one) => !isEmpty(one)),
      options,
    ),
  or: (first, options) =>
    decided(
      [first, ...options.params].some((one) => !isEmpty(one)),
      options,
    ),
  not: (value, options) => decided(isEmpty(value), options),
}
