import type { WireRequest } from '../core/wire.ts'

const EMPTY = Buffer.alloc(0)
const STEP = 512

/**
 * The texts of one entry in a buffer outside the heap, so that the garbage collector does not copy them. The
 * journal refills the buffer for another entry once nobody can read the entry that the buffer was filled for.
 */
export class EntryBytes {
  #bytes = EMPTY
  #headEnd = 0
  #bodyEnd = 0
  #end = 0
  #isHeadAscii = true
  #isAnswerAscii = true

  /** Bytes in use. */
  get length(): number {
    return this.#end
  }

  fill(head: string, body: Buffer, answer: string): void {
    const headBytes = Buffer.byteLength(head)
    const answerBytes = Buffer.byteLength(answer)
    this.#isHeadAscii = headBytes === head.length
    this.#isAnswerAscii = answerBytes === answer.length
    this.#headEnd = headBytes
    this.#bodyEnd = headBytes + body.length
    this.#end = this.#bodyEnd + answerBytes
    this.#makeRoom()
    const bytes = this.#bytes
    bytes.write(head, 0, this.#isHeadAscii ? 'latin1' : 'utf8')
    bytes.set(body, this.#headEnd)
    bytes.write(answer, this.#bodyEnd, this.#isAnswerAscii ? 'latin1' : 'utf8')
  }

  get head(): string {
    return this.#bytes.toString(this.#isHeadAscii ? 'latin1' : 'utf8', 0, this.#headEnd)
  }

  /** A copy of the request's body. */
  get body(): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#headEnd, this.#bodyEnd))
  }

  get answer(): string {
    return this.#bytes.toString(this.#isAnswerAscii ? 'latin1' : 'utf8', this.#bodyEnd, this.#end)
  }

  /**
   * Also replaces a buffer that is much larger than needed: one large entry must not leave its room to small
   * ones.
   */
  #makeRoom(): void {
    const room = this.#bytes.length
    if (room < this.#end || room > 2 * this.#end + STEP)
      this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(this.#end / STEP) * STEP)
  }
}

/** Separates the texts of a head. No request that the server accepts contains this character. */
export const END = '\0'

/**
 * Returns the head of an entry as one text: the URL, then path and query (empty if the URL consists of
 * exactly these), then names and values of headers.
 */
export const headOf = (url: string, request: WireRequest): string => {
  const { path, query, headers, rawHeaders } = request
  const start = isUrlOf(url, request) ? `${url}${END}${END}` : `${url}${END}${path}${END}${query}`
  if (rawHeaders === undefined) return start + pairsText(headers)
  // Node.js usually keeps one header for each that was sent, in the same order. Then the names as sent are
  // enough.
  let head = start
  let at = 0
  for (const name in headers) {
    const raw = rawHeaders[at] ?? ''
    if (!isSpelt(raw, name))
      return `${start}${END}${rawHeaders.join(END)}${END}${pairsText(headers)}`
    head += `${END}${raw}${END}${headers[name] ?? ''}`
    at += 2
  }
  return at === rawHeaders.length
    ? head
    : `${start}${END}${rawHeaders.join(END)}${END}${pairsText(headers)}`
}

const pairsText = (headers: WireRequest['headers']): string => {
  let text = ''
  // No inherited member of the headers is enumerable.
  for (const name in headers) text += `${END}${name}${END}${headers[name] ?? ''}`
  return text
}

/**
 * Compares only the length and the first and last letter: nearly certain, and faster than comparing
 * everything.
 */
const isSpelt = (raw: string, lower: string): boolean => {
  const last = lower.length - 1
  return (
    raw.length === lower.length &&
    (raw.charCodeAt(0) | 0x20) === (lower.charCodeAt(0) | 0x20) &&
    (raw.charCodeAt(last) | 0x20) === (lower.charCodeAt(last) | 0x20)
  )
}

/**
 * Reads the headers of a head: either the names as sent with their values, or these followed by an empty name
 * and the headers that Node.js made of them.
 */
export const headersIn = (
  texts: readonly string[],
): Pick<WireRequest, 'headers' | 'rawHeaders'> => {
  const gap = texts.findIndex((text, at) => at % 2 === 0 && text === '')
  const raw = gap < 0 ? texts : texts.slice(0, gap)
  return {
    headers: gap < 0 ? pairsOf(texts, true) : pairsOf(texts.slice(gap + 1)),
    rawHeaders: raw,
  }
}

/**
 * Whether the URL is just path and query: no tenant prefix, query override or authority was removed from it.
 */
const isUrlOf = (url: string, { path, query }: WireRequest): boolean =>
  url.length === path.length + (query === '' ? 0 : query.length + 1) && url.startsWith(path)

export const pairsOf = (
  texts: readonly string[],
  lowers = false,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    texts.flatMap((name, at) =>
      at % 2 === 0 ? [[lowers ? name.toLowerCase() : name, texts[at + 1] ?? '']] : [],
    ),
  )
