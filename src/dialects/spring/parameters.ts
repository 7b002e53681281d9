/** Tomcat's default `maxParameterCount`: what comes after is not read. */
const MOST = 10_000

export type TakeParameter = (name: string, value: string) => void

/**
 * Reads `application/x-www-form-urlencoded` text, query or body, as Tomcat does (I): pairs part at
 * `&` only, a lone name has an empty value, a pair without a name or with a bad `%` is dropped.
 * Calls `take` once for each pair, in order; `drop` for each that was dropped. False: there are more
 * than `most`, or than Tomcat reads.
 */
export const readParameters = (
  text: string,
  take: TakeParameter,
  drop?: () => void,
  most = MOST,
): boolean => {
  const decode = isPlain(text) ? asItIs : decoded
  let start = 0
  const last = Math.min(most, MOST)
  for (let count = 0; start <= text.length && count < last; count++) {
    const ampersand = text.indexOf('&', start)
    const end = ampersand === -1 ? text.length : ampersand
    if (end > start) readPair(text, start, end, decode, take, drop)
    start = end + 1
  }
  return start > text.length
}

const readPair = (
  text: string,
  start: number,
  end: number,
  decode: (text: string) => string | undefined,
  take: TakeParameter,
  drop?: () => void,
): void => {
  const equals = text.indexOf('=', start)
  const nameEnd = equals === -1 || equals > end ? end : equals
  if (nameEnd === start) return
  const name = decode(text.slice(start, nameEnd))
  const value = nameEnd === end ? '' : decode(text.slice(nameEnd + 1, end))
  if (name === undefined || value === undefined) drop?.()
  else take(name, value)
}

/** Nothing to decode: asked of the whole text at once, for a sixth of a look at each part. */
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
  return bytes.toString('utf8', 0, length)
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
