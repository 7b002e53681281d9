import { createHash, X509Certificate } from 'node:crypto'
import { STATE } from './serve-options.ts'
import { checkApi, CommandError, refused, writable, writeOut } from './usage-error.ts'

interface WantedDocument {
  readonly api?: string | undefined
  readonly format?: 'json' | 'yaml' | undefined
  readonly version?: '3.1' | '3.0' | undefined
  readonly output?: string | undefined
}

/** Prints the OpenAPI document of the APIs, or writes it to a file. Needs no server. */
export const writeOpenApi = async ({
  api,
  format,
  version,
  output,
}: WantedDocument): Promise<void> => {
  const { apiNames, createApiDocuments, yamlText } = await import('../server/api-documents.ts')
  checkApi(api, apiNames)
  const document = await createApiDocuments()({ api, openapi: version })
  const isYaml = format === 'yaml' || (format === undefined && /\.ya?ml$/.test(output ?? ''))
  const text = isYaml ? yamlText(document) : `${JSON.stringify(document, null, 2)}\n`
  await writeOut(output, text)
}

interface WantedCertificate {
  readonly certDir?: string
  readonly state?: string
  /** A `.der` or `.cer` file is written as DER, any other as PEM. */
  readonly output?: string | undefined
}

/**
 * Prints or saves the certificate to trust for `--https`, and creates it if there is none yet. Throws
 * CommandError if that fails.
 */
export const showCertificate = async ({ output, ...where }: WantedCertificate): Promise<void> => {
  const { authorityCertificate } = await import('../server/options.ts')
  const pem = await authorityCertificate({ state: STATE, ...where }).catch((error: unknown) => {
    throw new CommandError((error as Error).message, { cause: error })
  })
  if (output === undefined) return writeOut(output, pem)
  const { raw } = new X509Certificate(pem)
  await writeOut(output, /\.(der|cer)$/i.test(output) ? raw : pem)
  const print = createHash('sha256').update(raw).digest('hex').toUpperCase()
  process.stdout.write(`${output}, SHA-256 ${print.replace(/..(?!$)/g, '$&:')}\n`)
}

/**
 * Prints a fixture made from a recording, or writes it to a file. Throws UsageError if the recording cannot
 * be used.
 */
export const writeStubs = async (file: string, output: string | undefined): Promise<void> => {
  const { stubsFrom } = await import('../server/stubs-from.ts')
  const text = await refused(() => stubsFrom(file))
  if (output !== undefined) await writable('--output', output)
  await writeOut(output, text)
}
