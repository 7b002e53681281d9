import { rm, rename, writeFile } from 'node:fs/promises'
import type { MockServer, MockOptions, Log } from '../index.ts'
import type { Given } from './option-rows.ts'
import { STATE, toMockOptions, type serveRows, stderrLog } from './serve-options.ts'
import { unwritable, UsageError, withFile } from './usage-error.ts'
import type { Endpoint } from '../server/endpoints.ts'
import { oneLine } from '../core/log.ts'

const PORT = 5013

/** Serves until it is told to stop; resolves to the exit code. */
export const serve = async (given: Given<typeof serveRows>): Promise<number> => {
  const { readyFile, output, ...mock } = given
  const log = stderrLog(mock.logLevel ?? 'info')
  const options = { port: PORT, state: STATE, ...toMockOptions(mock), log }
  if (readyFile !== undefined)
    await withFile('--ready-file', readyFile, () => rm(readyFile, { force: true }))
  // Who waits for the ready line would wait for ever.
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
  // The file says that there is a server.
  if (readyFile !== undefined) await rm(readyFile, { force: true }).catch(() => undefined)
  return code
}

/** Where it is asked for nobody could use the admin API without it (docs/spec/control.md#access). */
const sayAdminToken = (
  { adminToken, consoleUrl }: MockServer,
  { adminToken: own, adminTokenFile }: Given<typeof serveRows>,
): void => {
  if (own === undefined && adminTokenFile === undefined && consoleUrl.includes('#token='))
    process.stderr.write(`admin token: ${adminToken}\n`)
}

/** The one line of json output, and the text of `--ready-file`. */
export const readyLine = (server: MockServer): string => {
  const { url, networkUrls, adminUrl, port, instanceId, version } = server
  const others = networkUrls.length === 0 ? {} : { networkUrls }
  const facts = { url, ...others, adminUrl, port, pid: process.pid, instanceId, version }
  return `${JSON.stringify({ event: 'ready', ...facts })}\n`
}

/** Appears complete or not at all. */
const writeReadyFile = async (file: string, line: string): Promise<void> => {
  const unfinished = `${file}.${process.pid}.tmp`
  await writeFile(unfinished, line)
  await rename(unfinished, file)
}

/** For people: where it is, and a line to paste for each endpoint. */
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

/** A request as a line to paste into a POSIX shell. */
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
    // A body, even an empty one, makes a POST of it.
    ...(method === 'GET' ? [] : ['--data-raw', quote(body)]),
  ].join(' ')

/** Single quotes keep everything but themselves. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/**
 * Runs a server until SIGTERM, SIGINT or its own shutdown; resolves to the exit code. A signal that
 * comes while it starts aborts the start.
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
  // What the stop comes to is told by `closed`.
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

/** Starts a server; whatever keeps it from starting is one line and exit 2. */
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
 * Under load the heap is a steady 16 MB and a few more of what has just gone, and V8 would mark all of it
 * once a second to save those few. Three times as much before it does halves the slowest hundredth of
 * answers. The library leaves it to its host.
 */
const letHeapGrow = (): void => {
  const timer = setTimeout(() => {
    void import('node:v8').then(({ setFlagsFromString }) => {
      setFlagsFromString('--heap-growing-percent=200')
    })
  }, AFTER_START_MS)
  timer.unref()
}

/** The first requests do not wait for it. */
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
      // Each problem of a fixture begins with its file.
      return fixtures.some((file) => typeof file === 'string' && message.startsWith(file))
        ? `--fixtures ${message}`
        : message
  }
}

/** Of a defect that no handler has caught, which may quote a request. */
const MOST_CHARACTERS = 500

/** The last net: what no handler has caught is logged, and everybody else is served on. */
const serveOn = (log: Log): void => {
  process.on('uncaughtException', (error: unknown) => {
    log('error', `defect, the server goes on: ${oneLine(String(error)).slice(0, MOST_CHARACTERS)}`)
  })
}
