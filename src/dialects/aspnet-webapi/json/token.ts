import type { Instant } from '../../../core/schema.ts'

/** Json.NET's names: its messages show them. */
export type Token =
  | 'None'
  | 'StartObject'
  | 'StartArray'
  | 'StartConstructor'
  | 'PropertyName'
  | 'Comment'
  | 'Integer'
  | 'Float'
  | 'String'
  | 'Boolean'
  | 'Null'
  | 'Undefined'
  | 'EndObject'
  | 'EndArray'
  | 'EndConstructor'
  | 'Date'

/**
 * What a token carries. An Integer wider than 53 bits is a bigint; a Float read as such is a number,
 * a decimal one is its digits.
 */
export type TokenValue = string | number | bigint | boolean | Instant | null

export const isStart = (token: Token): boolean =>
  token === 'StartObject' || token === 'StartArray' || token === 'StartConstructor'

/** A token's value as text; dates and null, which nobody asks for, are empty. */
export const textOf = (value: TokenValue): string =>
  value === null || typeof value === 'object' ? '' : String(value)
