import { writeFile } from 'node:fs/promises'
import type { MockServer } from '../index.ts'
import { CommandError, UsageError } from './usage-error.ts'

/** The media type of a report, by the file's name. Throws UsageError for another. */
export const reportType = (file: string): 'application/json' | 'application/xml' => {
  if (file.endsWith('.json')) return 'application/json'
  if (file.endsWith('.xml')) return 'application/xml'
  throw new UsageError(
    `--cases-report ${JSON.stringify(file)} cannot be: use a file name that ends in .json or .xml.`,
  )
}

/** Which cases a run has exercised, in all tenants together: JSON, or JUnit XML. */
export const writeCasesReport = async (file: string, server: MockServer): Promise<void> => {
  await writeFile(file, await server.casesReport(reportType(file))).catch((error: unknown) => {
    throw new CommandError(`--cases-report ${file} cannot be written: ${(error as Error).message}.`)
  })
}

/** Whether fewer than so many percent of the cases were exercised; says so. */
export const isUnder = async (percent: number, server: MockServer): Promise<boolean> => {
  const report = JSON.parse(await server.casesReport('application/json')) as {
    readonly total: number
    readonly exercised: number
  }
  const { total, exercised } = report
  const share = (exercised / total) * 100
  if (share >= percent) return false
  process.stderr.write(
    `error: ${exercised} of ${total} cases (${share.toFixed(1)} %) were exercised, and --fail-under asks for ${percent} %.\n`,
  )
  return true
}
