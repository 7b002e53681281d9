import { maskedDrift } from '../../compare/drift-sentence.ts'
import type { Hide } from '../../recording/hide.ts'
import type { CaseResult, VerifyReport } from '../result.ts'
import type { ReportFormat } from './formats.ts'
import { junitReport } from './junit.ts'
import { markdownReport } from './markdown.ts'
import { prettyReport } from './pretty.ts'
import { sarifReport } from './sarif.ts'

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
