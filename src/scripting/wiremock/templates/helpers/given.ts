import { textOf } from '../text-of.ts'
import { BigDecimal, isNumber, numberOf, type Value } from '../values.ts'
import type { Options } from '../render.ts'

/** What a helper was given, in the kind it wants. The errors are one clause each. */

export const param = ({ params }: Options, at: number): Value => params[at] ?? null
export const named = ({ hash }: Options, name: string): Value => hash.get(name) ?? null

/** The text of a value that must be there. */
export const needText = (value: Value): string => {
  if (value === null) throw new Error('it was given no value')
  return textOf(value)
}

/** A block's text, or else that of the value. */
export const content = (value: Value, options: Options): string =>
  options.isSection ? options.body() : needText(value)

/** A text as such: no number, no list. */
export const needString = (value: Value, what: string): string => {
  if (typeof value !== 'string') throw new Error(`${what} is a text`)
  return value
}

/** An `Integer` as such. */
export const needWhole = (value: Value, what: string): number => {
  if (typeof value !== 'number') throw new Error(`${what} is a whole number`)
  return value
}

export const namedString = (options: Options, name: string, otherwise: string): string => {
  const value = named(options, name)
  return value === null ? otherwise : needString(value, name)
}

export const namedFlag = (options: Options, name: string): boolean => {
  const value = named(options, name)
  if (value !== null && typeof value !== 'boolean') throw new Error(`${name} is true or false`)
  return value === true
}

/** A number, or the text of one; null where there is none. */
export const asWhole = (value: Value): number | null => {
  if (isNumber(value)) return Math.trunc(numberOf(value))
  if (typeof value !== 'string') return null
  if (!/^[+-]?\d{1,10}$/.test(value)) throw new Error(`${value} is not a whole number`)
  return Number(value)
}

export const asDecimal = (value: Value): number => {
  if (isNumber(value)) return numberOf(value)
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN
  if (Number.isNaN(read)) throw new Error(`${textOf(value)} is not a number`)
  return read
}

/** A number, or a text that is one; anything else is zero, as WireMock calculates. */
export const asBigDecimal = (value: Value): BigDecimal => {
  if (value === null) throw new Error('it was given no value')
  return BigDecimal.read(textOf(value)) ?? new BigDecimal(0n, 0)
}

/** The message that a WireMock helper prints in the place of its value. */
export const refused = (sentence: string, { setting }: Options): string => {
  const message = `[ERROR: ${sentence}]`
  setting.complain(message)
  return message
}
