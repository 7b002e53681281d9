/** JSON and XML with a line for each member; undefined for what is neither. */
export const prettyOf = (text: string): string | undefined => {
  const start = text.trimStart()[0]
  if (start === '{' || start === '[') return prettyJson(text)
  if (start === '<') return prettyXml(text)
  return undefined
}

/**
 * Indents JSON by its punctuation and changes no value: `7.0` stays `7.0`, `\/` stays `\/`, a large
 * number keeps its digits. JSON.parse would lose all of these.
 */
const prettyJson = (text: string): string | undefined => {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? []
  let depth = 0
  let out = ''
  const line = (): string => `\n${'  '.repeat(depth)}`
  tokens.forEach((token, at) => {
    const before = tokens[at - 1]
    if (token === '}' || token === ']') {
      depth--
      out += before === '{' || before === '[' ? token : line() + token
    } else {
      if (before === '{' || before === '[' || before === ',') out += line()
      out += token === ':' ? ': ' : token
      if (token === '{' || token === '[') depth++
    }
  })
  return out
}

const prettyXml = (text: string): string => {
  let depth = 0
  return text
    .replaceAll(/>\s*</g, '>\n<')
    .split('\n')
    .map((line) => {
      if (line.startsWith('</')) depth = Math.max(0, depth - 1)
      const indented = '  '.repeat(depth) + line
      if (/^<[^?!/][^>]*[^/]>$|^<[^?!/]>$/.test(line) && !line.includes('</')) depth++
      return indented
    })
    .join('\n')
}
