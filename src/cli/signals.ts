import type { MockServer } from '../index.ts'

/**
 * Runs a server until SIGTERM, SIGINT or its own shutdown; resolves to the exit code. A signal that
 * comes before it is ready stops it as soon as it is.
 */
export const untilStopped = async (
  start: () => Promise<MockServer>,
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
  const server = await start()
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
