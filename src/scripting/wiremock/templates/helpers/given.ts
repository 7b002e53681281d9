import { textOf } from '../text-of.ts'
import { BigDecimal, isNumber, numberOf, type Value } from '../values.ts'
import type { Options } from '../render.ts'

// The functions in this file read the parameters of helpers. The message of an error is one clause.

export const param = ({ params }: Options, at: number): Value => params[at] ?? null
export const named = ({ hash }: Options, name: string): Value => hash.get(name) ?? null

/** Returns the text of a value. Throws an Error for null. */
export const needText = (value: Value): string => {
  if (value === null) throw new Error('it was given no value')
  return textOf(value)
}

/** In a block, returns the text of the block. Otherwise returns the text of the value, or throws an Error. */
export const content = (value: Value, options: Options): string =>
  options.isSection ? options.body() : needText(value)

/** Returns a value that is a text. Throws an Error for other values, also for numbers and lists. */
export const needString = (value: Value, what: string): string => {
  if (typeof value !== 'string') throw new Error(`${what} is a text`)
  return value
}

/** Returns a value that is a Java `Integer`. Throws an Error for other values, also for texts. */
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

/**
 * Returns a number without its fraction, or the whole number in a text. Returns null for values of other
 * kinds. Throws an Error for other texts.
 */
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

/** Returns a number, also for the text of one. Any other text is zero, as in WireMock. Throws for null. */
export const asBigDecimal = (value: Value): BigDecimal => {
  if (value === null) throw new Error('it was given no value')
  return BigDecimal.read(textOf(value)) ?? new BigDecimal(0n, 0)
}

/** Reports an error. Returns the message that a WireMock helper prints in place of its value. */
export const refused = (sentence: string, { setting }: Options): string => {
  const message = `[ERROR: ${sentence}]`
  setting.complain(message)
  return message
}
