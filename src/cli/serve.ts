import { rm, rename, writeFile } from 'node:fs/promises'
import type { MockServer, MockOptions } from '../index.ts'
import type { Given } from './option-rows.ts'
import { STATE, toMockOptions, type serveRows, stderrLog } from './serve-options.ts'
import { startServer } from './start.ts'
import { unwritable, UsageError } from './usage-error.ts'
import type { Endpoint } from '../server/endpoints.ts'

const PORT = 5013

/** Serves until it is told to stop; resolves to the exit code. */
export const serve = async (given: Given<typeof serveRows>): Promise<number> => {
  const { readyFile, output, ...mock } = given
  const log = stderrLog(mock.logLevel ?? 'info')
  const options = { port: PORT, state: STATE, ...toMockOptions(mock), log }
  if (readyFile !== undefined) await withFile(readyFile, () => rm(readyFile, { force: true }))
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
      if (readyFile !== undefined) await withFile(readyFile, () => writeReadyFile(readyFile, line))
      const pretty = (output ?? (process.stdout.isTTY ? 'pretty' : 'json')) === 'pretty'
      process.stdout.write(pretty ? await readyTable(server, options) : line)
    },
  )
  // The file says that there is a server.
  if (readyFile !== undefined) await rm(readyFile, { force: true }).catch(() => undefined)
  return code
}

const withFile = async (file: string, write: () => Promise<void>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UsageError(
      `--ready-file ${JSON.stringify(file)} cannot be written (${code ?? 'unknown error'}): use a file in a folder of yours.`,
      { cause: error },
    )
  }
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
  const asked = new Promise<void>((resolve) => {
    process.on('SIGTERM', () => {
      resolve()
    })
    process.on('SIGINT', () => {
      resolve()
    })
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
