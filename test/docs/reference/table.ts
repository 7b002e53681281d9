/** A Markdown table; what would end a cell or begin a tag is escaped. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n')

/** Outside code an angle bracket would begin an HTML tag; `<br>` is one. */
const cell = (text: string): string =>
  text
    .split('`')
    .map((part, at) => (at % 2 === 0 ? part.replaceAll(/<(?!br>)/g, '\\<') : part))
    .join('`')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')

/** Text as code, or nothing. */
export const code = (text: string | undefined): string =>
  text === undefined || text === '' ? '' : `\`${text}\``
