import { sizeOf, textOf } from '../text-of.ts'
import { Decimal, Dict, List, type Value } from '../values.ts'
import type { Helper, Options } from '../render.ts'
import {
  asDecimal,
  asWhole,
  named,
  namedFlag,
  namedString,
  needWhole,
  param,
  refused,
} from './given.ts'

const MOST_ITEMS = 100_000

const POSITION =
  'position must be greater than or equal to 0 and less than or equal to the size of the list'

/**
 * Returns the index at which an item is added or removed. Returns undefined for the end of the list, and an
 * error message for a wrong `position`.
 */
const positionIn = (length: number, options: Options): number | undefined | string => {
  const given = named(options, 'position') ?? 'end'
  const text = textOf(given)
  if (text.toLowerCase() === 'end') return undefined
  if (text.toLowerCase() !== 'start' && !/^[+-]?\d{1,9}$/.test(text))
    return "position must be 'start', 'end' or an integer"
  const at = text.toLowerCase() === 'start' ? 0 : Number(text)
  return at < 0 || at > length ? POSITION : at
}

const itemsOf = (value: Value): readonly Value[] => {
  if (!(value instanceof List)) throw new Error(`${textOf(value)} is not a list`)
  return value.items
}

const arrayAdd: Helper = (value, options) => {
  if (value === null) return new List([])
  const items = itemsOf(value)
  if (options.params.length === 0)
    return refused('Missing required parameter: additional value to add to list', options)
  const at = positionIn(items.length, options)
  if (typeof at === 'string') return refused(at, options)
  options.budget.need(items.length)
  return new List(items.toSpliced(at ?? items.length, 0, param(options, 0)))
}

const arrayRemove: Helper = (value, options) => {
  const items = itemsOf(value)
  const at = positionIn(items.length, options)
  if (typeof at === 'string') return refused(at, options)
  const place = at ?? items.length - 1
  if (place < 0 || place >= items.length)
    throw new Error(`a list of ${items.length} has no item ${place}`)
  options.budget.need(items.length)
  return new List(items.toSpliced(place, 1))
}

const arrayJoin: Helper = (separator, options) => {
  if (typeof separator !== 'string') return refused('Separator parameter must be a String', options)
  const first = param(options, 0)
  if (first === null) return refused('The parameter must be list', options)
  const items = first instanceof List ? first.items : options.params
  if (items.length === 0) return ''
  options.budget.need((items.length - 1) * separator.length)
  if (!options.isSection) options.budget.need(sizeOf(first))
  const print = (one: Value): string => (options.isSection ? options.body(one) : textOf(one))
  const joined = items.map(print).join(separator)
  return namedString(options, 'prefix', '') + joined + namedString(options, 'suffix', '')
}

const range: Helper = (value, options) => {
  const first = asWhole(value)
  const last = options.params.length === 0 ? null : asWhole(param(options, 0))
  if (first === null || last === null)
    return refused(
      'The range helper requires both lower and upper bounds as integer parameters',
      options,
    )
  const count = last - first + 1
  if (count < 0) throw new Error(`the range from ${first} to ${last} goes backwards`)
  if (count > MOST_ITEMS)
    throw new Error(`the range has ${count} numbers, and ${MOST_ITEMS} are the most`)
  options.budget.need(count)
  return new List(Array.from({ length: count }, (_none, at) => first + at))
}

const pickRandom: Helper = (value, options) => {
  if (value === null)
    return refused(
      'Must specify either a single list argument or a set of single value arguments.',
      options,
    )
  const items = value instanceof List ? value.items : [value, ...options.params]
  const { draw } = options.setting
  const count = named(options, 'count')
  if (count === null || (typeof count === 'number' && count <= 0)) {
    if (items.length === 0) throw new Error('it was given an empty list')
    return items[draw(items.length)] ?? null
  }
  const wanted = Math.min(items.length, needWhole(count, 'count'))
  const pool = [...items]
  for (let at = 0; at < wanted; at++) {
    const other = at + draw(pool.length - at)
    ;[pool[at], pool[other]] = [pool[other] ?? null, pool[at] ?? null]
  }
  return new List(pool.slice(0, wanted))
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}${DIGITS}`
const charactersBetween = (first: number, last: number): string =>
  String.fromCharCode(...Array.from({ length: last - first }, (_none, at) => first + at))

const alphabets = new Map([
  ['ALPHANUMERIC', ALPHANUMERIC],
  ['ALPHABETIC', LETTERS + LETTERS.toUpperCase()],
  ['NUMERIC', DIGITS],
  ['ALPHANUMERIC_AND_SYMBOLS', charactersBetween(33, 126)],
  ['HEXADECIMAL', 'ABCDEF0123456789'],
])

const randomValue: Helper = (_value, options) => {
  const length = needWhole(named(options, 'length') ?? 36, 'length')
  const upper = namedFlag(options, 'uppercase')
  const type = namedString(options, 'type', 'ALPHANUMERIC')
  if (length < 0) throw new Error(`the length ${length} is below 0`)
  options.budget.need(length)
  const { draw } = options.setting
  const from = (alphabet: string, count: number): string =>
    Array.from({ length: count }, () => alphabet[draw(alphabet.length)] ?? '').join('')
  const made =
    type === 'UUID' ? uuid(draw) : from(alphabets.get(type) ?? charactersBetween(32, 127), length)
  return upper ? made.toUpperCase() : made.toLowerCase()
}

/** Returns a UUID of version 4. `draw` returns a whole number from 0 up to, and without, `below`. */
export const uuid = (draw: (below: number) => number): string =>
  'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (one) =>
    (one === 'x' ? draw(16) : 8 + draw(4)).toString(16),
  )

const randomInt: Helper = (_value, options) => {
  const lower = asWhole(named(options, 'lower')) ?? -2_147_483_648
  const upper = asWhole(named(options, 'upper')) ?? 2_147_483_647
  if (upper <= lower) throw new Error(`the upper bound ${upper} is not above ${lower}`)
  return lower + options.setting.draw(upper - lower)
}

const randomDecimal: Helper = (_value, options) => {
  const bound = (name: string, otherwise: number): number => {
    const value = named(options, name)
    return value === null ? otherwise : asDecimal(value)
  }
  const lower = bound('lower', 4.9e-324)
  const upper = bound('upper', Number.MAX_VALUE)
  if (!(upper > lower)) throw new Error(`the upper bound ${upper} is not above ${lower}`)
  const part = (options.setting.draw(2 ** 26) * 2 ** 26 + options.setting.draw(2 ** 26)) / 2 ** 52
  const drawn = lower + part * (upper - lower)
  return new Decimal(drawn < upper ? drawn : lower)
}

/** WireMock's helpers for lists and for random values. The seed decides the random values. */
export const listHelpers: Readonly<Record<string, Helper>> = {
  array: (value, options) =>
    new List(options.hasContext && value !== null ? [value, ...options.params] : []),
  arrayAdd,
  arrayRemove,
  arrayJoin,
  range,
  pickRandom,
  randomValue,
  randomInt,
  randomDecimal,
  size: (value) => {
    if (value === null) throw new Error('it was given no value')
    if (typeof value === 'string') return value.length
    if (value instanceof List) return value.items.length
    return value instanceof Dict ? value.members.size : null
  },
}
