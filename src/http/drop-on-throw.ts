import type { Socket } from 'node:net'
import { maskText } from '../core/mask-text.ts'
import { printable, type Log } from './log.ts'

/** Runs what a socket, a timer or a stream calls for: what it throws costs the connection, never the process. */
export const dropOnThrow = (socket: Socket, log: Log, act: () => void): void => {
  try {
    act()
  } catch (error) {
    log('error', `connection dropped by a defect: ${printable(maskText(String(error)))}`)
    socket.destroy()
  }
}
