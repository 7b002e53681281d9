/** Members of a mapping as Jackson reads them into Java's types. All throw a MappingError. */

export type Json = Readonly<Record<string, unknown>>

/** A mapping or pattern that cannot be understood: one sentence, and where (a JSON pointer). */
interface MappingError extends Error {
  readonly pointer: string
}

/** `pointer` is a JSON pointer into the mapping, `message` one sentence. */
export const mappingError = (pointer: string, message: string): MappingError =>
  Object.assign(new Error(message), { pointer })

/** Whether an error tells what is wrong with a mapping, and where. */
export const isMappingError = (error: unknown): error is MappingError =>
  error instanceof Error && 'pointer' in error && typeof error.pointer === 'string'

/** An object, and no list. */
export const object = (value: unknown, at: string): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mappingError(at, `${at} is an object, not ${JSON.stringify(value)}.`)
  return value as Json
}

/** A text as such. */
export const text = (value: unknown, at: string): string => {
  if (typeof value !== 'string')
    throw mappingError(at, `${at} is a text, not ${JSON.stringify(value)}.`)
  return value
}

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

/** The members that are not null: some clients write every member, null where they have no value. */
export const present = (given: Json): Json =>
  Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  )
