import { writeFile } from 'node:fs/promises'
import { MockError, type Case } from '../client/index.ts'
import { clientOf, type GivenClient } from './client-command.ts'
import { UsageError, CommandError } from './usage-error.ts'

/** Prints the catalogue: a running server's with its counts, else the one built in. */
export const showCases = async (
  api: string | undefined,
  given: GivenClient,
  { json, language }: { readonly json: boolean; readonly language: 'zh' | 'en' },
): Promise<void> => {
  const all = await listed(given)
  const apis = [...new Set(all.map((one) => one.api))]
  if (api !== undefined && !apis.includes(api))
    throw new UsageError(`There is no API ${JSON.stringify(api)}: use one of ${apis.join(', ')}.`)
  const cases = api === undefined ? all : all.filter((one) => one.api === api)
  process.stdout.write(json ? `${JSON.stringify({ cases }, null, 2)}\n` : table(cases, language))
}

const listed = async (given: GivenClient): Promise<readonly Case[]> => {
  try {
    return await clientOf(given).cases.list()
  } catch (error) {
    if (given.url !== undefined || !(error instanceof MockError)) throw error
    const { catalogue } = await import('../server/endpoints.ts')
    return catalogue()
  }
}

/** What to send, or to have in the world, for the case to come of itself. */
const liveOf = ({ triggers: [first = ''] }: Case): string => first.replace(/^live: /, '')

const table = (cases: readonly Case[], language: 'zh' | 'en'): string => {
  const rows = [
    ['case', 'code', 'http', 'basis', 'answered', 'message', 'live'],
    ...cases.map((one) => [
      one.name,
      String(one.code),
      String(one.status),
      one.basis,
      one.answered === 0 ? '-' : String(one.answered),
      language === 'zh' ? one.titleZh : (one.messageEn ?? one.message),
      liveOf(one),
    ]),
  ]
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

interface Wanted {
  readonly api?: string | undefined
  readonly format?: 'json' | 'yaml' | undefined
  readonly version?: '3.1' | '3.0' | undefined
  readonly output?: string | undefined
}

/** Prints the OpenAPI document of the APIs, or writes it to a file. Needs no server. */
export const writeOpenApi = async ({ api, format, version, output }: Wanted): Promise<void> => {
  const { apiNames, createApiDocuments, yamlText } = await import('../server/api-documents.ts')
  if (api !== undefined && !apiNames.includes(api))
    throw new UsageError(
      `There is no API ${JSON.stringify(api)}: use one of ${apiNames.join(', ')}.`,
    )
  const document = await createApiDocuments()({ api, openapi: version })
  const isYaml = format === 'yaml' || (format === undefined && /\.ya?ml$/.test(output ?? ''))
  const text = isYaml ? yamlText(document) : `${JSON.stringify(document, null, 2)}\n`
  if (output === undefined) process.stdout.write(text)
  else
    await writeFile(output, text).catch((error: unknown) => {
      throw new CommandError(`${output} cannot be written: ${(error as Error).message}.`)
    })
}
