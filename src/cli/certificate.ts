import { createHash, X509Certificate } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { authorityCertificate } from '../server/authority.ts'
import { STATE } from './serve-options.ts'
import { CommandError } from './usage-error.ts'

interface Wanted {
  readonly certDir?: string
  readonly state?: string
  /** `.der` and `.cer` files get DER, others PEM. */
  readonly output?: string | undefined
}

/** Prints or saves the certificate to trust for `--https`; makes it where there is none yet. */
export const showCertificate = async ({ output, ...where }: Wanted): Promise<void> => {
  const pem = await authorityCertificate({ state: STATE, ...where }).catch((error: unknown) => {
    throw new CommandError((error as Error).message, { cause: error })
  })
  if (output === undefined) {
    process.stdout.write(pem)
    return
  }
  const { raw } = new X509Certificate(pem)
  await writeFile(output, /\.(der|cer)$/i.test(output) ? raw : pem).catch((error: unknown) => {
    throw new CommandError(`${output} cannot be written: ${(error as Error).message}.`)
  })
  const print = createHash('sha256').update(raw).digest('hex').toUpperCase()
  process.stdout.write(`${output}, SHA-256 ${print.replace(/..(?!$)/g, '$&:')}\n`)
}
