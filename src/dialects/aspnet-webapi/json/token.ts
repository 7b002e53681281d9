import { patternOnNeed } from '../../../core/on-need.ts'
import type { Instant } from '../../../core/schema.ts'
import { isWhiteSpace } from '../clr/text.ts'
import { escapeInPath } from './write-json.ts'

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

/** What a reader is inside of; `none` at the root. */
export type Container = 'none' | 'object' | 'array' | 'constructor'

/** The containers around a reader's place: its depth and its path. */
export class JsonScope {
  container: Container = 'none'
  /** Last member read in an object. */
  name = ''
  /** Items read in an array or constructor, less one. */
  private index = 0
  private readonly containers: Container[] = []
  private readonly names: string[] = []
  private readonly indexes: number[] = []

  /** Containers around the innermost one. */
  get outer(): number {
    return this.containers.length
  }

  /** One value more has been read here. */
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

  /** Index reached in the container `depth` levels down, which tells whether a list moves on. */
  indexAt(depth: number): number {
    return this.indexes[depth] ?? this.index
  }

  /** As JsonReader.Path has it; `inside`: something of the innermost container has been read. */
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

/** Codes the reader looks for; END is what a cursor shows past the last character. */
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

/** NUL characters are passed over wherever white space is. */
export const isBlankCode = (code: number): boolean =>
  code === Code.space || code === Code.nul || isWhiteSpace(code)

/** A decimal digit of ASCII. */
export const isDigitCode = (code: number): boolean => code >= Code.zero && code <= Code.nine

/** Letters and digits of any script, `_` and `$`: unquoted names. */
export const isIdentifierCode = (code: number): boolean =>
  isLetterOrDigit(code) || code === 0x5f || code === 0x24

const letterOrDigit = patternOnNeed(String.raw`[\p{L}\p{Nd}]`)

/** `Char.IsLetterOrDigit`, which sees one UTF-16 unit at a time. */
export const isLetterOrDigit = (code: number): boolean => {
  if (code < 0x80)
    return isDigitCode(code) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)
  return letterOrDigit().test(String.fromCharCode(code))
}
