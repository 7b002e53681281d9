import type { WireRequest } from '../core/wire.ts'

const EMPTY = Buffer.alloc(0)
const STEP = 512

/**
 * The texts of one entry in a buffer outside the heap, so that the garbage collector does not copy them. A
 * journal fills the buffer anew for another entry, once nobody can read the entry that it was filled for.
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

  /** A copy. */
  get body(): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#headEnd, this.#bodyEnd))
  }

  get answer(): string {
    return this.#bytes.toString(this.#isAnswerAscii ? 'latin1' : 'utf8', this.#bodyEnd, this.#end)
  }

  /** Much more than is needed is given back: one large entry must not leave its room to small ones. */
  #makeRoom(): void {
    const room = this.#bytes.length
    if (room < this.#end || room > 2 * this.#end + STEP)
      this.#bytes = Buffer.allocUnsafeSlow(Math.ceil(this.#end / STEP) * STEP)
  }
}

/** Between the texts of a head: no request that a server takes has one in it. */
export const END = '\0'

/** The URL, then path and query unless it says both, then names and values of headers. */
export const headOf = (url: string, request: WireRequest): string => {
  const { path, query, headers, rawHeaders } = request
  const start = isUrlOf(url, request) ? `${url}${END}${END}` : `${url}${END}${path}${END}${query}`
  if (rawHeaders === undefined) return start + pairsText(headers)
  // Usually node has one for each that came, in the same order: then the names as they came are enough.
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
  // Nothing inherited is enumerable.
  for (const name in headers) text += `${END}${name}${END}${headers[name] ?? ''}`
  return text
}

/** As good as sure, and quicker than to compare all of it: the same length, the same first and last letter. */
const isSpelt = (raw: string, lower: string): boolean => {
  const last = lower.length - 1
  return (
    raw.length === lower.length &&
    (raw.charCodeAt(0) | 0x20) === (lower.charCodeAt(0) | 0x20) &&
    (raw.charCodeAt(last) | 0x20) === (lower.charCodeAt(last) | 0x20)
  )
}

/** Names as they came alone, or those and after an empty one what node made of them. */
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

/** Nothing was taken off the URL: no tenant prefix, no query overrides, no authority. */
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
