import type { Api } from '../core/api.ts'
import { coverageJUnit, coverageReport } from './coverage-report.ts'
import { listCases, type Coverage } from './coverage.ts'

/** For programs, or for what shows tests in CI. */
export type CasesReportType = 'application/json' | 'application/xml'

/** Which cases were exercised, as text. */
export const casesReport = (
  apis: readonly Api[],
  coverage: Pick<Coverage, 'answered'>,
  type: CasesReportType,
): string => {
  const all = listCases(apis, coverage)
  return type === 'application/json' ? JSON.stringify(coverageReport(all)) : coverageJUnit(all)
}
