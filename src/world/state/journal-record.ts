import { crc32 } from 'node:zlib'

/*
 * A journal is JSON lines, each `[<crc32 of the change>,<its length in bytes>,<the change>]`.
 * With the length first, a record cut short by a kill can be told from one that was damaged later.
 */

const [OPEN, CLOSE, COMMA, ZERO, NINE, NEWLINE] = [0x5b, 0x5d, 0x2c, 0x30, 0x39, 0x0a]
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

type Found =
  | { readonly kind: 'intact'; readonly change: unknown; readonly next: number }
  | { readonly kind: 'incomplete' }
  /** `next`: where the following record can be looked for. `change`: it is whole, its line is not. */
  | { readonly kind: 'damaged'; readonly change?: unknown; readonly next: number }

/** The record at `start`. Incomplete: the bytes end before it does, and nothing else is wrong. */
export const recordAt = (bytes: Buffer, start: number): Found => {
  const crc = numberAt(bytes, bytes[start] === OPEN ? start + 1 : -1)
  const length = numberAt(bytes, crc.end)
  const end = length.end + length.value
  const lineEnd = bytes.indexOf(NEWLINE, start)
  const damaged = { kind: 'damaged', next: lineEnd < 0 ? bytes.length : lineEnd + 1 } as const
  if (lineEnd < 0 && (crc.cut || length.cut || end + 2 > bytes.length))
    return { kind: 'incomplete' }
  if (crc.end < 0 || length.end < 0 || end > bytes.length) return damaged
  const text = bytes.subarray(length.end, end)
  if (crc32(text) !== crc.value) return damaged
  const change = parsed(text)
  if (change === undefined) return damaged
  return bytes[end] === CLOSE && bytes[end + 1] === NEWLINE
    ? { kind: 'intact', change, next: end + 2 }
    : { kind: 'damaged', change, next: end + 2 }
}

interface Digits {
  readonly value: number
  /** After the comma; -1 where no number is. */
  readonly end: number
  /** The bytes end within it. */
  readonly cut: boolean
}

const numberAt = (bytes: Buffer, start: number): Digits => {
  let value = 0
  if (start >= 0)
    for (let at = start; at <= start + MOST_DIGITS; at++) {
      const byte = bytes[at]
      if (byte === undefined) return { value, end: -1, cut: true }
      if (byte === COMMA && at > start) return { value, end: at + 1, cut: false }
      if (byte < ZERO || byte > NINE) break
      value = value * 10 + byte - ZERO
    }
  return { value, end: -1, cut: false }
}

const parsed = (text: Buffer): unknown => {
  try {
    return JSON.parse(text.toString('utf8'))
  } catch {
    return undefined
  }
}
