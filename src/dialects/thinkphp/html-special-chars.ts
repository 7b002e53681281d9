import { isWellFormed } from './byte-text.ts'

const marks = /[&"<>]/g
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '"': '&quot;',
  '<': '&lt;',
  '>': '&gt;',
}

/** PHP 7's default (ENT_COMPAT, UTF-8): single quotes stay, text that is no UTF-8 becomes empty (S). */
export const htmlSpecialChars = (text: string): string => {
  if (!isWellFormed(text)) return ''
  return text.replace(marks, (mark) => entities[mark] ?? mark)
}

/** The way back, for the JSON texts that the application decodes itself. */
export const htmlSpecialCharsDecode = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => characters[entity] ?? entity)

const characters: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
}
