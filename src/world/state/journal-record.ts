import { crc32 } from 'node:zlib'

/*
 * A journal is JSON lines, each `[<crc32 of the change>,<its length in bytes>,<the change>]`.
 * With the length first, a record cut short by a kill can be told from one that was damaged later.
 */

const [CLOSE, NEWLINE] = [0x5d, 0x0a]
const MOST_DIGITS = 10

/** The longest head: a bracket, a checksum, a length, two commas. */
const HEAD = 2 * MOST_DIGITS + 3
const TAIL = 2
const ROOM = 131_072

/**
 * Lines on their way to the disk, in one buffer that is used again: each change is turned into bytes
 * once, and what is new each time would be cold.
 */
export class JournalLines {
  #bytes = Buffer.allocUnsafeSlow(ROOM)
  #length = 0

  /** Bytes of the lines. */
  get length(): number {
    return this.#length
  }

  /** Good until the next line is added. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  add(change: string): void {
    this.#makeRoom(change)
    const bytes = this.#bytes
    const start = this.#length
    const size = bytes.write(change, start + HEAD)
    const sum = crc32(bytes.subarray(start + HEAD, start + HEAD + size))
    const head = `[${sum},${size},`
    bytes.write(head, start, 'latin1')
    const end = start + head.length + size
    bytes.copyWithin(start + head.length, start + HEAD, start + HEAD + size)
    bytes[end] = CLOSE
    bytes[end + 1] = NEWLINE
    this.#length = end + TAIL
  }

  /** Begins anew; what a large change needed is given back. */
  clear(): void {
    this.#length = 0
    if (this.#bytes.length > ROOM) this.#bytes = Buffer.allocUnsafeSlow(ROOM)
  }

  #makeRoom(change: string): void {
    const left = this.#bytes.length - this.#length
    if (change.length * 3 + HEAD + TAIL <= left) return
    const needed = Buffer.byteLength(change) + HEAD + TAIL
    if (needed <= left) return
    const larger = Buffer.allocUnsafeSlow(this.#length + needed)
    this.bytes.copy(larger)
    this.#bytes = larger
  }
}

/** The change of a line (without its end); undefined when the line is not as it was written. */
export const parseRecord = (line: Buffer): unknown => {
  const head = headOf(line)
  if (head === undefined || line.length !== head.end + head.length + 1) return undefined
  const change = line.subarray(head.end, head.end + head.length)
  if (line[line.length - 1] !== CLOSE || crc32(change) !== head.sum) return undefined
  try {
    return JSON.parse(change.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Whether a line without an end is the beginning of a record, as a kill leaves it. */
export const isCutShort = (line: Buffer): boolean => {
  const head = headOf(line)
  if (head !== undefined) return line.length < head.end + head.length + TAIL
  return /^\[(?:\d{1,10}(?:,\d{0,10})?)?$/.test(line.subarray(0, HEAD).toString('latin1'))
}

interface RecordHead {
  readonly sum: number
  readonly length: number
  /** Where the change begins. */
  readonly end: number
}

const headOf = (line: Buffer): RecordHead | undefined => {
  const [head, sum, length] =
    /^\[(\d{1,10}),(\d{1,10}),/.exec(line.subarray(0, HEAD).toString('latin1')) ?? []
  return head === undefined
    ? undefined
    : { sum: Number(sum), length: Number(length), end: head.length }
}
