import { Code, isBlankCode, isDigitCode, type Failure, type FailureKind } from './token.ts'

/** Longer bodies are not kept alive by the strings cut out of them. */
const DETACH_ABOVE = 16_384

/**
 * A place in a JSON text, and the lexical parts of Json.NET's JsonTextReader. Methods answer
 * undefined when they fail; the position is then where Json.NET leaves it, as reading goes on.
 */
export class TextCursor {
  readonly text: string
  readonly end: number
  pos = 0
  failure: Failure | undefined
  private nextBackslash = -1
  /** Where lines were last counted up to. */
  private counted = { pos: 0, line: 1, start: 0 }

  constructor(text: string) {
    this.text = text
    this.end = text.length
  }

  /** The code `ahead` of the position; Code.end past the text. */
  peek(ahead = 0): number {
    const at = this.pos + ahead
    return at < this.end ? this.text.charCodeAt(at) : Code.end
  }

  has(count: number): boolean {
    return this.pos + count <= this.end
  }

  fail(message: string, kind: FailureKind = 'json-syntax', actual?: string): undefined {
    const failure = { kind, message, at: this.pos, placed: true }
    this.failure = actual === undefined ? failure : { ...failure, actual }
    return undefined
  }

  failUnexpected(code: number, kind?: FailureKind): undefined {
    return this.fail(
      `Unexpected character encountered while parsing value: ${show(code)}.`,
      kind,
      show(code),
    )
  }

  failAtEnd(message: string): undefined {
    return this.fail(message, 'json-truncated')
  }

  /** Line and position of a failure, both as Json.NET counts. */
  place(at: number): { readonly line: number; readonly position: number } {
    let { pos, line, start } = this.counted
    if (at < pos) [pos, line, start] = [0, 1, 0]
    for (; pos < at; pos++) {
      const code = this.text.charCodeAt(pos)
      const breaks =
        code === Code.lineFeed ||
        (code === Code.carriageReturn && this.text.charCodeAt(pos + 1) !== Code.lineFeed)
      if (breaks) [line, start] = [line + 1, pos + 1]
    }
    this.counted = { pos, line, start }
    return { line, position: at - start }
  }

  skipBlank(): void {
    while (this.pos < this.end && isBlankCode(this.text.charCodeAt(this.pos))) this.pos++
  }

  /** Steps over this very text, if it comes next. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.pos)) return false
    this.pos += text.length
    return true
  }

  /** The position is on the opening quote; afterwards it is behind the closing one. */
  string(quote: number): string | undefined {
    const start = ++this.pos
    const close = this.text.indexOf(quote === Code.doubleQuote ? '"' : "'", start)
    if (this.nextBackslash < start) {
      const found = this.text.indexOf('\\', start)
      this.nextBackslash = found < 0 ? this.end : found
    }
    if (close < 0 || this.nextBackslash < close) return this.escapedString(quote)
    this.pos = close + 1
    return this.detach(this.text.slice(start, close))
  }

  private detach(part: string): string {
    return this.end > DETACH_ABOVE && part.length < DETACH_ABOVE ? ` ${part}`.slice(1) : part
  }

  private escapedString(quote: number): string | undefined {
    const parts: string[] = []
    let from = this.pos
    let at = from
    while (at < this.end) {
      const code = this.text.charCodeAt(at)
      if (code === quote) {
        this.pos = at + 1
        parts.push(this.text.slice(from, at))
        return parts.join('')
      }
      if (code === Code.backslash) {
        parts.push(this.text.slice(from, at))
        this.pos = at + 1
        const unescaped = this.escape(quote)
        if (unescaped === undefined) return undefined
        parts.push(unescaped)
        from = at = this.pos
      } else at++
    }
    this.pos = this.end
    return this.unterminated(quote)
  }

  private unterminated(quote: number): undefined {
    return this.failAtEnd(`Unterminated string. Expected delimiter: ${show(quote)}.`)
  }

  /** The position is behind a backslash. */
  private escape(quote: number): string | undefined {
    if (!this.has(1)) return this.unterminated(quote)
    const letter = this.text.charAt(this.pos++)
    if (letter === 'u') return this.unicodeEscape()
    const unescaped = ESCAPES.get(letter)
    return unescaped ?? this.fail(`Bad JSON escape sequence: \\${letter}.`)
  }

  /** Surrogates that have no other half become U+FFFD. */
  private unicodeEscape(): string | undefined {
    let unit = this.hexUnit()
    let before = ''
    while (unit !== undefined && isHighSurrogate(unit)) {
      const paired = this.has(3) && this.peek() === Code.backslash && this.peek(1) === 0x75
      if (!paired) return `${before}\ufffd`
      this.pos += 2
      const next = this.hexUnit()
      if (next === undefined) return undefined
      if (isLowSurrogate(next)) return before + String.fromCharCode(unit, next)
      before += '\ufffd'
      unit = next
      if (!isHighSurrogate(next)) return before + String.fromCharCode(next)
    }
    if (unit === undefined) return undefined
    return isLowSurrogate(unit) ? '\ufffd' : String.fromCharCode(unit)
  }

  /** Four hex digits; like Json.NET it wants one character more behind them. */
  private hexUnit(): number | undefined {
    if (!this.has(5)) return this.failAtEnd('Unexpected end while parsing Unicode escape sequence.')
    const digits = this.text.slice(this.pos, this.pos + 4)
    if (!HEX4.test(digits)) return this.fail(`Invalid Unicode escape sequence: \\u${digits}.`)
    this.pos += 4
    return Number.parseInt(digits, 16)
  }

  /** Everything that may belong to a number, up to a separator. */
  number(): string | undefined {
    const start = this.pos
    while (isNumberCode(this.peek())) this.pos++
    const code = this.peek()
    if (endsNumber(code)) return this.text.slice(start, this.pos)
    return this.fail(`Unexpected character encountered while parsing number: ${show(code)}.`)
  }

  /** A whole word; where it `differs` the position is on the first character that does. */
  word(word: string): 'whole' | 'differs' | 'failed' {
    if (!this.has(word.length)) {
      this.pos = this.end
      this.failAtEnd('Unexpected end when reading JSON.')
      return 'failed'
    }
    for (let i = 0; i < word.length; i++) {
      if (this.peek() !== word.charCodeAt(i)) return 'differs'
      this.pos++
    }
    return 'whole'
  }

  /** The position is on the slash; the text of the comment, or undefined. */
  comment(): string | undefined {
    this.pos++
    if (!this.has(2)) return this.failAtEnd('Unexpected end while parsing comment.')
    const second = this.peek()
    if (second !== Code.asterisk && second !== Code.slash)
      return this.fail(`Error parsing comment. Expected: *, got ${show(second)}.`)
    const start = ++this.pos
    if (second === Code.slash) {
      while (!isLineEnd(this.peek())) this.pos++
      return this.text.slice(start, this.pos)
    }
    const close = this.text.indexOf('*/', start)
    this.pos = close < 0 ? this.end : close + 2
    if (close >= 0) return this.text.slice(start, close)
    return this.failAtEnd('Unexpected end while parsing comment.')
  }
}

const HEX4 = /^[0-9a-fA-F]{4}$/

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ...['\\', '"', "'", '/'].map((same) => [same, same] as const),
])

const isLineEnd = (code: number): boolean =>
  code === Code.end || code === Code.lineFeed || code === Code.carriageReturn

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

const show = (code: number): string => String.fromCharCode(Math.max(0, code))

/** What Json.NET collects before it looks whether it is a number. */
const isNumberCode = (code: number): boolean =>
  isDigitCode(code) ||
  code === Code.dot ||
  code === Code.minus ||
  code === 0x2b ||
  (code >= 0x61 && code <= 0x66) ||
  (code >= 0x41 && code <= 0x46) ||
  code === 0x78 ||
  code === 0x58

/** What may follow a number. */
const endsNumber = (code: number): boolean =>
  code === Code.end ||
  code === Code.comma ||
  code === Code.closeBrace ||
  code === Code.closeBracket ||
  code === Code.closeParenthesis ||
  code === Code.slash ||
  isBlankCode(code)
