import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

/** What programs read certificates from, each in its own variable: all are replaced by one file. */
const variables = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
] as const

/** Where systems keep the certificates they trust. */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * Runs something with the environment in which programs trust a certificate (PEM), beside those that they
 * trust already: node, OpenSSL, curl, Python, Go, Ruby. `WECHAT_LOGIN_MOCK_CERTIFICATE` names a file with that
 * one alone, for all others. The files are gone afterwards.
 */
export const trusting = async <T>(
  certificate: string,
  run: (environment: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'wechat-login-mock-'))
  try {
    const [one, all] = [join(folder, 'certificate.pem'), join(folder, 'certificates.pem')]
    await writeFile(one, certificate)
    await writeFile(all, [...(await trustedAlready()), certificate].join('\n'))
    return await run({
      WECHAT_LOGIN_MOCK_CERTIFICATE: one,
      ...Object.fromEntries(variables.map((name) => [name, all])),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Those of the variables, and the system's, or node's own where it has none. */
const trustedAlready = async (): Promise<readonly string[]> => {
  const named = [...new Set(variables.map((name) => process.env[name] ?? ''))]
  const own = await Promise.all(named.filter((file) => file !== '').map(textOf))
  for (const file of systemFiles) {
    const text = await textOf(file)
    if (text !== '') return [...own, text]
  }
  return [...own, rootCertificates.join('\n')]
}

/** Programs pass over a file that they cannot read. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')
