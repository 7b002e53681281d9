import type { Api } from '../core/api.ts'
import { type ListedCase, listCases, type Coverage } from './coverage.ts'

/** The coverage of a test run: for each API and in total, how many of its cases were answered. */
interface CoverageReport {
  readonly total: number
  readonly exercised: number
  readonly apis: readonly {
    readonly api: string
    readonly total: number
    readonly exercised: number
    readonly missing: readonly string[]
  }[]
  readonly cases: readonly Pick<ListedCase, 'name' | 'api' | 'answered'>[]
}

/** Returns the coverage for JSON: how many cases there are, and how often each was answered. */
export const coverageReport = (cases: readonly ListedCase[]): CoverageReport => ({
  total: cases.length,
  exercised: cases.filter(({ answered }) => answered > 0).length,
  apis: [...new Set(cases.map(({ api }) => api))].map((api) => {
    const listed = cases.filter((row) => row.api === api)
    const missing = listed.filter(({ answered }) => answered === 0).map(({ name }) => name)
    return { api, total: listed.length, exercised: listed.length - missing.length, missing }
  }),
  cases: cases.map(({ name, api, answered }) => ({ name, api, answered })),
})

/** Returns the coverage as a table for people: a line for each case, for each API and for the total. */
export const coverageTable = (listed: readonly ListedCase[]): string => {
  const { total, exercised, apis, cases } = coverageReport(listed)
  const width = Math.max(4, ...cases.map(({ name }) => name.length))
  const lines = cases.map(({ name, answered }) => `${name.padEnd(width)}  ${answered || '-'}`)
  const sums = apis.map((one) => `${one.api}: ${one.exercised} of ${one.total} exercised`)
  const sum = `${exercised} of ${total} exercised`
  return [`${'case'.padEnd(width)}  answered`, ...lines, '', ...sums, '', sum, ''].join('\n')
}

/**
 * Returns the coverage as JUnit XML, for CI dashboards: one test case for each exercised case, and a single
 * skipped test case that names all others.
 */
export const coverageJUnit = (listed: readonly ListedCase[]): string => {
  const { total, exercised, apis, cases } = coverageReport(listed)
  const suites = apis
    .filter((one) => one.exercised > 0)
    .map(({ api, exercised: tests }) => {
      const rows = cases.filter((row) => row.api === api && row.answered > 0).map(testCase)
      return suite(api, tests, 0, rows)
    })
  const unseen = cases.filter(({ answered }) => answered === 0).map(({ name }) => name)
  const rest = suite('not exercised', 1, 1, [
    `    <testcase classname="not exercised" name="${unseen.length} of ${total} cases">`,
    `      <skipped message="${unseen.length} of ${total} cases were not exercised"/>`,
    `      <system-out>${unseen.map(text).join('\n')}</system-out>`,
    '    </testcase>',
  ])
  const isWhole = unseen.length === 0
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="wechat-login-mock cases" tests="${exercised + (isWhole ? 0 : 1)}" skipped="${isWhole ? 0 : 1}">`,
    ...suites,
    ...(isWhole ? [] : [rest]),
    '</testsuites>',
    '',
  ].join('\n')
}

/** The media type of a coverage report: JSON for programs, JUnit XML for tools that show tests in CI. */
export type CasesReportType = 'application/json' | 'application/xml'

/** Returns the coverage of these APIs as text of the given type. */
export const casesReport = (
  apis: readonly Api[],
  coverage: Pick<Coverage, 'answered'>,
  type: CasesReportType,
): string => {
  const all = listCases(apis, coverage)
  return type === 'application/json' ? JSON.stringify(coverageReport(all)) : coverageJUnit(all)
}

const suite = (name: string, tests: number, skipped: number, rows: readonly string[]): string =>
  [
    `  <testsuite name="${text(name)}" tests="${tests}" skipped="${skipped}" failures="0" errors="0">`,
    ...rows,
    '  </testsuite>',
  ].join('\n')

const testCase = ({ name, api, answered }: CoverageReport['cases'][number]): string =>
  `    <testcase classname="${text(api)}" name="${text(name)}"><system-out>answered ${answered}</system-out></testcase>`

const text = (given: string): string =>
  given.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
