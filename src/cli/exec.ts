import { ChildProcess, spawn } from 'node:child_process'
import { constants, tmpdir } from 'node:os'
import { writeFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join, win32 } from 'node:path'
import { rootCertificates } from 'node:tls'
import type { MockServer } from '../index.ts'
import type { Given } from './option-rows.ts'
import { toMockOptions, type execRows, stderrLog } from './serve-options.ts'
import { startServer } from './serve.ts'
import { UsageError, CommandError } from './usage-error.ts'
import { existsSync } from 'node:fs'

/**
 * Runs a command while a mock server of its own runs. Resolves to the command's exit code, or to 1 if
 * `--fail-under` is missed. Throws UsageError and CommandError.
 */
export const exec = async (
  command: readonly string[],
  given: Given<typeof execRows>,
): Promise<number> => {
  const { casesReport, failUnder, ...mock } = given
  if (casesReport !== undefined) reportType(casesReport)
  if ((command[0] ?? '') === '')
    throw new UsageError('The command is empty: name a program after --, such as exec -- npm test.')
  const log = stderrLog(mock.logLevel ?? 'warn')
  const server = await startServer({ ...toMockOptions(mock), log })
  try {
    const code = await runBeside(server, command, environmentFor(server))
    if (casesReport !== undefined) await writeCasesReport(casesReport, server)
    return code === 0 && failUnder !== undefined && (await isUnder(failUnder, server)) ? 1 : code
  } finally {
    await server.close()
  }
}

/** The environment with which the command finds the server. The typed clients read the same variables. */
const environmentFor = ({ url, adminToken, consoleUrl }: MockServer): NodeJS.ProcessEnv => ({
  ...process.env,
  WECHAT_LOGIN_MOCK_URL: url,
  // Set only if the admin API requires the token.
  ...(consoleUrl.includes('#token=') ? { WECHAT_LOGIN_MOCK_ADMIN_TOKEN: adminToken } : {}),
})

const runBeside = (
  { certificate }: MockServer,
  command: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number> =>
  certificate === undefined
    ? run(command, env)
    : trusting(certificate, (trust) => run(command, { ...env, ...trust }))

/**
 * Resolves to an exit code as shells define it: 127 for a command not found, 126 for one that cannot be
 * run, and 128 plus the signal's number.
 */
const run = ([file = '', ...rest]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve) => {
    const child = start(file, rest, env)
    if (!(child instanceof ChildProcess)) {
      resolve(notRun(file, child))
      return
    }
    const forward = (signal: NodeJS.Signals): void => {
      child.kill(signal)
    }
    const kill = (): void => {
      child.kill()
    }
    process.on('exit', kill)
    // A terminal sends Ctrl-C and Ctrl-\\ to both processes. Elsewhere only this process gets the signal
    // and passes it on. The command decides what to do with it.
    const interrupted = process.stdin.isTTY ? () => undefined : forward
    const handlers = [
      ['SIGTERM', forward],
      ['SIGHUP', forward],
      ['SIGINT', interrupted],
      ['SIGQUIT', interrupted],
    ] as const
    for (const [signal, handler] of handlers) process.on(signal, handler)
    const done = (code: number): void => {
      process.off('exit', kill)
      for (const [signal, handler] of handlers) process.off(signal, handler)
      resolve(code)
    }
    child.once('error', (error: NodeJS.ErrnoException) => {
      done(notRun(file, error))
    })
    child.once('close', (code, signal) => {
      done(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })

/** Starts the command. Returns the error if Node.js refuses to start it. */
const start = (
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ChildProcess | NodeJS.ErrnoException => {
  try {
    const started = startedOn(process.platform, [file, ...args], env)
    return spawn(started.file, started.args, {
      stdio: 'inherit',
      env,
      ...(started.verbatim === true ? { windowsVerbatimArguments: true } : {}),
    })
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}

const notRun = (file: string, { code, message }: NodeJS.ErrnoException): number => {
  process.stderr.write(`error: ${JSON.stringify(file)} cannot be run (${code ?? message}).\n`)
  return code === 'ENOENT' ? 127 : 126
}

/** Returns the media type of a report by its file name. Throws UsageError for another file name. */
const reportType = (file: string): 'application/json' | 'application/xml' => {
  if (file.endsWith('.json')) return 'application/json'
  if (file.endsWith('.xml')) return 'application/xml'
  throw new UsageError(
    `--cases-report ${JSON.stringify(file)} cannot be: use a file name that ends in .json or .xml.`,
  )
}

/** Writes which cases the run has exercised, in all tenants together, as JSON or JUnit XML. */
const writeCasesReport = async (file: string, server: MockServer): Promise<void> => {
  await writeFile(file, await server.casesReport(reportType(file))).catch((error: unknown) => {
    throw new CommandError(`--cases-report ${file} cannot be written: ${(error as Error).message}.`)
  })
}

/** Returns whether fewer than this percentage of the cases were exercised, and prints an error if so. */
const isUnder = async (percent: number, server: MockServer): Promise<boolean> => {
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

/**
 * The variables from which programs learn their certificate file. All of them are set to one combined file.
 */
const variables = [
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
] as const

/** The files in which systems keep trusted certificates. */
const systemFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * Calls `run` with an environment in which Node.js, OpenSSL, curl, Python, Go and Ruby trust a certificate
 * (PEM) in addition to those that they trust already. `WECHAT_LOGIN_MOCK_CERTIFICATE` names a file with
 * this certificate alone, for other programs. The files are deleted afterwards.
 */
const trusting = async <T>(
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

/**
 * Returns the certificates that the variables name, then those of the system, or Node.js's own if the
 * system has none.
 */
const trustedAlready = async (): Promise<readonly string[]> => {
  const named = [...new Set(variables.map((name) => process.env[name] ?? ''))]
  const own = await Promise.all(named.filter((file) => file !== '').map(textOf))
  for (const file of systemFiles) {
    const text = await textOf(file)
    if (text !== '') return [...own, text]
  }
  return [...own, rootCertificates.join('\n')]
}

/** Returns an empty text for an unreadable file: programs skip such files too. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

/** How a command is started. */
interface Started {
  readonly file: string
  readonly args: readonly string[]
  /** On Windows: the arguments are already quoted. */
  readonly verbatim?: boolean
}

/**
 * Returns how to start a command on a platform. On Windows `npm` is the batch file `npm.cmd`, which only
 * cmd.exe can run. It is looked up by PATH and PATHEXT, as cmd.exe does. On other platforms the command
 * stays as it is.
 */
export const startedOn = (
  platform: NodeJS.Platform,
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean = existsSync,
): Started => {
  if (platform !== 'win32') return { file, args }
  const found = pathOf(file, environment, exists)
  if (found === undefined || !/\.(cmd|bat)$/i.test(found)) return { file: found ?? file, args }
  const line = [found, ...args].map(quoted).join(' ')
  const shell = valueOf(environment, 'ComSpec') ?? 'cmd.exe'
  return { file: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true }
}

const pathOf = (
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): string | undefined => {
  const hasFolder = /[\\/]/.test(file)
  const folders = hasFolder ? [''] : ['.', ...(valueOf(environment, 'PATH') ?? '').split(';')]
  const endings =
    win32.extname(file) === '' ? endingsOf(environment) : ['', ...endingsOf(environment)]
  for (const folder of folders)
    for (const ending of endings) {
      const path = folder === '' ? `${file}${ending}` : win32.join(folder, `${file}${ending}`)
      if (exists(path)) return path
    }
  return undefined
}

const endingsOf = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  (valueOf(environment, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((one) => one !== '')

/** Names of variables are case-insensitive on Windows. */
const valueOf = (
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined =>
  Object.entries(environment).find(([own]) => own.toUpperCase() === name.toUpperCase())?.[1]

/** Quotes an argument for a batch file and escapes the characters that cmd.exe interprets. */
const quoted = (text: string): string =>
  /^[\w.\\/:=@-]+$/.test(text)
    ? text
    : `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`.replace(
        /[%!^&|<>()"]/g,
        '^$&',
      )
