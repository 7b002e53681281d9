import { shortened, type Drift } from '../compare/drift.ts'
import type { VerifyReport, CaseResult } from './result.ts'
import { oneLine } from '../../core/log.ts'

/** Tables for a pull request or an issue: what drifted, then what could not be checked. */
export const markdownReport = (report: VerifyReport): string => {
  const { results, target, version } = report
  const drifts = results.flatMap((one) =>
    one.drifts.map(({ kind, path, expected, actual }) => [
      cell(titleOf(one)),
      kind,
      cell(path),
      cell(shortened(expected, 120)),
      cell(shortened(actual, 120)),
    ]),
  )
  const unchecked = results.flatMap((one) =>
    one.reason === undefined ? [] : [[cell(titleOf(one)), one.result, plain(one.reason)]],
  )
  const same = results.filter(({ result }) => result === 'same').map((one) => cell(titleOf(one)))
  return [
    `## ${plain(target)} against wechat-login-mock ${version}`,
    '',
    `${totals(report)}.`,
    ...table('Drift', ['case', 'kind', 'where', 'mock', 'back end'], drifts),
    ...table('Not checked', ['case', 'result', 'why'], unchecked),
    ...(same.length === 0 ? [] : ['', '### Same', '', same.join(', ')]),
    '',
  ].join('\n')
}

const table = (
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] =>
  rows.length === 0
    ? []
    : [
        '',
        `### ${title}`,
        '',
        `| ${head.join(' | ')} |`,
        `| ${head.map(() => '---').join(' | ')} |`,
        ...rows.map((row) => `| ${row.join(' | ')} |`),
      ]

const plain = (text: string): string => text.replace(/[\\|<>]/g, (sign) => `\\${sign}`)

/** Code, whatever backticks it holds. */
const cell = (text: string): string =>
  text === ''
    ? ''
    : `\`\` ${shortened(text, 200).replaceAll('`', "'").replaceAll('|', '\\|')} \`\``.replace(
        /^`` (.*) ``$/,
        '`$1`',
      )

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

/** A case's name, with the format where it is not the everyday one. */
export const titleOf = ({ case: name, format }: Pick<CaseResult, 'case' | 'format'>): string =>
  format === 'xml' ? `${name} (XML)` : name

const totals = ({ summary }: VerifyReport): string =>
  `${summary.same} same, ${summary.drift} drift, ${summary['could-not-check']} could not be checked, ${summary['not-reproducible']} not reproducible`

/** Text inside XML; characters that XML cannot hold become `?`. */
export const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
