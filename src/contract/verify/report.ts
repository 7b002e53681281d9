import { maskedDrift, driftSentence, driftKinds, type DriftKind } from '../compare/drift.ts'
import type { Hide } from '../recording/hide.ts'
import type { CaseResult, VerifyReport, ReportFormat } from './result.ts'
import { markdownReport, prettyReport, titleOf, xmlText } from './report-tables.ts'

/** JUnit XML: a suite for each API; what could not be checked is skipped. */
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

/** SARIF 2.1.0: a rule for each kind of difference, a result for each difference. */
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

/** A report as text, without the secrets in it: those known by their names, and what `hide` knows. */
export const printReport = (report: VerifyReport, format: ReportFormat, hide: Hide): string =>
  // Before a text is cut for a column: half a secret is one, too.
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
