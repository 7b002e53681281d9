/** What is written in JSON's place, and what to write. */
export interface JsonMistake {
  /** Characters from the start of the text. */
  readonly offset: number
  /** One sentence without its full stop. */
  readonly sentence: string
}

/** Full-width punctuation that Chinese keyboards make, and what was meant. */
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
 * The first thing in a text, outside its quotes, that JSON does not have and people write: a comment,
 * full-width punctuation, a number with leading zeros, single quotes, a comma too many.
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

/** What to write in the place of one full-width character. */
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

/** Where the quoted text ends that begins here; an open one, at its line's end. */
const endOfText = (text: string, at: number): number => {
  for (let end = at + 1; end < text.length; end++) {
    if (text[end] === '\\') end++
    else if (text[end] === '"' || text[end] === '\n') return end
  }
  return text.length
}
