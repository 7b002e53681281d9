const TOKEN = /<[^>]*>|[^<]+/g

/** Indents XML without white space between elements by 2, as `XDocument.ToString()` does. */
export const indentXml = (xml: string): string => {
  const lines: string[] = []
  let depth = 0
  let open: string | undefined
  for (const [token] of xml.matchAll(TOKEN)) {
    if (!token.startsWith('<')) {
      // Text stays between the tags of its element.
      open = (open ?? '') + token
      continue
    }
    if (token.startsWith('</')) {
      depth--
      lines.push(indent(depth) + (open ?? '') + token)
      open = undefined
      continue
    }
    if (open !== undefined) lines.push(indent(depth - 1) + open)
    open = undefined
    if (token.endsWith('/>')) lines.push(indent(depth) + token)
    else {
      open = token
      depth++
    }
  }
  return lines.join('\n')
}

const indent = (depth: number): string => '  '.repeat(depth)
