/** The strings, punctuation and literals of a JSON text. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * Returns the line of a JSON text, counted from 1, of the member that a JSON pointer names. Undefined if
 * there is no such member.
 */
export const lineOfPointer = (text: string, pointer: string): number | undefined => {
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('\0')
  const path: (string | number)[] = []
  let found: number | undefined
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{') path.push('')
    else if (token === '[') path.push(0)
    else if (token === '}' || token === ']') path.pop()
    else if (token === ',') {
      const last = path.pop()
      path.push(typeof last === 'number' ? last + 1 : '')
    } else if (token.startsWith('"') && path.at(-1) === '') path[path.length - 1] = keyOf(token)
    if (path.join('\0') === wanted && token !== '{' && token !== '[' && token !== ',')
      found ??= text.slice(0, index).split('\n').length
  }
  return found
}

const keyOf = (token: string): string => {
  try {
    return JSON.parse(token) as string
  } catch {
    return token
  }
}

/** Formats JSON and XML with a line for each member. Undefined for other texts. */
export const prettyOf = (text: string): string | undefined => {
  const start = text.trimStart()[0]
  if (start === '{' || start === '[') return prettyJson(text)
  if (start === '<') return prettyXml(text)
  return undefined
}

/**
 * Indents JSON by its punctuation and keeps all values as written: `7.0` stays `7.0`, `\/` stays `\/`, and
 * a large number keeps its digits. JSON.parse would lose all of these.
 */
const prettyJson = (text: string): string | undefined => {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const tokens = text.match(TOKEN) ?? []
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
