import { describe, expect, it } from 'vitest'
import { listCases } from '../../src/scripting/coverage.ts'
import { coverageJUnit, coverageTable, summarise } from '../../src/scripting/coverage-report.ts'
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
  it('as a summary', () => {
    expect(summarise(listed())).toEqual({
      total: 6,
      answered: 2,
      apis: [
        {
          api: 'toy',
          total: 6,
          answered: 2,
          missing: ['toy/documented', 'toy/user-locked', 'toy/not-found', 'toy/server-error'],
        },
      ],
    })
  })

  it('as a table', () => {
    expect(coverageTable(listed())).toBe(
      [
        'x toy/success           2',
        '  toy/documented        0',
        'x toy/name-empty        1',
        '  toy/user-locked       0',
        '  toy/not-found         0',
        '  toy/server-error      0',
        '',
        'toy: 2 of 6 cases answered',
        'all: 2 of 6 cases answered',
        '',
      ].join('\n'),
    )
  })

  it('as JUnit XML', () => {
    expect(coverageJUnit(listed())).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="wechat-login-mock cases" tests="6" skipped="4" failures="0" errors="0">
  <testsuite name="toy" tests="6" skipped="4" failures="0" errors="0">
    <testcase classname="toy" name="toy/success" />
    <testcase classname="toy" name="toy/documented"><skipped message="never answered" /></testcase>
    <testcase classname="toy" name="toy/name-empty" />
    <testcase classname="toy" name="toy/user-locked"><skipped message="never answered" /></testcase>
    <testcase classname="toy" name="toy/not-found"><skipped message="never answered" /></testcase>
    <testcase classname="toy" name="toy/server-error"><skipped message="never answered" /></testcase>
  </testsuite>
</testsuites>
`,
    )
  })
})
