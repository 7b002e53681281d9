import { Code, isBlankCode, isDigitCode, type Failure, type FailureKind } from './token.ts'

/**
 * Length of a text, in characters, above which strings are copied out of it. Otherwise a short string
 * would keep the whole text in memory.
 */
const DETACH_ABOVE = 16_384

/**
 * A position in a JSON text, with the lexical parts of Json.NET's JsonTextReader. Methods return
 * undefined on failure. The position is then where Json.NET leaves it, because reading goes on.
 */
export class TextCursor {
  readonly text: string
  readonly end: number
  pos = 0
  failure: Failure | undefined
  private nextBackslash = -1
  /** The place up to which lines have been counted. */
  private counted = { pos: 0, line: 1, start: 0 }

  constructor(text: string) {
    this.text = text
    this.end = text.length
  }

  /** Returns the character code `ahead` of the position; Code.end past the text. */
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
    this.fail(
      `Unexpected character encountered while parsing value: ${show(code)}.`,
      kind,
      show(code),
    )
  }

  failAtEnd(message: string): undefined {
    this.fail(message, 'json-truncated')
  }

  /** Returns the line and position of a failure, both counted as Json.NET does. */
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

  /** Moves past a text if exactly this text comes next. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.pos)) return false
    this.pos += text.length
    return true
  }

  /** Reads a string. The position is on the opening quote first, and behind the closing quote afterwards. */
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
    this.unterminated(quote)
    return undefined
  }

  private unterminated(quote: number): undefined {
    this.failAtEnd(`Unterminated string. Expected delimiter: ${show(quote)}.`)
  }

  /** Reads an escape. The position is behind its backslash. */
  private escape(quote: number): string | undefined {
    if (!this.has(1)) {
      this.unterminated(quote)
      return undefined
    }
    const letter = this.text.charAt(this.pos++)
    if (letter === 'u') return this.unicodeEscape()
    const unescaped = ESCAPES.get(letter)
    if (unescaped === undefined) this.fail(`Bad JSON escape sequence: \\${letter}.`)
    return unescaped
  }

  /** Reads a Unicode escape. Surrogates without their other half become U+FFFD. */
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

  /** Reads four hex digits. Like Json.NET, this method requires one more character behind them. */
  private hexUnit(): number | undefined {
    if (!this.has(5)) {
      this.failAtEnd('Unexpected end while parsing Unicode escape sequence.')
      return undefined
    }
    const digits = this.text.slice(this.pos, this.pos + 4)
    if (!HEX4.test(digits)) {
      this.fail(`Invalid Unicode escape sequence: \\u${digits}.`)
      return undefined
    }
    this.pos += 4
    return Number.parseInt(digits, 16)
  }

  /** Reads all characters that may belong to a number, up to a separator. */
  number(): string | undefined {
    const start = this.pos
    while (isNumberCode(this.peek())) this.pos++
    const code = this.peek()
    if (endsNumber(code)) return this.text.slice(start, this.pos)
    this.fail(`Unexpected character encountered while parsing number: ${show(code)}.`)
    return undefined
  }

  /** Matches a whole word. On `differs` the position is on the first character that differs. */
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

  /** Reads a comment and returns its text; undefined on failure. The position is on the slash. */
  comment(): string | undefined {
    this.pos++
    if (!this.has(2)) {
      this.failAtEnd('Unexpected end while parsing comment.')
      return undefined
    }
    const second = this.peek()
    if (second !== Code.asterisk && second !== Code.slash) {
      this.fail(`Error parsing comment. Expected: *, got ${show(second)}.`)
      return undefined
    }
    const start = ++this.pos
    if (second === Code.slash) {
      while (!isLineEnd(this.peek())) this.pos++
      return this.text.slice(start, this.pos)
    }
    const close = this.text.indexOf('*/', start)
    this.pos = close < 0 ? this.end : close + 2
    if (close >= 0) return this.text.slice(start, close)
    this.failAtEnd('Unexpected end while parsing comment.')
    return undefined
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

/** Whether Json.NET collects a character before it checks that the text is a number. */
const isNumberCode = (code: number): boolean =>
  isDigitCode(code) ||
  code === Code.dot ||
  code === Code.minus ||
  code === 0x2b ||
  (code >= 0x61 && code <= 0x66) ||
  (code >= 0x41 && code <= 0x46) ||
  code === 0x78 ||
  code === 0x58

/** Whether a character may follow a number. */
const endsNumber = (code: number): boolean =>
  code === Code.end ||
  code === Code.comma ||
  code === Code.closeBrace ||
  code === Code.closeBracket ||
  code === Code.closeParenthesis ||
  code === Code.slash ||
  isBlankCode(code)
