import { writeFile } from 'node:fs/promises'
import { CommandError, UsageError } from './usage-error.ts'

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
