import type { Socket } from 'node:net'

/** Milliseconds that a connection which is ended still reads what its client sends. */
const LINGER_MS = 1_000

/**
 * Ends a connection behind its last answer, and passes over what still comes: closed with bytes unread,
 * it would be reset, and the client's system would drop the answer. nginx and IIS linger as well (S).
 */
export const endGently = (socket: Socket): void => {
  if (socket.readableEnded || socket.destroyed) {
    socket.destroySoon()
    return
  }
  const timer = setTimeout(() => {
    socket.destroy()
  }, LINGER_MS)
  socket.once('close', () => {
    clearTimeout(timer)
  })
  socket.once('end', () => {
    socket.destroySoon()
  })
  socket.end()
  socket.resume()
}
