import { ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { MockServer } from '../index.ts'
import { isUnder, reportType, writeCasesReport } from './cases-report.ts'
import type { Given } from './option-rows.ts'
import { toMockOptions, type execRows } from './serve-options.ts'
import { startServer } from './start.ts'
import { stderrLog } from './stderr-log.ts'
import { trusting } from './trust.ts'
import { UsageError } from './usage-error.ts'
import { startedOn } from './windows-command.ts'

/** Runs a command beside a server of its own; resolves to the command's exit code. */
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

/** What the command needs to find the server; its clients read the same names. */
const environmentFor = ({ url, adminToken, consoleUrl }: MockServer): NodeJS.ProcessEnv => ({
  ...process.env,
  WECHAT_LOGIN_MOCK_URL: url,
  // Where the admin API asks for it.
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

/** As a shell would say it: 127 not found, 126 not runnable, 128 and the signal's number. */
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
    // A terminal sends Ctrl-C and Ctrl-\\ to both; elsewhere it came to us alone. The command decides what it means.
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

/** The command, or why node does not even try to run it. */
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
