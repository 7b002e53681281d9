import { X509Certificate, createPrivateKey } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAuthority, type Certificate } from './certificate.ts'

const CERTIFICATE = 'wechat-login-mock.ca.pem'
const KEY = 'wechat-login-mock.ca-key.pem'

/** With less left of its life another is made. */
const LEAST_LEFT_MS = 30 * 86_400_000

/**
 * The authority that a folder keeps, made when there is none or its life is over. Its key is for this
 * user's eyes only. Throws one sentence for a folder or files that cannot be.
 */
export const keptAuthority = (folder: string, now: number): Certificate => {
  const [file, keyFile] = [join(folder, CERTIFICATE), join(folder, KEY)]
  const [cert, key] = [textOf(file), textOf(keyFile)]
  if (cert !== undefined && key !== undefined && isGood(file, keyFile, cert, key, now))
    return { cert, key }
  const made = makeAuthority(now)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(keyFile, made.key, { mode: 0o600 })
    writeFileSync(file, made.cert)
  } catch (error) {
    throw new RangeError(
      `${file} cannot be written (${codeOf(error)}): name a folder of yours with --cert-dir.`,
      { cause: error },
    )
  }
  return made
}

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new RangeError(
      `${file} cannot be read (${codeOf(error)}): name a folder of yours with --cert-dir.`,
      { cause: error },
    )
  }
}

/** False for one whose life is over. */
const isGood = (file: string, keyFile: string, cert: string, key: string, now: number): boolean => {
  try {
    const certificate = new X509Certificate(cert)
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('not its key')
    return Date.parse(certificate.validTo) - LEAST_LEFT_MS > now
  } catch {
    throw new RangeError(
      `${file} and ${keyFile} are no certificate and its key: delete both to have new ones made.`,
    )
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error'
