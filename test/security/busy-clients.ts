import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { rawRequest } from '../http/raw-client.ts'

/** Clients that log in one after the other, each on a connection of its own that it keeps. */
export interface BusyClients {
  /** The openids whose login was answered, whole. */
  readonly acknowledged: readonly string[]
  /** Answers that ended before their time. */
  readonly torn: readonly string[]
  /** Resolves when so many logins are acknowledged. */
  reached(count: number): Promise<void>
  /** Resolves when every connection is closed. */
  readonly ended: Promise<unknown>
}

export const startBusyClients = (port: number, count: number): BusyClients => {
  const acknowledged: string[] = []
  const torn: string[] = []
  const waiting: { readonly count: number; readonly done: () => void }[] = []
  const note = (openId: string): void => {
    acknowledged.push(openId)
    for (const { count, done } of waiting) if (acknowledged.length >= count) done()
  }
  const clients = Array.from({ length: count }, (_, at) => busy(port, `busy-${at}`, note, torn))
  return {
    acknowledged,
    torn,
    reached: (count) =>
      new Promise((done) => {
        waiting.push({ count, done })
      }),
    ended: Promise.all(clients),
  }
}

const busy = async (
  port: number,
  name: string,
  note: (openId: string) => void,
  torn: string[],
): Promise<void> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  let sent = 0
  let text = ''
  const send = (): void => {
    socket.write(login(`${name}-${++sent}`))
  }
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    const rest = afterAnswer(text)
    if (rest === undefined) return
    text = rest
    note(`${name}-${sent}`)
    send()
  })
  socket.on('connect', send)
  await new Promise((resolve) => socket.once('close', resolve))
  if (text !== '') torn.push(text)
}

const login = (openId: string): string =>
  rawRequest(
    'POST',
    '/api/Customer/AppAuthorization',
    { 'Content-Type': 'application/json' },
    JSON.stringify({ openId }),
  )

/** What stands behind one whole answer; undefined while it is not whole. */
const afterAnswer = (text: string): string | undefined => {
  const end = text.indexOf('\r\n\r\n')
  const [, length] = /\r\nContent-Length: (\d+)\r\n/.exec(text.slice(0, end + 2)) ?? []
  if (end < 0 || length === undefined) return undefined
  const whole = end + 4 + Number(length)
  return text.length < whole ? undefined : text.slice(whole)
}

/** A connection that sends some bytes and then nothing more; it never closes by itself. */
export const holdConnection = async (port: number, bytes: string): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  await new Promise((resolve) => socket.write(bytes, resolve))
  return socket
}
