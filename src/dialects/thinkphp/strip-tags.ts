/** `strip_tags`: ThinkPHP cleans controller, action and route values with it (S). */
export const stripTags = (text: string): string => {
  if (!text.includes('<')) return text
  let kept = ''
  let depth = 0
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const mark = text.charAt(at)
    if (depth === 0) {
      if (mark === '<' && !/\s/.test(text.charAt(at + 1))) depth = 1
      else kept += mark
    } else if (quote !== '') quote = mark === quote ? '' : quote
    else if (mark === '"' || mark === "'") quote = mark
    else if (mark === '<') depth++
    else if (mark === '>') depth--
  }
  return kept
}
