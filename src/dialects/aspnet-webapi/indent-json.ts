/** Strings whole, then brackets and separators; anything else belongs to a number or a word. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"]+/gs

/**
 * Indents compact JSON by 2 as Json.NET's `Formatting.Indented` does. The text itself is laid out, so
 * that numbers such as 7.0 and the members' order stay.
 */
export const indentJson = (json: string): string => {
  let indented = ''
  let depth = 0
  let previous = ''
  const line = () => `\n${'  '.repeat(depth)}`
  for (const [token] of json.matchAll(TOKEN)) {
    const closes = token === '}' || token === ']'
    if (closes) depth--
    const isEmpty = closes && (previous === '{' || previous === '[')
    const opened = previous === '{' || previous === '['
    if ((opened || closes || previous === ',') && !isEmpty) indented += line()
    indented += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth++
    previous = token
  }
  return indented
}
