/** `Char.IsWhiteSpace`; unlike JavaScript's `\s` it has U+0085 and lacks U+FEFF. */
export const isWhiteSpace = (code: number): boolean =>
  code <= 0x20
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : code >= 0x85 && (code === 0x85 || code === 0xa0 || (code >= 0x1680 && isFarWhiteSpace(code)))

const isFarWhiteSpace = (code: number): boolean =>
  code === 0x1680 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029 ||
  code === 0x202f ||
  code === 0x205f ||
  code === 0x3000

/** `String.Trim()`. */
export const trim = (text: string): string => {
  let start = 0
  let end = text.length
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** `String.IsNullOrWhiteSpace`, for text. */
export const isBlank = (text: string): boolean => trim(text) === ''

const ASCII = /^[\0-\x7f]*$/

/**
 * Folds text so that equal results mean equal under `StringComparer.OrdinalIgnoreCase`: each UTF-16
 * unit by its one-to-one upper case. U+0131 and U+017F stay: .NET never folds them into ASCII.
 */
export const foldCase = (text: string): string => {
  if (ASCII.test(text)) return text.toUpperCase()
  let folded = ''
  for (let i = 0; i < text.length; i++) folded += foldUnit(text.charAt(i))
  return folded
}

const foldUnit = (unit: string): string => {
  if (unit === '\u0131' || unit === '\u017f') return unit
  const upper = unit.toUpperCase()
  return upper.length === 1 ? upper : unit
}
