import { rm } from 'node:fs/promises'
import type { MockServer } from '../index.ts'
import type { Given } from './option-rows.ts'
import { readyLine, readyTable, writeReadyFile } from './ready.ts'
import { STATE, toMockOptions, type serveRows } from './serve-options.ts'
import { startServer } from './start.ts'
import { stderrLog } from './stderr-log.ts'
import { untilStopped } from './signals.ts'
import { unwritable } from './unwritable.ts'
import { UsageError } from './usage-error.ts'

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
