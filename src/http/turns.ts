import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { maskText } from '../core/mask-text.ts'
import { printable } from './log.ts'
import type { Log } from '../core/log.ts'

/** With pipelining an answer waits for those before it: node gives it the socket when its turn comes. */
export const onItsTurn = (response: ServerResponse, act: (socket: Socket) => void): void => {
  if (response.socket !== null) act(response.socket)
  else response.once('socket', act)
}

/** Calls `act` once an answer has left and node has taken the socket from it; never when the socket closes first. */
export const onceSent = (response: ServerResponse, act: () => void): void => {
  // An answer that waits for its turn has no socket either, but something to send.
  if (response.socket === null && response.writableFinished) act()
  else response.once('finish', act)
}

/**
 * Calls `act` when a connection closes, until the function that is returned is called. Node tells only
 * the answer whose turn it is that the connection is gone, not those that wait behind it. One listener
 * a socket, for any number of answers.
 */
export const whenClosed = (socket: Socket, act: () => void): (() => void) =>
  onceFor(socket, 'close', act)

/** Calls `act` when a client says that it will send no more, until the function that is returned is called. */
export const whenSentAll = (socket: Socket, act: () => void): (() => void) => {
  if (!socket.readableEnded) return onceFor(socket, 'end', act)
  act()
  return () => undefined
}

const acts = {
  close: new WeakMap<Socket, Set<() => void>>(),
  end: new WeakMap<Socket, Set<() => void>>(),
}

const onceFor = (socket: Socket, event: keyof typeof acts, act: () => void): (() => void) => {
  const known = acts[event].get(socket)
  const all = known ?? new Set()
  if (known === undefined) {
    acts[event].set(socket, all)
    socket.once(event, () => {
      acts[event].delete(socket)
      for (const one of all) one()
    })
  }
  all.add(act)
  return () => {
    all.delete(act)
  }
}

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

/** Runs what a socket, a timer or a stream calls for: what it throws costs the connection, never the process. */
export const dropOnThrow = (socket: Socket, log: Log, act: () => void): void => {
  try {
    act()
  } catch (error) {
    log('error', `connection dropped by a defect: ${printable(maskText(String(error)))}`)
    socket.destroy()
  }
}
