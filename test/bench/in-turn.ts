import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerProcess } from './server-process.ts'

/** The time in ms that a server has after a pause before it is measured. */
const SETTLE_MS = 100

/**
 * Measures the servers one at a time in each round, while the others are paused. The order shifts from round
 * to round.
 */
export const inTurn = async (
  servers: readonly ServerProcess[],
  rounds: number,
  turn: (server: ServerProcess) => Promise<void>,
): Promise<void> => {
  for (let round = 0; round < rounds; round++)
    for (let at = 0; at < servers.length; at++) {
      const server = servers[(at + round) % servers.length]
      if (server === undefined) continue
      server.resume()
      await sleep(SETTLE_MS)
      await turn(server)
      server.pause()
    }
}
