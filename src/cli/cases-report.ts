import { writeFile } from 'node:fs/promises'
import type { MockServer } from '../index.ts'
import { createAdminClient } from './admin-client.ts'
import { CommandError, UsageError } from './usage-error.ts'

interface Exercised {
  readonly name: string
  readonly api: string
  readonly answered: number
}

/** By the file's name. Throws UsageError for another. */
export const reportFormat = (file: string): 'json' | 'xml' => {
  if (file.endsWith('.json')) return 'json'
  if (file.endsWith('.xml')) return 'xml'
  throw new UsageError(
    `--cases-report ${JSON.stringify(file)} cannot be: use a file name that ends in .json or .xml.`,
  )
}

/** Which cases a run has exercised, in all tenants together: JSON, or JUnit XML. */
export const writeCasesReport = async (file: string, server: MockServer): Promise<void> => {
  const cases = await exercisedIn(server)
  const text = reportFormat(file) === 'json' ? jsonReport(cases) : junitReport(cases)
  await writeFile(file, text).catch((error: unknown) => {
    throw new CommandError(`--cases-report ${file} cannot be written: ${(error as Error).message}.`)
  })
}

const exercisedIn = async ({ url, adminToken }: MockServer): Promise<readonly Exercised[]> => {
  const { tenants } = await createAdminClient({ url, adminToken }).get<{ tenants: string[] }>(
    'tenants',
  )
  const counts = new Map<string, Exercised>()
  for (const tenant of new Set(['default', ...tenants])) {
    const client = createAdminClient({ url, adminToken, tenant })
    const { cases } = await client.get<{ cases: Exercised[] }>('cases')
    for (const { name, api, answered } of cases)
      counts.set(name, { name, api, answered: answered + (counts.get(name)?.answered ?? 0) })
  }
  return [...counts.values()]
}

const jsonReport = (cases: readonly Exercised[]): string => {
  const exercised = cases.filter(({ answered }) => answered > 0).length
  return `${JSON.stringify({ total: cases.length, exercised, cases }, null, 2)}\n`
}

/** A suite for each API; a case that nobody exercised is a skipped test. Names need no escapes. */
const junitReport = (cases: readonly Exercised[]): string => {
  const apis = [...new Set(cases.map(({ api }) => api))]
  const suites = apis.map((api) => {
    const own = cases.filter((one) => one.api === api)
    const skipped = own.filter(({ answered }) => answered === 0).length
    const lines = own.map(({ name, answered }) =>
      answered === 0
        ? `    <testcase classname="${api}" name="${name}"><skipped message="not exercised"/></testcase>`
        : `    <testcase classname="${api}" name="${name}"><system-out>answered ${answered}</system-out></testcase>`,
    )
    return [
      `  <testsuite name="${api}" tests="${own.length}" skipped="${skipped}" failures="0" errors="0">`,
      ...lines,
      '  </testsuite>',
    ].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="wechat-login-mock cases" tests="${cases.length}">\n${suites.join('\n')}\n</testsuites>\n`
}
