/** A mapping or pattern that cannot be understood: one sentence, and where (a JSON pointer). */
export interface MappingError extends Error {
  readonly pointer: string
}

export const mappingError = (pointer: string, message: string): MappingError =>
  Object.assign(new Error(message), { pointer })

export const isMappingError = (error: unknown): error is MappingError =>
  error instanceof Error && 'pointer' in error && typeof error.pointer === 'string'

export type Json = Readonly<Record<string, unknown>>

/** Throws a MappingError for anything else. */
export const object = (value: unknown, at: string): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mappingError(at, `${at} is an object, not ${JSON.stringify(value)}.`)
  return value as Json
}

/** Throws a MappingError for anything else. */
export const text = (value: unknown, at: string): string => {
  if (typeof value !== 'string')
    throw mappingError(at, `${at} is a text, not ${JSON.stringify(value)}.`)
  return value
}
