import { readValue } from './read-value.ts'
import { TextCursor } from './text-cursor.ts'
import {
  Code,
  isBlankCode,
  isIdentifierCode,
  isStart,
  JsonScope,
  textOf,
  type Container,
  type FailureKind,
  type Step,
  type Token,
  type TokenValue,
} from './token.ts'

type State =
  | 'start'
  | 'property'
  | 'object-start'
  | 'object'
  | 'array-start'
  | 'array'
  | 'constructor-start'
  | 'constructor'
  | 'post-value'
  | 'finished'

/** Web API's setting of MaxDepth (docs/spec/aspnet-webapi.md#reading-json). */
const MAX_DEPTH = 256

/**
 * Json.NET 11's JsonTextReader as a state machine: it accepts and refuses the same texts. After an
 * error its position is the same too, because Web API marks every error as handled and reading goes on.
 */
export class JsonReader {
  readonly cursor: TextCursor
  readonly scope = new JsonScope()
  token: Token = 'None'
  value: TokenValue = null
  state: State = 'start'
  /** Whether the text was too deep anywhere. Reading may have gone on behind that place. */
  wasTooDeep = false
  /** The member that likely comes next. The reader compares the name in place instead of cutting it out. */
  expected: { readonly name: string; readonly quoted: string } | undefined
  private tooDeep = false
  private readonly maxDepth: number

  constructor(text: string, mostDepth = MAX_DEPTH) {
    this.cursor = new TextCursor(text)
    this.maxDepth = Math.min(mostDepth, MAX_DEPTH)
  }

  get depth(): number {
    const here = isStart(this.token) || this.scope.container === 'none' ? 0 : 1
    return this.scope.outer + here
  }

  get path(): string {
    return this.scope.path(!this.state.endsWith('-start'))
  }

  read(): Step {
    for (;;) {
      switch (this.state) {
        case 'object':
        case 'object-start':
          return this.readMember()
        case 'post-value': {
          const step = this.readSeparator(false)
          if (step !== 'again') return step
          break
        }
        case 'finished':
          return this.readFinished()
        default:
          return readValue(this)
      }
    }
  }

  /** Reads the next token that is no comment and not `None`. */
  readContent(): Step {
    let step = this.read()
    while (step === 'token' && (this.token === 'Comment' || this.token === 'None'))
      step = this.read()
    return step
  }

  /** Skips the children of the current token. */
  skip(): Step {
    if (this.token === 'PropertyName') {
      const step = this.read()
      if (step !== 'token') return step
    }
    if (!isStart(this.token)) return 'token'
    const depth = this.depth
    let step: Step
    do step = this.read()
    while (step === 'token' && depth < this.depth)
    return step
  }

  setToken(token: Token, value: TokenValue = null, advances = true): boolean {
    this.token = token
    this.value = value
    switch (token) {
      case 'StartObject':
        this.state = 'object-start'
        return this.push('object')
      case 'StartArray':
        this.state = 'array-start'
        return this.push('array')
      case 'StartConstructor':
        this.state = 'constructor-start'
        return this.push('constructor')
      case 'EndObject':
        return this.close('object')
      case 'EndArray':
        return this.close('array')
      case 'EndConstructor':
        return this.close('constructor')
      case 'PropertyName':
        this.state = 'property'
        this.scope.name = textOf(value)
        return true
      case 'Comment':
      case 'None':
        return true
      default:
        this.afterValue(advances)
        return true
    }
  }

  /**
   * Sets the state behind a value, even before the value proves to be wrong, so that
   * reading can go on behind it.
   */
  afterValue(advances: boolean): void {
    this.state = this.scope.container === 'none' ? 'finished' : 'post-value'
    if (advances) this.scope.advance()
  }

  private push(container: Container): boolean {
    this.scope.advance()
    this.scope.push(container)
    if (this.scope.outer === 0 || this.depth < this.maxDepth || this.tooDeep) return true
    this.tooDeep = true
    this.wasTooDeep = true
    this.cursor.fail(`The reader's MaxDepth of ${this.maxDepth} has been exceeded.`)
    return false
  }

  private close(container: Container): boolean {
    const closed = this.scope.pop()
    if (this.depth <= this.maxDepth) this.tooDeep = false
    if (closed !== container) {
      const type = closed.charAt(0).toUpperCase() + closed.slice(1)
      this.cursor.fail(`JsonToken ${this.token} is not valid for closing JsonType ${type}.`)
      return false
    }
    this.state = this.scope.container === 'none' ? 'finished' : 'post-value'
    return true
  }

  readFinished(): Step {
    this.cursor.skipBlank()
    const code = this.cursor.peek()
    if (code === Code.slash) return this.readComment()
    if (code === Code.end) {
      this.token = 'None'
      this.value = null
      return 'end'
    }
    return this.fail(
      `Additional text encountered after finished reading JSON content: ${String.fromCharCode(code)}.`,
    )
  }

  readComment(): Step {
    const text = this.cursor.comment()
    return text !== undefined && this.setToken('Comment', text) ? 'token' : 'failed'
  }

  /** Reads what follows a value. Returns `again` if a comma or the end of the text changed the state. */
  readSeparator(ignoresComments: boolean): Step | 'again' {
    const { cursor } = this
    for (;;) {
      cursor.skipBlank()
      const code = cursor.peek()
      switch (code) {
        case Code.end:
          this.state = 'finished'
          return 'again'
        case Code.closeBrace:
          return this.take('EndObject')
        case Code.closeBracket:
          return this.take('EndArray')
        case Code.closeParenthesis:
          return this.take('EndConstructor')
        case Code.comma:
          cursor.pos++
          this.state = this.scope.container === 'none' ? 'finished' : this.scope.container
          return 'again'
        case Code.slash:
          if (!ignoresComments) return this.readComment()
          if (cursor.comment() === undefined) return 'failed'
          break
        default:
          return this.fail(
            `After parsing a value an unexpected character was encountered: ${String.fromCharCode(code)}.`,
          )
      }
    }
  }

  /** Moves past a bracket, which is a token. */
  take(token: Token): Step {
    this.cursor.pos++
    return this.setToken(token) ? 'token' : 'failed'
  }

  private readMember(): Step {
    const { cursor } = this
    cursor.skipBlank()
    const code = cursor.peek()
    if (code === Code.end) return 'end'
    if (code === Code.closeBrace) return this.take('EndObject')
    if (code === Code.slash) return this.readComment()
    const name = this.readName(code)
    if (name === undefined) return 'failed'
    cursor.skipBlank()
    const colon = cursor.peek()
    if (colon !== Code.colon)
      return this.fail(
        `Invalid character after parsing property name. Expected ':' but got: ${String.fromCharCode(Math.max(0, colon))}.`,
        colon === Code.end ? 'json-truncated' : 'json-syntax',
      )
    cursor.pos++
    this.setToken('PropertyName', name)
    return 'token'
  }

  private readName(first: number): string | undefined {
    const { cursor, expected } = this
    if (expected !== undefined && cursor.take(expected.quoted)) return expected.name
    if (first === Code.doubleQuote || first === Code.singleQuote) return cursor.string(first)
    if (!isIdentifierCode(first)) {
      cursor.fail(`Invalid property identifier character: ${String.fromCharCode(first)}.`)
      return undefined
    }
    const start = cursor.pos
    while (isIdentifierCode(cursor.peek())) cursor.pos++
    const code = cursor.peek()
    if (code === Code.end) {
      cursor.failAtEnd('Unexpected end while parsing unquoted property name.')
      return undefined
    }
    if (code === Code.colon || isBlankCode(code)) return cursor.text.slice(start, cursor.pos)
    cursor.fail(`Invalid JavaScript property identifier character: ${String.fromCharCode(code)}.`)
    return undefined
  }

  /** Records an exception of Json.NET at the cursor. */
  fail(message: string, kind?: FailureKind, actual?: string): 'failed' {
    this.cursor.fail(message, kind, actual)
    return 'failed'
  }

  /** Records an exception of the framework, whose message names no path. */
  failPlain(message: string, actual: string, kind: FailureKind = 'date-format'): 'failed' {
    this.cursor.failure = { kind, message, at: this.cursor.pos, placed: false, actual }
    return 'failed'
  }

  /** Records an invalid number. Reading goes on behind it. */
  failNumber(message: string, kind: FailureKind, actual: string): 'failed' {
    this.setToken('Undefined', null, false)
    return this.fail(message, kind, actual)
  }
}
