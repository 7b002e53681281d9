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
