import { LONGEST_DELAY_MS } from '../../core/wire.ts'
import type { DelayPlan, StubResponse } from '../stubs/stub.ts'

// The functions in this file read the members of a mapping as Jackson reads them into Java's types.

export type Json = Readonly<Record<string, unknown>>

/** The error of a mapping or pattern that cannot be understood. `message` is one sentence. */
interface MappingError extends Error {
  readonly pointer: string
}

/** Creates a MappingError. `pointer` is a JSON pointer into the mapping, `message` is one sentence. */
export const mappingError = (pointer: string, message: string): MappingError =>
  Object.assign(new Error(message), { pointer })

/** Returns whether an error is a MappingError. */
export const isMappingError = (error: unknown): error is MappingError =>
  error instanceof Error && 'pointer' in error && typeof error.pointer === 'string'

/** Returns the value if it is an object and no list. Throws a MappingError for other values. */
export const object = (value: unknown, at: string): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mappingError(at, `${at} is an object, not ${JSON.stringify(value)}.`)
  return value as Json
}

/** Returns the value if it is a text. Throws a MappingError for other values, also for numbers. */
export const text = (value: unknown, at: string): string => {
  if (typeof value !== 'string')
    throw mappingError(at, `${at} is a text, not ${JSON.stringify(value)}.`)
  return value
}

const MOST_INT = 2_147_483_647

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 80)

/** Returns a text, also for a number or a boolean. Throws a MappingError for other values. */
export const asText = (value: unknown, at: string): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw mappingError(at, `${at} is a text, not ${shown(value)}.`)
}

/** Returns a 32-bit whole number, also for a text. Cuts off a fraction. Throws a MappingError. */
export const asInt = (value: unknown, at: string): number => {
  const read =
    typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)
      ? Number(value)
      : typeof value === 'number'
        ? Math.trunc(value)
        : NaN
  if (!(Math.abs(read) <= MOST_INT))
    throw mappingError(at, `${at} is a whole number, not ${shown(value)}.`)
  return read
}

/** Returns a finite number, also for a text. Throws a MappingError for other values. */
const asNumber = (value: unknown, at: string): number => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof read !== 'number' || !Number.isFinite(read))
    throw mappingError(at, `${at} is a number, not ${shown(value)}.`)
  return read
}

/** Returns a boolean, also for `"true"`, `"false"` and whole numbers. Throws a MappingError. */
export const asTruth = (value: unknown, at: string): boolean => {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  if (Number.isInteger(value)) return value !== 0
  throw mappingError(at, `${at} is true or false, not ${shown(value)}.`)
}

export const asTexts = (value: unknown, at: string): readonly string[] => {
  if (!Array.isArray(value))
    throw mappingError(at, `${at} is a list of texts, not ${shown(value)}.`)
  return value.map((one, index) => asText(one, `${at}/${index}`))
}

/** Throws a MappingError for the first member of `given` that is not in `known`. */
export const checkMembers = (given: Json, at: string, known: readonly string[]): void => {
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger !== undefined)
    throw mappingError(
      `${at}/${stranger}`,
      `${stranger} is not known ${at === '' ? 'in a stub mapping' : `in ${at}`}; there is ${known.join(', ')}.`,
    )
}

/** Returns the members that are not null. Some clients write null for every member without a value. */
export const present = (given: Json): Json =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  )

/**
 * Returns a delay in milliseconds. A negative number means no delay, as in WireMock. Throws a MappingError.
 */
export const delayOf = (value: unknown, at: string): number => {
  const ms = asInt(value, at)
  if (ms > LONGEST_DELAY_MS)
    throw mappingError(at, `${at} is at most ${LONGEST_DELAY_MS} milliseconds, not ${ms}.`)
  return Math.max(0, ms)
}

/** Converts WireMock's DelayDistribution. Throws a MappingError. */
export const toDelayPlan = (value: unknown, at: string): DelayPlan => {
  const { type: given, ...written } = object(value, at)
  const plan = present(written)
  const part = (name: string): number =>
    plan[name] === undefined ? 0 : asNumber(plan[name], `${at}/${name}`)
  const type = given === undefined || given === null ? '' : asText(given, `${at}/type`)
  switch (type) {
    case 'lognormal':
      checkMembers(written, at, ['median', 'sigma', 'maxValue'])
      return lognormal(part('median'), part('sigma'), plan['maxValue'], at)
    case 'uniform': {
      checkMembers(written, at, ['lower', 'upper'])
      const [lower, upper] = [Math.trunc(part('lower')), Math.trunc(part('upper'))]
      if (upper < lower)
        throw mappingError(at, `The upper bound ${upper} is below the lower ${lower}.`)
      return { type: 'uniform', lower: Math.max(0, lower), upper: Math.max(0, upper) }
    }
    case 'fixed':
      checkMembers(written, at, ['milliseconds'])
      return plan['milliseconds'] === undefined
        ? 0
        : delayOf(plan['milliseconds'], `${at}/milliseconds`)
    default:
      throw mappingError(`${at}/type`, 'The type is lognormal, uniform or fixed.')
  }
}

const lognormal = (median: number, sigma: number, maxValue: unknown, at: string): DelayPlan => {
  const most = maxValue === undefined ? undefined : asNumber(maxValue, `${at}/maxValue`)
  if (most !== undefined && most < median)
    throw mappingError(`${at}/maxValue`, `The maxValue ${most} is below the median ${median}.`)
  return {
    type: 'lognormal',
    median: Math.max(0, median),
    sigma,
    ...(most === undefined ? {} : { most }),
  }
}

/** Converts WireMock's ChunkedDribbleDelay. Returns undefined if it has no chunks. Throws a MappingError. */
export const dribbleOf = (value: unknown, at: string): StubResponse['chunkedDribbleDelay'] => {
  const plan = object(value, at)
  checkMembers(plan, at, ['numberOfChunks', 'totalDuration'])
  const part = (name: string): number => {
    if (plan[name] === undefined || plan[name] === null)
      throw mappingError(
        `${at}/${name}`,
        `${name} is missing; chunks need a number and a duration.`,
      )
    return asInt(plan[name], `${at}/${name}`)
  }
  const [numberOfChunks, totalDuration] = [part('numberOfChunks'), part('totalDuration')]
  if (totalDuration < 0 || totalDuration > LONGEST_DELAY_MS)
    throw mappingError(
      `${at}/totalDuration`,
      `${at}/totalDuration is from 0 to ${LONGEST_DELAY_MS} milliseconds, not ${totalDuration}.`,
    )
  if (numberOfChunks > 1000)
    throw mappingError(
      `${at}/numberOfChunks`,
      `${at}/numberOfChunks is at most 1000, not ${numberOfChunks}.`,
    )
  return numberOfChunks <= 0 ? undefined : { numberOfChunks, totalDuration }
}
