import { oneLine } from '../core/log.ts'
import type { Log, MockOptions, MockServer } from '../index.ts'
import { UsageError } from './usage-error.ts'

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
