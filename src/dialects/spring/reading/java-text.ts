import { patternOnNeed } from '../../../core/on-need.ts'
/** Java's names of charsets, each with its aliases in lower case. */
const known: Readonly<Record<string, readonly string[]>> = {
  'UTF-8': ['utf8', 'unicode-1-1-utf-8'],
  'US-ASCII': ['ascii', 'iso646-us', 'us', 'ansi_x3.4-1968', 'iso-ir-6', 'cp367', 'ibm367', '646'],
  'ISO-8859-1': [
    'iso8859_1',
    'latin1',
    'l1',
    'iso_8859-1',
    'iso8859-1',
    '8859_1',
    'iso_8859_1',
    'cp819',
    'ibm819',
  ],
  'ISO-8859-15': ['iso8859_15', 'latin9', 'latin-9', 'iso8859-15', 'l9'],
  'UTF-16': ['utf_16', 'utf16', 'unicode', 'unicodebig'],
  'UTF-16BE': ['utf_16be', 'iso-10646-ucs-2', 'x-utf-16be', 'unicodebigunmarked'],
  'UTF-16LE': ['utf_16le', 'x-utf-16le', 'unicodelittleunmarked'],
  'UTF-32': ['utf_32', 'utf32', 'iso-10646-ucs-4'],
  'UTF-32BE': ['utf_32be', 'x-utf-32be'],
  'UTF-32LE': ['utf_32le', 'x-utf-32le'],
  GBK: ['cp936', 'windows-936'],
  GB2312: ['gb2312-80', 'gb2312-1980', 'euc-cn', 'euccn', 'x-euc-cn', 'euc_cn'],
  GB18030: ['gb18030-2000'],
  Big5: ['csbig5'],
  Shift_JIS: ['sjis', 'shift-jis', 'ms_kanji', 'x-sjis', 'csshiftjis'],
  'EUC-JP': ['euc_jp', 'eucjis', 'eucjp', 'x-euc-jp', 'x-eucjp'],
  'ISO-2022-JP': ['iso2022jp', 'jis', 'csiso2022jp', 'jis_encoding', 'csjisencoding'],
  'EUC-KR': ['ksc5601', 'euckr', 'ks_c_5601-1987', 'ksc5601-1987', 'euc_kr', 'ksc_5601'],
  'KOI8-R': ['koi8_r', 'koi8', 'cskoi8r'],
  'windows-1250': ['cp1250', 'cp5346'],
  'windows-1251': ['cp1251', 'cp5347', 'ansi-1251'],
  'windows-1252': ['cp1252', 'cp5348', 'ibm-1252', 'ibm1252'],
  'ISO-8859-2': ['iso8859_2', 'iso8859-2', 'iso_8859-2', 'latin2', 'l2'],
  'ISO-8859-3': ['iso8859_3', 'iso8859-3', 'iso_8859-3', 'latin3', 'l3'],
  'ISO-8859-4': ['iso8859_4', 'iso8859-4', 'iso_8859-4', 'latin4', 'l4'],
  'ISO-8859-5': ['iso8859_5', 'iso8859-5', 'iso_8859-5', 'cyrillic'],
  'ISO-8859-6': ['iso8859_6', 'iso8859-6', 'iso_8859-6', 'arabic'],
  'ISO-8859-7': ['iso8859_7', 'iso8859-7', 'iso_8859-7', 'greek'],
  'ISO-8859-8': ['iso8859_8', 'iso8859-8', 'iso_8859-8', 'hebrew'],
  'ISO-8859-9': ['iso8859_9', 'iso8859-9', 'iso_8859-9', 'latin5', 'l5'],
  'ISO-8859-13': ['iso8859_13', 'iso8859-13', 'iso_8859-13'],
  'TIS-620': ['tis620'],
  'windows-31j': ['ms932', 'windows-932', 'cswindows31j'],
  'windows-874': ['ms874', 'ms-874', 'x-windows-874'],
  'windows-1253': ['cp1253'],
  'windows-1254': ['cp1254'],
  'windows-1255': ['cp1255'],
  'windows-1256': ['cp1256'],
  'windows-1257': ['cp1257'],
  'windows-1258': ['cp1258'],
  'KOI8-U': ['koi8_u'],
  IBM866: ['cp866', '866', 'ibm-866', 'csibm866'],
}

const names = new Map(
  Object.entries(known).flatMap(([name, aliases]) =>
    [name.toLowerCase(), ...aliases].map((alias): [string, string] => [alias, name]),
  ),
)

/**
 * Returns Java's name of a charset for any of its names, in any case. Returns undefined for a name that
 * Charset.forName does not know.
 */
export const javaCharset = (name: string): string | undefined => names.get(name.toLowerCase())

/** Decodes bytes in a charset, given by Java's name. Malformed bytes become U+FFFD. */
export const decodeJava = (bytes: Buffer, charset: string): string => {
  if (charset === 'UTF-8') return decodeUtf8(bytes)
  if (charset === 'ISO-8859-1') return bytes.toString('latin1')
  if (charset === 'US-ASCII') return bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd')
  if (charset === 'UTF-16') return decodeUtf16(bytes)
  if (charset.startsWith('UTF-32')) return decodeUtf32(bytes, charset === 'UTF-32LE')
  if (charset === 'windows-1252')
    return bytes
      .toString('latin1')
      .replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80))
  const text = new TextDecoder(charset, { ignoreBOM: true }).decode(bytes)
  if (charset === 'GBK') return text.replace(/[\u20ac\uf8f5]/g, '\ufffd').replaceAll('\ue76c', '€')
  if (charset === 'GB2312') return text.replace(/[\u20ac\uf8f5\ue76c]/g, '\ufffd')
  if (charset === 'Big5') return text.replace(/[\x80\uf8f8]/g, '\ufffd')
  // Java decodes the unassigned bytes of these charsets as U+FFFD. Node.js decodes them as control
  // characters.
  return charset.startsWith('windows-') ? text.replace(/[\x80-\x9f]/g, '\ufffd') : text
}

/** The characters for the bytes 80 to 9F. Some releases of Node.js decode windows-1252 as ISO-8859-1. */
const WINDOWS_1252 = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ'

/**
 * Decodes UTF-8 as Java does (R). Java replaces the three bytes of a surrogate, or its first two, by one
 * U+FFFD. Node.js replaces each of these bytes.
 */
export const decodeUtf8 = (bytes: Buffer): string => {
  const text = bytes.toString('utf8')
  if (!text.includes('\ufffd') || !bytes.includes(SURROGATE)) return text
  const marked = bytes.toString('latin1').replace(/\xed[\xa0-\xbf][\x80-\xbf]?/g, '\xff')
  return Buffer.from(marked, 'latin1').toString('utf8')
}

/** The first byte of a surrogate in UTF-8. */
const SURROGATE = 0xed

const decodeUtf16 = (bytes: Buffer): string => {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe
  const hasMark = isLittle || (bytes[0] === 0xfe && bytes[1] === 0xff)
  const label = isLittle ? 'utf-16le' : 'utf-16be'
  return new TextDecoder(label, { ignoreBOM: true }).decode(hasMark ? bytes.subarray(2) : bytes)
}

const decodeUtf32 = (bytes: Buffer, isLittle: boolean): string => {
  let text = ''
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point)
  }
  return bytes.length % 4 === 0 ? text : `${text}\ufffd`
}

/** The result of reading a text as a Java `Integer`. */
type JavaInteger = number | null | 'malformed' | 'out-of-range'

const LEAST = -2_147_483_648
const MOST = 2_147_483_647

/**
 * Converts a String to an Integer as Spring does (R; StringToNumberConverterFactory, and CustomNumberEditor
 * where that fails). Text of white space only is null, and white space elsewhere is removed, wherever it
 * stands. `0x`, `0X` and `#` start hex digits, with at most a minus in front. Other text is decimal, with
 * either sign in front.
 */
export const readJavaInteger = (text: string): JavaInteger => {
  const trimmed = text.replace(whiteSpace, '')
  if (trimmed === '') return null
  const hex = /^(-?)(?:0[xX]|#)(.+)$/s.exec(trimmed)
  if (hex !== null) return read(hex[2] ?? '', 16, hex[1] ?? '')
  const decimal = /^([-+]?)(.+)$/s.exec(trimmed)
  return read(decimal?.[2] ?? '', 10, decimal?.[1] ?? '')
}

const read = (digits: string, radix: number, sign: string): JavaInteger => {
  let value = 0
  // Integer.parseInt reads one UTF-16 unit at a time, so a digit outside the basic plane is not a digit.
  for (let at = 0; at < digits.length; at++) {
    const digit = javaDigit(digits.charCodeAt(at), radix)
    if (digit === undefined) return 'malformed'
    value = value * radix + digit
  }
  const signed = sign === '-' ? -value : value
  // A Java int has no `-0`. Adding 0 makes it 0.
  return signed < LEAST || signed > MOST ? 'out-of-range' : signed + 0
}

/** The characters of Character.isWhitespace, which excludes no-break spaces. */
const whiteSpace = /[\t-\r\x1c-\x20\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/g

/** Imitates Character.digit: the decimal digits of any script, and ASCII and full-width letters. */
export const javaDigit = (unit: number, radix: number): number | undefined => {
  const digit = isDigit(unit) ? decimalValue(unit) : letterValue(unit)
  return digit !== undefined && digit < radix ? digit : undefined
}

/** Returns the value of a decimal digit. The ten digits of each script are consecutive. */
const decimalValue = (unit: number): number => {
  if (unit < 0x80) return unit - 0x30
  let value = 0
  while (value < 9 && isDigit(unit - value - 1)) value++
  return value
}

const digit = patternOnNeed(String.raw`\p{Nd}`)

const isDigit = (unit: number): boolean =>
  unit < 0x80
    ? unit >= 0x30 && unit <= 0x39
    : (unit < 0xd800 || unit > 0xdfff) && digit().test(String.fromCharCode(unit))

/** Returns the value of a letter as a digit. Full-width letters have the order of the ASCII letters. */
const letterValue = (unit: number): number | undefined => {
  const ascii = unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit
  const lower = ascii | 0x20
  return ascii < 0x80 && lower >= 0x61 && lower <= 0x7a ? lower - 0x61 + 10 : undefined
}

/** Imitates String.trim, which removes spaces and control characters from both ends. */
export const javaTrim = (text: string): string => text.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '')
