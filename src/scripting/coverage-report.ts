import type { ListedCase } from './coverage.ts'

/** What a test run has exercised: of each API and of all, how many of its cases were answered. */
export interface CoverageSummary {
  readonly total: number
  readonly answered: number
  readonly apis: readonly {
    readonly api: string
    readonly total: number
    readonly answered: number
    readonly missing: readonly string[]
  }[]
}

export const summarise = (cases: readonly ListedCase[]): CoverageSummary => ({
  total: cases.length,
  answered: cases.filter(({ answered }) => answered > 0).length,
  apis: [...new Set(cases.map(({ api }) => api))].map((api) => {
    const listed = cases.filter((row) => row.api === api)
    const missing = listed.filter(({ answered }) => answered === 0).map(({ name }) => name)
    return { api, total: listed.length, answered: listed.length - missing.length, missing }
  }),
})

/** A line for each API and one for each case, for people. */
export const coverageTable = (cases: readonly ListedCase[]): string => {
  const { total, answered, apis } = summarise(cases)
  const width = Math.max(...cases.map(({ name }) => name.length))
  const lines = cases.map(
    (row) =>
      `${row.answered > 0 ? 'x' : ' '} ${row.name.padEnd(width)} ${String(row.answered).padStart(6)}`,
  )
  const sums = apis.map((api) => `${api.api}: ${api.answered} of ${api.total} cases answered`)
  return [...lines, '', ...sums, `all: ${answered} of ${total} cases answered`, ''].join('\n')
}

/** A test case for each case, skipped where nothing asked for it: what CI dashboards show. */
export const coverageJUnit = (cases: readonly ListedCase[]): string => {
  const { total, answered, apis } = summarise(cases)
  const suites = apis.map(({ api, total: tests, missing }) => {
    const rows = cases
      .filter((row) => row.api === api)
      .map((row) => {
        const open = `<testcase classname="${attribute(api)}" name="${attribute(row.name)}"`
        return row.answered > 0
          ? `    ${open} />`
          : `    ${open}><skipped message="never answered" /></testcase>`
      })
    return [
      `  <testsuite name="${attribute(api)}" tests="${tests}" skipped="${missing.length}" failures="0" errors="0">`,
      ...rows,
      '  </testsuite>',
    ].join('\n')
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="wechat-login-mock cases" tests="${total}" skipped="${total - answered}" failures="0" errors="0">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n')
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
