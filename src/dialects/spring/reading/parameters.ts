import { decodeUtf8 } from './java-text.ts'

/**
 * Reads `application/x-www-form-urlencoded` text, query or body, as Tomcat does (R): pairs part at
 * `&` only, a lone name has an empty value, a pair without a name or with a bad `%` is dropped.
 * Calls `take` once for each pair, in order; `drop` for each that was dropped. At most `room` pairs are
 * taken. Returns how many more would have been; below 0 where there was one too many.
 */
export const readParameters = (
  text: string,
  take: (name: string, value: string) => void,
  drop: () => void,
  room: number,
): number => {
  const decode = isPlain(text) ? asItIs : decoded
  let left = room
  for (let start = 0; start <= text.length;) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    if (end > start) {
      const pair = readPair(text, start, end, decode)
      if (pair === 'bad') drop()
      else if (pair !== undefined) {
        if (--left < 0) return left
        take(pair[0], pair[1])
      }
    }
    start = end + 1
  }
  return left
}

/** Undefined for one without a name. */
const readPair = (
  text: string,
  start: number,
  end: number,
  decode: (text: string) => string | undefined,
): readonly [name: string, value: string] | 'bad' | undefined => {
  const equals = text.indexOf('=', start)
  const nameEnd = equals === -1 || equals > end ? end : equals
  if (nameEnd === start) return undefined
  const name = decode(text.slice(start, nameEnd))
  const value = nameEnd === end ? '' : decode(text.slice(nameEnd + 1, end))
  return name === undefined || value === undefined ? 'bad' : [name, value]
}

/** Whether nothing needs decoding: looked up once for the whole text, which is faster than for each part. */
const isPlain = (text: string): boolean =>
  !text.includes('%') && !text.includes('+') && Buffer.byteLength(text) === text.length

const asItIs = (text: string): string => text

const encoded = /[%+\u0080-\uffff]/

/** `+` is a space, `%XX` a byte, bytes are UTF-8; undefined where a `%` is not followed by two hex digits. */
const decoded = (text: string): string | undefined => {
  if (!encoded.test(text)) return text
  const bytes = Buffer.allocUnsafe(text.length * 3)
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === PERCENT) {
      const byte = hexPair(text, i + 1)
      if (byte === undefined) return undefined
      bytes[length++] = byte
      i += 2
    } else if (unit === PLUS) bytes[length++] = SPACE
    // A raw byte: node:http and latin1 bodies give one character for each.
    else if (unit <= 0xff) bytes[length++] = unit
    else length += bytes.write(text.charAt(i), length)
  }
  return decodeUtf8(bytes.subarray(0, length))
}

const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

const hexPair = (text: string, at: number): number | undefined => {
  const high = hexDigit(text.charCodeAt(at))
  const low = hexDigit(text.charCodeAt(at + 1))
  return high === -1 || low === -1 ? undefined : high * 16 + low
}

/** NaN, past the end of the text, is no digit either. */
const hexDigit = (unit: number): number => {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30
  const letter = unit | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
