import { mappingError } from './request-pattern.ts'

/** Members as Jackson reads them into Java's types: texts from scalars, numbers from texts. All throw a MappingError. */

type Json = Readonly<Record<string, unknown>>

const MOST_INT = 2_147_483_647

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 80)

/** A text; a number or a truth is its own. */
export const asText = (value: unknown, at: string): string => {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw mappingError(at, `${at} is a text, not ${shown(value)}.`)
}

/** A 32-bit whole number, also from a text; a fraction is cut off. */
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

/** A number, also from a text. */
export const asNumber = (value: unknown, at: string): number => {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof read !== 'number' || !Number.isFinite(read))
    throw mappingError(at, `${at} is a number, not ${shown(value)}.`)
  return read
}

/** True or false, also from a text or a whole number. */
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

/** Refuses members that are not among these. */
export const checkMembers = (given: Json, at: string, known: readonly string[]): void => {
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger !== undefined)
    throw mappingError(
      `${at}/${stranger}`,
      `${stranger} is not known ${at === '' ? 'in a stub mapping' : `in ${at}`}; there is ${known.join(', ')}.`,
    )
}

/** Null is as good as nothing: some clients write every member there is. */
export const present = (given: Json): Json =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  )
