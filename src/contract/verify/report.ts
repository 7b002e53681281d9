import {
  maskedDrift,
  driftSentence,
  driftKinds,
  type DriftKind,
  shortened,
  type Drift,
} from '../compare/drift.ts'
import type { Hide } from '../recording/hide.ts'
import type { CaseResult, VerifyReport, ReportFormat } from './result.ts'
import { oneLine } from '../../core/log.ts'

/**
 * Formats the report as Markdown tables for a pull request or an issue: first the drift, then the unchecked
 * cases.
 */
const markdownReport = (report: VerifyReport): string => {
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

/** Formats a table cell as code. Backticks become apostrophes. */
const cell = (text: string): string =>
  text === ''
    ? ''
    : `\`\` ${shortened(text, 200).replaceAll('`', "'").replaceAll('|', '\\|')} \`\``.replace(
        /^`` (.*) ``$/,
        '`$1`',
      )

/**
 * Formats the report as a table for people: a line for each case, and one more for each further difference.
 */
const prettyReport = (report: VerifyReport): string => {
  const rows = report.results.flatMap(rowsOf)
  const table = [['case', 'result', 'kind', 'where', 'mock', 'back end'], ...rows]
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(
      ...table.map((row) => (row.length === 3 && column === 2 ? 0 : widthOf(row[column] ?? ''))),
    ),
  )
  const line = (row: readonly string[]): string => {
    const [name = '', result = '', reason] = row
    // A reason may be long, so it spans the remaining columns.
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

/** The text's width in terminal columns. A Chinese character takes two. */
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

/** The case's name, with the format unless it is JSON. */
const titleOf = ({ case: name, format }: Pick<CaseResult, 'case' | 'format'>): string =>
  format === 'xml' ? `${name} (XML)` : name

const totals = ({ summary }: VerifyReport): string =>
  `${summary.same} same, ${summary.drift} drift, ${summary['could-not-check']} could not be checked, ${summary['not-reproducible']} not reproducible`

/** Escapes a text for XML. Characters that XML does not allow become `?`. */
const xmlText = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')

/** Formats the report as JUnit XML: a suite for each API. Unchecked cases are skipped tests. */
const junitReport = ({ results, startedAt }: VerifyReport): string => {
  const apis = [...new Set(results.map(({ api }) => api))]
  const suites = apis.map((api) => {
    const own = results.filter((one) => one.api === api)
    const count = (is: (one: CaseResult) => boolean): number => own.filter(is).length
    return [
      `  <testsuite name="${xmlText(api)}" tests="${own.length}" failures="${count(isDrift)}" errors="0" skipped="${count((one) => one.reason !== undefined)}" timestamp="${startedAt}">`,
      ...own.map(testcase),
      '  </testsuite>',
    ].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wechat-login-mock verify">\n${suites.map((one) => `${one}\n`).join('')}</testsuites>\n`
}

const isDrift = ({ result }: CaseResult): boolean => result === 'drift'

const testcase = (one: CaseResult): string => {
  const head = `    <testcase classname="${xmlText(one.api)}" name="${xmlText(titleOf(one))}" time="${(one.durationMs / 1000).toFixed(3)}"`
  if (one.result === 'same') return `${head}/>`
  const body =
    one.reason === undefined
      ? `<failure message="${xmlText(one.drifts.map(({ kind }) => kind).join(', '))}">${xmlText(one.drifts.map(driftSentence).join('\n'))}</failure>`
      : `<skipped message="${xmlText(`${one.result}: ${one.reason}`)}"/>`
  return `${head}>${body}</testcase>`
}

const texts: Readonly<Record<DriftKind, string>> = {
  status: 'The HTTP status is another one.',
  header: 'A header is missing, added, has another value or stands elsewhere.',
  'content-type': 'The media type is another one.',
  'field-added': 'The back end answers with a member that the mock does not have.',
  'field-removed': 'The back end lacks a member that the mock has.',
  type: 'A value is of another type.',
  value: 'A value is another one.',
  order: 'Members stand in another order.',
  bytes: 'The values are the same, but they are written otherwise.',
}

/**
 * Formats the report as SARIF 2.1.0: a rule for each kind of difference, and a result for each difference.
 */
const sarifReport = ({ results, version, target }: VerifyReport): string => {
  const found = results.flatMap((one) => one.drifts.map((drift) => ({ one, drift })))
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'wechat-login-mock verify',
              version,
              rules: driftKinds.map((id) => ({ id, shortDescription: { text: texts[id] } })),
            },
          },
          properties: { target },
          results: found.map(({ one, drift }) => ({
            ruleId: drift.kind,
            ruleIndex: driftKinds.indexOf(drift.kind),
            level: 'error',
            message: { text: `${titleOf(one)}: ${driftSentence(drift)}.` },
            locations: [
              {
                logicalLocations: [
                  { name: one.case, fullyQualifiedName: `${titleOf(one)}#${drift.path}` },
                ],
              },
            ],
          })),
        },
      ],
    },
    null,
    2,
  )}\n`
}

const printers: Readonly<Record<ReportFormat, (report: VerifyReport) => string>> = {
  pretty: prettyReport,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  junit: junitReport,
  sarif: sarifReport,
  markdown: markdownReport,
}

/** Formats a report. Masks secrets that are known by their names, and those that `hide` knows. */
export const printReport = (report: VerifyReport, format: ReportFormat, hide: Hide): string =>
  // Masks before texts are cut for a column, because half a secret is still a secret.
  printers[format]({
    ...report,
    target: hide(report.target),
    results: report.results.map((one) => masked(one, hide)),
  })

const masked = ({ drifts, reason, durationMs, ...rest }: CaseResult, hide: Hide): CaseResult => ({
  ...rest,
  ...(reason === undefined ? {} : { reason: hide(reason) }),
  durationMs,
  drifts: drifts.map((drift) => {
    const { kind, path, expected, actual } = maskedDrift(drift)
    return { kind, path: hide(path), expected: hide(expected), actual: hide(actual) }
  }),
})
