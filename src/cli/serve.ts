import { rm, rename, writeFile } from 'node:fs/promises'
import type { MockServer, MockOptions, Log } from '../index.ts'
import type { Given } from './option-rows.ts'
import { STATE, toMockOptions, type serveRows, stderrLog } from './serve-options.ts'
import { unwritable, UsageError, withFile } from './usage-error.ts'
import type { Endpoint } from '../server/endpoints.ts'
import { oneLine } from '../core/log.ts'

const PORT = 5013

/** Runs a server until it is told to stop. Resolves to the exit code. */
export const serve = async (given: Given<typeof serveRows>): Promise<number> => {
  const { readyFile, output, ...mock } = given
  const log = stderrLog(mock.logLevel ?? 'info')
  const options = { port: PORT, state: STATE, ...toMockOptions(mock), log }
  if (readyFile !== undefined)
    await withFile('--ready-file', readyFile, () => rm(readyFile, { force: true }))
  // The process ends if stdout cannot be written: a caller that waits for the ready line would wait
  // forever.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    process.stderr.write(`error: ${unwritable(error)}\n`)
    process.exit(1)
  })
  const code = await untilStopped(
    (signal) => startServer(options, signal),
    async (server) => {
      sayAdminToken(server, mock)
      const line = readyLine(server)
      if (readyFile !== undefined)
        await withFile('--ready-file', readyFile, () => writeReadyFile(readyFile, line))
      const pretty = (output ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty'
      process.stdout.write(pretty ? await readyTable(server, options) : line)
    },
  )
  // The file exists only while the server runs.
  if (readyFile !== undefined) await rm(readyFile, { force: true }).catch(() => undefined)
  return code
}

/**
 * Prints the generated admin token on stderr if the admin API requires it: without it nobody could use the
 * admin API (docs/spec/control.md#access).
 */
const sayAdminToken = (
  { adminToken, consoleUrl }: MockServer,
  { adminToken: own, adminTokenFile }: Given<typeof serveRows>,
): void => {
  if (own === undefined && adminTokenFile === undefined && consoleUrl.includes('#token='))
    process.stderr.write(`admin token: ${adminToken}\n`)
}

/** Returns the line of JSON that reports a ready server, on stdout and in `--ready-file`. */
export const readyLine = (server: MockServer): string => {
  const { url, networkUrls, adminUrl, port, instanceId, version } = server
  const others = networkUrls.length === 0 ? {} : { networkUrls }
  const facts = { url, ...others, adminUrl, port, pid: process.pid, instanceId, version }
  return `${JSON.stringify({ event: 'ready', ...facts })}\n`
}

/** Renames a temporary file, so that the ready file appears complete or not at all. */
const writeReadyFile = async (file: string, line: string): Promise<void> => {
  const unfinished = `${file}.${process.pid}.tmp`
  await writeFile(unfinished, line)
  await rename(unfinished, file)
}

/**
 * Returns the text that reports a ready server to people: its URLs, and a curl command for each endpoint.
 */
export const readyTable = async (server: MockServer, options: MockOptions): Promise<string> => {
  const { endpoints } = await import('../server/endpoints.ts')
  const { url, adminUrl, consoleUrl, version } = server
  const base = options.requireTenant === true ? `${url}/t/default` : url
  const insecure = options.https === true && options.cert === undefined ? ['-k'] : []
  const rows = endpoints(options.strict ?? false).flatMap(({ api, method, path, example }) => [
    `  ${method} ${path}  (${api})`,
    `    ${curlOf(example, base, insecure)}`,
    '',
  ])
  return [
    `open ${consoleUrl} in a browser`,
    `wechat-login-mock ${version} at ${url}`,
    ...server.networkUrls.map((one) => `from other devices ${one}`),
    `admin at ${adminUrl}, cases by \`wechat-login-mock cases\`, stop by Ctrl-C`,
    '',
    ...rows,
  ].join('\n')
}

/** Formats a request as a curl command for a POSIX shell. */
export const curlOf = (
  { method, target, headers, body }: Endpoint['example'],
  url: string,
  more: readonly string[] = [],
): string =>
  [
    'curl',
    ...more,
    ...(method === 'POST' ? [] : ['-X', method]),
    quote(`${url}${target}`),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', quote(`${name}: ${value}`)]),
    // curl sends POST if a body is given, even an empty one.
    ...(method === 'GET' ? [] : ['--data-raw', quote(body)]),
  ].join(' ')

/** Single quotes protect every character except themselves. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/**
 * Runs a server until SIGTERM, SIGINT or its own shutdown. Resolves to the exit code. A signal during the
 * start aborts the start.
 */
const untilStopped = async (
  start: (signal: AbortSignal) => Promise<MockServer>,
  ready: (server: MockServer) => Promise<void>,
): Promise<number> => {
  const asked = new Promise<unknown>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve)
  })
  const starting = new AbortController()
  void asked.then(() => {
    starting.abort()
  })
  let server: MockServer
  try {
    server = await start(starting.signal)
  } catch (error) {
    if (starting.signal.aborted) return 0
    throw error
  }
  // `server.closed` below reports the result of the stop.
  void asked.then(() => server.close()).catch(() => undefined)
  try {
    await ready(server)
  } catch (error) {
    await server.close()
    throw error
  }
  await server.closed
  return 0
}

/** Starts a server. Throws UsageError with one sentence if it cannot start. */
export const startServer = async (
  options: MockOptions,
  signal?: AbortSignal,
): Promise<MockServer> => {
  await checkOptions(options)
  letHeapGrow()
  const { createMockServer } = await import('../server/server.ts')
  try {
    const server = await createMockServer(options, signal)
    serveOn(options.log ?? (() => undefined))
    return server
  } catch (error) {
    throw new UsageError(sentence(error as NodeJS.ErrnoException, options), { cause: error })
  }
}

/**
 * Lets the heap grow to three times its size before V8 marks it again. Under load the heap holds a steady
 * 16 MB and a few MB of recent garbage. By default V8 would mark all of it once a second to free those few,
 * and this setting halves the slowest hundredth of response times. Only the command line sets it: a host of
 * the library decides for itself.
 */
const letHeapGrow = (): void => {
  const timer = setTimeout(() => {
    void import('node:v8').then(({ setFlagsFromString }) => {
      setFlagsFromString('--heap-growing-percent=200')
    })
  }, AFTER_START_MS)
  timer.unref()
}

/** Delays the setting, so that the first requests do not wait for it. */
const AFTER_START_MS = 1_000

const checkOptions = async ({
  clock,
  prefer,
  https,
  cert,
  key,
  certDir,
  fixtures,
  watch,
  watchInterval,
  adminToken,
  adminTokenFile,
}: MockOptions): Promise<void> => {
  if (https !== true && (cert ?? key) !== undefined)
    throw new UsageError(`${cert === undefined ? '--key' : '--cert'} needs --https.`)
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--cert and --key belong together: give both or neither.')
  if (watch === true && fixtures === undefined)
    throw new UsageError('--watch needs --fixtures: name what is to be watched.')
  if (watchInterval !== undefined && watch !== true)
    throw new UsageError('--watch-interval needs --watch.')
  if (certDir !== undefined && (https !== true || cert !== undefined))
    throw new UsageError('--cert-dir needs --https, without --cert and --key.')
  if (adminToken !== undefined && adminTokenFile !== undefined)
    throw new UsageError('--admin-token and --admin-token-file do not go together: give one.')
  if (clock === undefined && prefer === undefined) return
  const { clockProblem, preferProblem } = await import('../server/check-options.ts')
  refuse('--clock', clock, clockProblem)
  refuse('--prefer', prefer, preferProblem)
}

const refuse = (
  flag: string,
  text: string | undefined,
  problemOf: (text: string) => string | undefined,
): void => {
  const problem = text === undefined ? undefined : problemOf(text)
  if (problem !== undefined)
    throw new UsageError(`${flag} ${JSON.stringify(text)} cannot be: ${problem}.`)
}

const sentence = (
  { code, message }: NodeJS.ErrnoException,
  { host = '127.0.0.1', port = 0, fixtures = [] }: MockOptions,
): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `--port ${port} is in use on ${host}: stop what listens there, or use another port (0 takes any free one).`
    case 'EACCES':
      return `--port ${port} may not be listened on by this user: use a port from 1024 on.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `--host ${JSON.stringify(host)} cannot be: use an address of this machine, such as 127.0.0.1 or 0.0.0.0.`
    default:
      // Every problem of a fixture begins with its file name.
      return fixtures.some((file) => typeof file === 'string' && message.startsWith(file))
        ? `--fixtures ${message}`
        : message
  }
}

/** The log limit for an uncaught error, whose message may quote a request. */
const MOST_CHARACTERS = 500

/** Logs errors that no handler has caught, and keeps the server running for all other requests. */
const serveOn = (log: Log): void => {
  process.on('uncaughtException', (error: unknown) => {
    log('error', `defect, the server goes on: ${oneLine(String(error)).slice(0, MOST_CHARACTERS)}`)
  })
}
