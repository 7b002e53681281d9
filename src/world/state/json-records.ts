import { isUtf8 } from 'node:buffer'

/** The state file is not JSON of the expected form. `at` is the offset of the error in the file, in bytes. */
export class JsonError extends Error {
  override readonly name = 'JsonError'
  readonly at: number

  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** Receives the contents of a state file, in the file's order. */
export interface JsonVisitor {
  /** A member beside `tenants`. */
  member(name: string, value: unknown): void
  tenant(key: string): void
  /** A list of the tenant begins. */
  list(name: string): void
  /** A record of the list. */
  record(value: unknown): void
  /** A member of the tenant that is no list. */
  value(name: string, value: unknown): void
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a]
const [OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x5b, 0x5d, 0x7b, 0x7d]

/**
 * Where the reader is: before the file's object, in it, in `tenants`, in a tenant, in a list, after the end.
 */
type Level = 0 | 1 | 2 | 3 | 4 | 5

/** The length of the longest value in bytes: V8 makes no longer text. */
const LONGEST = 536_870_888

/** Returned in place of an offset if the input ends within a text or a value. */
const MORE = -1

/**
 * Reads `{…, "tenants": {"<key>": {"<list>": [<record>, …], …}, …}, …}` of any layout from chunks. Holds one
 * record at a time and never makes a text of the whole file, which V8 could not hold.
 */
export class JsonRecords {
  readonly #visitor: JsonVisitor
  readonly #trusted: boolean
  #bytes: Buffer = Buffer.alloc(0)
  /** The offset of `#bytes` in the file. */
  #offset = 0
  #at = 0
  #level: Level = 0
  /** Whether no member or record of the current object or list has been read yet. */
  #first = true

  /**
   * `trusted`: this version has written the file, and the file has not changed since. Then members that are
   * named twice are not looked for, and the encoding is not checked.
   */
  constructor(visitor: JsonVisitor, trusted: boolean) {
    this.#visitor = visitor
    this.#trusted = trusted
  }

  /** Bytes that wait for the rest of a value. Reading as many more each time keeps the work in proportion. */
  get waiting(): number {
    return this.#bytes.length - this.#at
  }

  /** Reads the next chunk. Throws JsonError. */
  push(chunk: Buffer): void {
    this.#offset += this.#at
    this.#bytes =
      this.waiting === 0 ? chunk : Buffer.concat([this.#bytes.subarray(this.#at), chunk])
    this.#at = 0
    while (this.#step());
    if (this.waiting > LONGEST) throw this.#error('it holds a value of over 512 MiB', this.#at)
  }

  /** Ends the reading. Throws JsonError if the input ends too early. */
  end(): void {
    this.#skipSpace(this.#at)
    if (this.#level === 5) return
    const problem = this.#level === 0 ? 'it is not JSON' : 'it ends too early'
    throw new JsonError(problem, this.#offset + this.#bytes.length)
  }

  /** Reads one member or record. Returns false if the input ends within it. */
  #step(): boolean {
    let at = this.#skipSpace(this.#at)
    if (at === this.#bytes.length) return false
    const byte = this.#bytes[at]
    if (this.#level === 0) {
      if (byte !== OPEN) throw this.#error(isValueStart(byte) ? NO_OBJECT : NO_JSON, at)
      return this.#enter(1, at + 1)
    }
    if (this.#level === 5) throw this.#error('something follows its end', at)
    if (byte === (this.#level === 4 ? CLOSE_LIST : CLOSE)) return this.#leave(at + 1)
    if (!this.#first) {
      if (byte !== COMMA) throw this.#error(NO_JSON, at)
      at = this.#skipSpace(at + 1)
    }
    return this.#level === 4 ? this.#record(at) : this.#member(at)
  }

  #record(at: number): boolean {
    const end = valueEnd(this.#bytes, at)
    if (end === MORE) return false
    this.#visitor.record(this.#parse(at, end))
    return this.#goOn(end)
  }

  #member(at: number): boolean {
    const bytes = this.#bytes
    if (at === bytes.length) return false
    if (bytes[at] !== QUOTE) throw this.#error(NO_JSON, at)
    const nameEnd = textEnd(bytes, at)
    const colon = nameEnd === MORE ? bytes.length : this.#skipSpace(nameEnd)
    if (colon === bytes.length) return false
    if (bytes[colon] !== COLON) throw this.#error(NO_JSON, colon)
    const start = this.#skipSpace(colon + 1)
    if (start === bytes.length) return false
    const name = String(this.#parse(at, nameEnd))
    const inner = bytes[start]
    if (this.#level === 1 && name === 'tenants' && inner === OPEN) return this.#enter(2, start + 1)
    if (this.#level === 2 && inner === OPEN) {
      this.#visitor.tenant(name)
      return this.#enter(3, start + 1)
    }
    if (this.#level === 3 && inner === OPEN_LIST) {
      this.#visitor.list(name)
      return this.#enter(4, start + 1)
    }
    const end = valueEnd(bytes, start)
    if (end === MORE) return false
    const value = this.#parse(start, end)
    if (this.#level === 3) this.#visitor.value(name, value)
    else this.#visitor.member(this.#level === 2 ? 'tenants' : name, value)
    return this.#goOn(end)
  }

  #enter(level: Level, at: number): boolean {
    this.#level = level
    this.#first = true
    this.#at = at
    return true
  }

  #leave(at: number): boolean {
    this.#level = this.#level === 1 ? 5 : ((this.#level - 1) as Level)
    return this.#goOn(at)
  }

  #goOn(at: number): boolean {
    this.#first = false
    this.#at = at
    return true
  }

  #skipSpace(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (at < bytes.length && isSpace(bytes[at])) at++
    return at
  }

  #parse(start: number, end: number): unknown {
    const bytes = this.#bytes.subarray(start, end)
    if (!this.#trusted && !isUtf8(bytes)) throw this.#error('it is not UTF-8', start)
    const text = bytes.toString('utf8')
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      throw this.#error(NO_JSON, start)
    }
    const twice = this.#trusted ? undefined : memberGivenTwice(text, value)
    if (twice === undefined) return value
    throw this.#error(`it has two members named ${JSON.stringify(twice)} in one object`, start)
  }

  #error(message: string, at: number): JsonError {
    return new JsonError(message, this.#offset + at)
  }
}

const NO_JSON = 'it is not JSON'
const NO_OBJECT = 'it is not a JSON object'

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** Returns whether a JSON value other than an object may begin with this byte. */
const isValueStart = (byte = 0): boolean => '["-0123456789tfn'.includes(String.fromCharCode(byte))

/** Returns the offset after the text that begins at `at`, or MORE. */
const textEnd = (bytes: Buffer, at: number): number => {
  for (let end = at + 1; end < bytes.length; end++) {
    const byte = bytes[end]
    if (byte === BACKSLASH) end++
    else if (byte === QUOTE) return end + 1
    // A string in JSON does not go over a line's end: its closing quote is missing.
    else if (byte !== undefined && byte < 0x20) return end
  }
  return MORE
}

/**
 * Returns the offset after the value that begins at `at`, or MORE. Parsing shows later whether it is a value.
 */
const valueEnd = (bytes: Buffer, at: number): number => {
  const first = bytes[at]
  if (first === QUOTE) return textEnd(bytes, at)
  let depth = 0
  for (let end = at; end < bytes.length; end++) {
    const byte = bytes[end]
    if (byte === QUOTE) {
      const behind = textEnd(bytes, end)
      if (behind === MORE || bytes[behind - 1] !== QUOTE) return behind
      end = behind - 1
    } else if (byte === OPEN || byte === OPEN_LIST) depth++
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (depth === 0) return end
      if (--depth === 0) return end + 1
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return end
  }
  return MORE
}

/**
 * Returns the name of a member that an object in a JSON text has twice. Returns undefined if there is none.
 */
const memberGivenTwice = (text: string, value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  const left = new Map<string, number>()
  countNames(value, left)
  for (const [, name, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*(:?)/g)) {
    if (name === undefined || colon !== ':') continue
    const key = String(JSON.parse(name))
    const count = left.get(key) ?? 0
    if (count === 0) return key
    left.set(key, count - 1)
  }
  return undefined
}

const countNames = (value: unknown, counts: Map<string, number>): void => {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) counts.set(name, (counts.get(name) ?? 0) + 1)
    countNames(inner, counts)
  }
}
