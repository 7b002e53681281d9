import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { maskText } from '../core/mask-text.ts'
import { printable } from './log.ts'
import type { Log } from '../core/log.ts'

/**
 * Calls `act` with the socket when a response has its turn. With pipelining a response waits for the earlier
 * ones on the connection, and Node assigns the socket when they are sent.
 */
export const onItsTurn = (response: ServerResponse, act: (socket: Socket) => void): void => {
  if (response.socket !== null) act(response.socket)
  else response.once('socket', act)
}

/**
 * Calls `act` when a response is sent and Node has detached the socket from it. Does not call `act` if the
 * socket closes first.
 */
export const onceSent = (response: ServerResponse, act: () => void): void => {
  // A response that waits for its turn has no socket either, but it is not finished.
  if (response.socket === null && response.writableFinished) act()
  else response.once('finish', act)
}

/**
 * Calls `act` when a connection closes. Returns a function that cancels this. It is needed because Node
 * reports the close only to the response whose turn it is, not to the responses that wait behind it. Adds
 * one listener to a socket for any number of responses.
 */
export const whenClosed = (socket: Socket, act: () => void): (() => void) =>
  onceFor(socket, 'close', act)

/**
 * Calls `act` when the client ends its side of the connection, at once if it has done so already. Returns a
 * function that cancels this.
 */
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

/** Milliseconds for which an ended connection still reads bytes from its client. */
const LINGER_MS = 1_000

/**
 * Ends a connection after its last response, and discards the bytes that still arrive. A connection closed
 * with unread bytes would be reset, and the client's system would drop the response. nginx and IIS linger in
 * the same way (S).
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

/**
 * Runs the callback of a socket, a timer or a stream. An error that the callback throws is logged and closes
 * the connection; it does not end the process.
 */
export const dropOnThrow = (socket: Socket, log: Log, act: () => void): void => {
  try {
    act()
  } catch (error) {
    log('error', `connection dropped by a defect: ${printable(maskText(String(error)))}`)
    socket.destroy()
  }
}
