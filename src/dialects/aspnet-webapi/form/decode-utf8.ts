import { isUtf8 } from 'node:buffer'

/** A lead byte and a continuation that makes it overlong, a surrogate, or more than U+10FFFF. */
const REFUSED_PAIR = /\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf]/g
const INVALID = '\xff'

/**
 * .NET's UTF-8 with U+FFFD for what is not: as the Encoding Standard has it, but that a pair of bytes
 * refused together is replaced together, where the standard replaces each (S).
 */
export const decodeUtf8 = (bytes: Buffer): string =>
  isUtf8(bytes)
    ? bytes.toString('utf8')
    : Buffer.from(bytes.toString('latin1').replace(REFUSED_PAIR, INVALID), 'latin1').toString(
        'utf8',
      )
