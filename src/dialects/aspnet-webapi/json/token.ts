import { patternOnNeed } from '../../../core/on-need.ts'
import type { Instant } from '../../../core/schema.ts'
import { isWhiteSpace } from '../clr/text.ts'
import { escapeInPath } from './write-json.ts'

/** Kinds of tokens by Json.NET's names, which its messages show. */
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
 * The value of a token. An Integer is a bigint if it may be wider than 53 bits. A Float is a number, or
 * its digits if it was read as a decimal.
 */
export type TokenValue = string | number | bigint | boolean | Instant | null

/** Whether a token opens an object, an array or a constructor. */
export const isStart = (token: Token): boolean =>
  token === 'StartObject' || token === 'StartArray' || token === 'StartConstructor'

/** Returns a token's value as text; empty for a date and for null. */
export const textOf = (value: TokenValue): string =>
  value === null || typeof value === 'object' ? '' : String(value)

/** The kind of a failure, which is the kind of the note on it. */
export type FailureKind =
  | 'body-encoding'
  | 'json-syntax'
  | 'json-truncated'
  | 'json-type-mismatch'
  | 'enum-not-a-member'
  | 'date-format'
  | 'integer-out-of-range'

/** An exception of Json.NET that is not handled yet. */
export interface Failure {
  readonly kind: FailureKind
  /** The exception's message, without the place. */
  readonly message: string
  /** Index in the text. */
  readonly at: number
  /** Whether the exception's message names a place. False for exceptions of the framework itself. */
  readonly placed: boolean
  /** The text or token that does not fit. */
  readonly actual?: string
}

/** `token`: a token was read; `end`: the text is over; `failed`: the cursor holds the failure. */
export type Step = 'token' | 'end' | 'failed'

/** DateTime's message for a date that it cannot hold. */
export const OUT_OF_RANGE = 'Specified argument was out of the range of valid values.'

/** The container that a reader is in; `none` at the root. */
export type Container = 'none' | 'object' | 'array' | 'constructor'

/** The containers around a reader's position. They determine its depth and its path. */
export class JsonScope {
  container: Container = 'none'
  /** Name of the last member read in an object. */
  name = ''
  /** Index of the last item read in an array or constructor; -1 before the first item. */
  private index = 0
  private readonly containers: Container[] = []
  private readonly names: string[] = []
  private readonly indexes: number[] = []

  /** Number of containers around the innermost one. */
  get outer(): number {
    return this.containers.length
  }

  /** Counts one more value of the innermost container. */
  advance(): void {
    if (this.container === 'array' || this.container === 'constructor') this.index++
  }

  push(container: Container): void {
    if (this.container !== 'none') {
      this.containers.push(this.container)
      this.names.push(this.name)
      this.indexes.push(this.index)
    }
    this.container = container
    this.name = ''
    this.index = -1
  }

  pop(): Container {
    const closed = this.container
    this.container = this.containers.pop() ?? 'none'
    this.name = this.names.pop() ?? ''
    // A root has index 0 in Json.NET, where an empty array has -1.
    this.index = this.indexes.pop() ?? 0
    return closed
  }

  /**
   * Returns the index reached in the container at a depth. A list uses the index to see
   * whether reading moves on.
   */
  indexAt(depth: number): number {
    return this.indexes[depth] ?? this.index
  }

  /**
   * Returns the path as JsonReader.Path does. `inside`: something in the innermost
   * container has been read.
   */
  path(inside: boolean): string {
    if (this.container === 'none') return ''
    let path = ''
    for (let i = 0; i < this.containers.length; i++)
      path += part(path, this.containers[i], this.names[i], this.indexes[i])
    return inside ? path + part(path, this.container, this.name, this.index) : path
  }
}

const part = (before: string, container = 'none', name = '', index = -1): string => {
  if (container !== 'object') return `[${index}]`
  if (SPECIAL.test(name)) return `['${escapeInPath(name)}']`
  return before === '' ? name : `.${name}`
}

const SPECIAL = /[. '/"[\]()\t\n\r\f\b\\\u0085\u2028\u2029]/

/** Character codes that the reader looks for. A cursor shows `end` past the last character. */
export const Code = {
  end: -1,
  nul: 0x00,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  doubleQuote: 0x22,
  singleQuote: 0x27,
  closeParenthesis: 0x29,
  openParenthesis: 0x28,
  asterisk: 0x2a,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const

/** Whether a character is skipped as white space is. NUL characters are skipped too. */
export const isBlankCode = (code: number): boolean =>
  code === Code.space || code === Code.nul || isWhiteSpace(code)

/** Whether a character is a decimal digit of ASCII. */
export const isDigitCode = (code: number): boolean => code >= Code.zero && code <= Code.nine

/** Whether a character may stand in an unquoted name: a letter or digit of any script, `_` or `$`. */
export const isIdentifierCode = (code: number): boolean =>
  isLetterOrDigit(code) || code === 0x5f || code === 0x24

const letterOrDigit = patternOnNeed(String.raw`[\p{L}\p{Nd}]`)

/** Whether `Char.IsLetterOrDigit` holds for a character. It looks at one UTF-16 unit at a time. */
export const isLetterOrDigit = (code: number): boolean => {
  if (code < 0x80)
    return isDigitCode(code) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  return letterOrDigit().test(String.fromCharCode(code))
}
