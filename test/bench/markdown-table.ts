/** A table as GitHub reads it, with columns that line up where it is not rendered. */
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

/** Names on the left, numbers on the right. */
const aligned = (cell: string, width: number, column: number): string =>
  column === 0 ? cell.padEnd(width) : cell.padStart(width)

/** A number for a table; a dash for what could not be measured. */
export const figure = (value: number, digits = 0): string =>
  Number.isFinite(value) ? value.toFixed(digits) : '-'

/** A share as a percentage. */
export const percent = (value: number): string =>
  Number.isFinite(value) ? `${(value * 100).toFixed(0)} %` : '-'
