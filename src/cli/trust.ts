import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Runs something with the environment in which node's programs trust a certificate (PEM), beside those
 * that they trust already. The file it takes is gone afterwards.
 */
export const trusting = async <T>(
  certificate: string,
  run: (environment: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'wechat-login-mock-'))
  try {
    const file = join(folder, 'certificates.pem')
    await writeFile(file, `${await trustedAlready()}${certificate}`)
    return await run({ NODE_EXTRA_CA_CERTS: file })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Node passes over a file that it cannot read. */
const trustedAlready = async (): Promise<string> => {
  const file = process.env['NODE_EXTRA_CA_CERTS']
  if (file === undefined || file === '') return ''
  return readFile(file, 'utf8').then(
    (text) => `${text}\n`,
    () => '',
  )
}
