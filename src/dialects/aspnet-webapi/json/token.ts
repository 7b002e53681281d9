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

/** The token opens an object, an array or a constructor. */
export const isStart = (token: Token): boolean =>
  token === 'StartObject' || token === 'StartArray' || token === 'StartConstructor'

/** A token's value as text; empty for a date and for null. */
export const textOf = (value: TokenValue): string =>
  value === null || typeof value === 'object' ? '' : String(value)

/** What went wrong, by the kind of note that tells of it. */
export type FailureKind =
  | 'body-encoding'
  | 'json-syntax'
  | 'json-truncated'
  | 'json-type-mismatch'
  | 'enum-not-a-member'
  | 'date-format'
  | 'integer-out-of-range'

/** An exception of Json.NET on its way to whoever handles it. */
export interface Failure {
  readonly kind: FailureKind
  /** The exception's message, without where it happened. */
  readonly message: string
  /** Index in the text. */
  readonly at: number
  /** False for exceptions of the framework itself: their message names no place. */
  readonly placed: boolean
  /** The text that does not fit. */
  readonly actual?: string
}

/** `token`: one was read; `end`: the text is over; `failed`: see the cursor's failure. */
export type Step = 'token' | 'end' | 'failed'

/** What DateTime says to a date it cannot hold. */
export const OUT_OF_RANGE = 'Specified argument was out of the range of valid values.'
