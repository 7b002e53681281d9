import type { MockServer } from '../index.ts'

/**
 * Runs a server until SIGTERM, SIGINT or its own shutdown; resolves to the exit code. A signal that
 * comes while it starts aborts the start.
 */
export const untilStopped = async (
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
