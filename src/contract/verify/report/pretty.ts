import { oneLine } from '../../../core/one-line.ts'
import { shortened } from '../../compare/drift-sentence.ts'
import type { Drift } from '../../compare/drift.ts'
import type { CaseResult, VerifyReport } from '../result.ts'
import { titleOf, totals } from './words.ts'

/** A table for people: a line a case, and one more for each further difference. */
export const prettyReport = (report: VerifyReport): string => {
  const rows = report.results.flatMap(rowsOf)
  const table = [['case', 'result', 'kind', 'where', 'mock', 'back end'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(
      ...table.map((row) => (row.length === 3 && column === 2 ? 0 : widthOf(row[column] ?? ''))),
    ),
  )
  const line = (row: readonly string[]): string => {
    const [name = '', result = '', reason] = row
    // A reason is as long as it must be: it stands across the columns.
    if (row.length === 3)
      return `${pad(name, widths[0])}  ${pad(result, widths[1])}  ${reason ?? ''}`
    return row.map((cell, at) => (at === 5 ? cell : pad(cell, widths[at]))).join('  ')
  }
  return [
    `${report.target} against wechat-login-mock ${report.version}`,
    '',
    ...table.map((row) => line(row).trimEnd()),
    '',
    `${totals(report)}.`,
    '',
  ].join('\n')
}

const rowsOf = (result: CaseResult): readonly (readonly string[])[] => {
  const { drifts, reason } = result
  const name = titleOf(result)
  if (drifts.length > 0)
    return drifts.map((drift, at) => [
      at === 0 ? name : '',
      at === 0 ? result.result : '',
      ...cellsOf(drift),
    ])
  return [reason === undefined ? [name, result.result] : [name, result.result, reason]]
}

const cellsOf = ({ kind, path, expected, actual }: Drift): readonly string[] => [
  kind,
  oneLine(path),
  shortened(expected),
  shortened(actual),
]

const pad = (text: string, width = 0): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Columns of a terminal: Chinese takes two. */
const widthOf = (text: string): number => {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1
  return width
}
