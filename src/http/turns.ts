import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

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

const acts = new WeakMap<Socket, Set<() => void>>()

/**
 * Calls `act` when a connection closes, until the function that is returned is called. Node tells only
 * the answer whose turn it is that the connection is gone, not those that wait behind it. One listener
 * a socket, for any number of answers.
 */
export const whenClosed = (socket: Socket, act: () => void): (() => void) => {
  const known = acts.get(socket)
  const all = known ?? new Set()
  if (known === undefined) {
    acts.set(socket, all)
    socket.once('close', () => {
      acts.delete(socket)
      for (const one of all) one()
    })
  }
  all.add(act)
  return () => {
    all.delete(act)
  }
}
