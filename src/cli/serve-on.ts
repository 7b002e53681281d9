import { oneLine } from '../core/one-line.ts'
import type { Log } from '../index.ts'

/** Of a defect that no handler has caught, which may quote a request. */
const MOST_CHARACTERS = 500

/** The last net: what no handler has caught is logged, and everybody else is served on. */
export const serveOn = (log: Log): void => {
  process.on('uncaughtException', (error: unknown) => {
    log('error', `defect, the server goes on: ${oneLine(String(error)).slice(0, MOST_CHARACTERS)}`)
  })
}
