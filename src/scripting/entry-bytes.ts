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
