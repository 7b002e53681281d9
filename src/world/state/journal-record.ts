import { crc32 } from 'node:zlib'

/*
 * A journal is JSON lines, each `[<crc32 of the change>,<its length in bytes>,<the change>]`.
 * With the length first, a record cut short by a kill can be told from one that was damaged later.
 */

const [OPEN, CLOSE, COMMA, ZERO, NINE, NEWLINE] = [0x5b, 0x5d, 0x2c, 0x30, 0x39, 0x0a]
const MOST_DIGITS = 10

/** One line, with its end. */
export const journalRecord = (change: string): string =>
  `[${crc32(change)},${Buffer.byteLength(change)},${change}]\n`

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
