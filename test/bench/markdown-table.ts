/** Returns a table in GitHub's markdown, with aligned columns in the source text. */
export const markdownTable = (head: readonly string[], rows: readonly string[][]): string => {
  const widths = head.map((title, at) =>
    Math.max(3, title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => aligned(cells[at] ?? '', width, at)).join(' | ')} |`
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** The first column holds names and is aligned left. The others hold numbers and are aligned right. */
const aligned = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width)

/** Returns a number for a table, or a dash for NaN and infinity. */
export const figure = (value: number, digits = 0): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '-'

/** Returns a share as a percentage, or a dash for NaN and infinity. */
export const percent = (value: number): string =>
  Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : '-'
