import { driftSentence } from '../../compare/drift-sentence.ts'
import type { CaseResult, VerifyReport } from '../result.ts'
import { titleOf, xmlText } from './words.ts'

/** JUnit XML: a suite for each API; what could not be checked is skipped. */
export const junitReport = ({ results, startedAt }: VerifyReport): string => {
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
