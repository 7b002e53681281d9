/** A mistake in a JSON text, and how to correct it. */
interface JsonMistake {
  /** The position of the mistake, in characters from the start of the text. */
  readonly offset: number
  /** One sentence without a full stop. */
  readonly sentence: string
}

/** The full-width punctuation that Chinese keyboards type, and the ASCII character that is meant. */
export const fullWidth: Readonly<Record<string, string>> = {
  '：': ':',
  '，': ',',
  '、': ',',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '＂': '"',
  '｛': '{',
  '｝': '}',
  '［': '[',
  '］': ']',
  '【': '[',
  '】': ']',
  '－': '-',
  '＃': '#',
  '\u3000': ' ',
  '\u00a0': ' ',
}

/**
 * Finds the first common mistake outside of quoted texts: a comment, full-width punctuation, a number with
 * leading zeros, a single quote or a trailing comma. Returns undefined if there is none.
 */
export const jsonMistake = (text: string): JsonMistake | undefined => {
  const start = text.startsWith('\ufeff') ? 1 : 0
  for (let at = start; at < text.length; at++) {
    const letter = text[at] ?? ''
    if (letter === '"') {
      at = endOfText(text, at)
      continue
    }
    const sentence = mistakeAt(text, at, letter)
    if (sentence !== undefined) return { offset: at, sentence }
    if (isWordPart(letter)) at = endOfWord(text, at)
  }
  return undefined
}

const mistakeAt = (text: string, at: number, letter: string): string | undefined => {
  if (letter === '/' && (text[at + 1] === '/' || text[at + 1] === '*'))
    return `JSON has no comments: take ${letter}${text[at + 1] ?? ''} … away`
  if (Object.hasOwn(fullWidth, letter)) return fullWidthSentence(letter)
  if (letter === "'") return 'JSON has no single quotes: write "'
  const word = isWordPart(letter) ? text.slice(at, endOfWord(text, at) + 1) : ''
  if (/^[-+]?0\d+$/.test(word))
    return `the number ${word} has leading zeros: write it in quotes, "${word}", to keep them`
  if (letter === ',' && /^,\s*[}\]]/.test(text.slice(at, at + 100)))
    return 'a comma stands before the closing bracket: take it away'
  return undefined
}

/** Returns a sentence that says what to write in place of a full-width character or a special space. */
export const fullWidthSentence = (letter: string): string => {
  const meant = fullWidth[letter] ?? ''
  return meant === ' '
    ? `the space is no plain one (U+${hex(letter)}): write a plain one`
    : `${letter} is full-width: write ${meant}`
}

const hex = (letter: string): string =>
  letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')

const isWordPart = (letter: string): boolean => /[\w+.-]/.test(letter)

const endOfWord = (text: string, at: number): number => {
  let end = at
  while (end + 1 < text.length && isWordPart(text[end + 1] ?? '')) end++
  return end
}

/**
 * Returns the index at which the quoted text that begins at `at` ends. A text without a closing quote ends at
 * the end of its line.
 */
const endOfText = (text: string, at: number): number => {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === '"' || text[end] === '\n') return end
  }
  return text.length
}

const HIGHEST_ASCII = 0x7f
const LOOKED_AT = 1024
/** The share of two-byte characters that must be in GB 2312. Nearly all simplified Chinese is. */
const MOSTLY = 0.9

/**
 * Names the encoding that a text seems to have, or returns undefined for UTF-8. UTF-8 with a byte order mark
 * counts as UTF-8.
 */
export const seemingEncoding = (bytes: Uint8Array): string | undefined => {
  const [first = -1, second = -1, third = -1, fourth = -1] = bytes
  if (first === 0xff && second === 0xfe) return third === 0 && fourth === 0 ? 'UTF-32' : 'UTF-16'
  if (first === 0xfe && second === 0xff) return 'UTF-16'
  const zeros = [...bytes.subarray(0, LOOKED_AT).entries()].filter(([, byte]) => byte === 0)
  if (zeros.length > 0) {
    // UTF-16 without a byte order mark: every second byte of Latin letters is zero.
    const even = zeros.filter(([at]) => at % 2 === 0).length
    return even === 0 || even === zeros.length ? 'UTF-16' : 'no text at all'
  }
  if (isReadable('utf-8', bytes)) return undefined
  const pairs = doubleBytes(bytes)
  if (pairs === undefined) return 'Windows-1252 (Latin-1)'
  const simplified = pairs.filter((trail) => trail >= 0xa1).length / pairs.length
  if (simplified >= MOSTLY && isReadable('gb18030', bytes)) return 'GBK'
  if (isReadable('big5', bytes)) return 'Big5'
  return isReadable('gb18030', bytes) ? 'GBK' : 'Windows-1252 (Latin-1)'
}

const isReadable = (encoding: string, bytes: Uint8Array): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/**
 * Returns the second bytes of two-byte characters. Returns undefined if every byte above ASCII stands alone
 * between ASCII letters, as in Windows-1252.
 */
const doubleBytes = (bytes: Uint8Array): readonly number[] | undefined => {
  const trails: number[] = []
  let inRun = false
  for (let at = 0; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) <= HIGHEST_ASCII) continue
    const trail = bytes[++at] ?? 0
    trails.push(trail)
    inRun ||= trail > HIGHEST_ASCII
  }
  return inRun ? trails : undefined
}
