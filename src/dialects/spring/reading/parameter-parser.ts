/**
 * The `name=value` pairs of a header, as Tomcat's ParameterParser takes them apart (S): names in lower
 * case, of equal ones the last, null for no value. An asterisk at a name's end is dropped (RFC 2231).
 */
export const parseHeaderParameters = (
  text: string,
  separator: string,
): ReadonlyMap<string, string | null> => {
  const parameters = new Map<string, string | null>()
  let at = 0
  while (at < text.length) {
    const nameEnd = endOf(text, at, [separator, '='])
    const name = text.slice(at, nameEnd).trim().toLowerCase()
    at = nameEnd
    let value: string | null = null
    if (text[at] === '=') {
      const end = quotedEnd(text, at + 1, separator)
      value = unquoted(text.slice(at + 1, end).trim())
      at = end
    }
    at++
    if (name.endsWith('*'))
      parameters.set(name.slice(0, -1), value === null ? null : extended(value))
    else if (name !== '') parameters.set(name, value)
  }
  return parameters
}

const endOf = (text: string, from: number, ends: readonly string[]): number => {
  let at = from
  while (at < text.length && !ends.includes(text.charAt(at))) at++
  return at
}

/** Quotes hide the separator; a backslash hides a quote. */
const quotedEnd = (text: string, from: number, separator: string): number => {
  let isQuoted = false
  let isEscaped = false
  let at = from
  for (; at < text.length; at++) {
    const character = text[at]
    if (!isQuoted && character === separator) break
    if (!isEscaped && character === '"') isQuoted = !isQuoted
    isEscaped = !isEscaped && character === '\\'
  }
  return at
}

const unquoted = (text: string): string | null => {
  const inner =
    text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text
  return inner === '' ? null : inner
}

/** `UTF-8''%E4%B8%AD`. */
const extended = (value: string): string => {
  const quoted = /^[\w-]+'[\w-]*'(.*)$/.exec(value)?.[1]
  if (quoted === undefined) return value
  try {
    return decodeURIComponent(quoted)
  } catch {
    return value
  }
}
