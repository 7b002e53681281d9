/** Line of a JSON text, from 1, on which the member stands that a pointer names; undefined for none there. */
export const lineOfPointer = (text: string, pointer: string): number | undefined => {
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('\0')
  const path: (string | number)[] = []
  let found: number | undefined
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
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
