import { describe, expect, it } from 'vitest'
import { createCoverage, listCases } from '../../src/scripting/coverage.ts'
import {
  coverageJUnit,
  coverageReport,
  coverageTable,
} from '../../src/scripting/coverage-report.ts'
import { toyApi } from '../support/toy-api.ts'
import { createToy } from '../support/toy-call.ts'

const listed = () => {
  const { script, ask } = createToy()
  ask()
  ask()
  ask({ body: { name: '' } })
  return listCases([toyApi], script.coverage)
}

describe('which cases a test run has exercised', () => {
  it('as JSON', () => {
    expect(coverageReport(listed())).toEqual({
      total: 6,
      exercised: 2,
      apis: [
        {
          api: 'toy',
          total: 6,
          exercised: 2,
          missing: ['toy/documented', 'toy/user-locked', 'toy/not-found', 'toy/server-error'],
        },
      ],
      cases: [
        { name: 'toy/success', api: 'toy', answered: 2 },
        { name: 'toy/documented', api: 'toy', answered: 0 },
        { name: 'toy/name-empty', api: 'toy', answered: 1 },
        { name: 'toy/user-locked', api: 'toy', answered: 0 },
        { name: 'toy/not-found', api: 'toy', answered: 0 },
        { name: 'toy/server-error', api: 'toy', answered: 0 },
      ],
    })
  })

  it('as a table', () => {
    expect(coverageTable(listed())).toBe(
      [
        'case              answered',
        'toy/success       2',
        'toy/documented    -',
        'toy/name-empty    1',
        'toy/user-locked   -',
        'toy/not-found     -',
        'toy/server-error  -',
        '',
        'toy: 2 of 6 exercised',
        '',
        '2 of 6 exercised',
        '',
      ].join('\n'),
    )
  })

  it('as JUnit XML', () => {
    expect(coverageJUnit(listed())).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="wechat-login-mock cases" tests="3" skipped="1">
  <testsuite name="toy" tests="2" skipped="0" failures="0" errors="0">
    <testcase classname="toy" name="toy/success"><system-out>answered 2</system-out></testcase>
    <testcase classname="toy" name="toy/name-empty"><system-out>answered 1</system-out></testcase>
  </testsuite>
  <testsuite name="not exercised" tests="1" skipped="1" failures="0" errors="0">
    <testcase classname="not exercised" name="4 of 6 cases">
      <skipped message="4 of 6 cases were not exercised"/>
      <system-out>toy/documented
toy/user-locked
toy/not-found
toy/server-error</system-out>
    </testcase>
  </testsuite>
</testsuites>
`,
    )
  })

  it('also where tenants were reset: the run counts on', () => {
    const run = createCoverage()
    const { script, ask } = createToy({ run })
    ask()
    script.reset()
    ask()
    expect([script.coverage, run].map((one) => one.answered('toy', 'success'))).toEqual([1, 2])
  })
})
