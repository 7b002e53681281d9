import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** What came back over a raw socket, and how the connection ended. */
export interface RawAnswer {
  readonly text: string
  /** `open`: still there when `until` was satisfied. */
  readonly end: 'closed' | 'reset' | 'open'
}

/**
 * Writes bytes and reads until the other side ends the connection, or until what came satisfies `until`.
 * Parts are written one event-loop turn apart. `secure`: over TLS, whoever signed the certificate.
 */
export const exchange = (
  port: number,
  bytes: string | Buffer | readonly (string | Buffer)[],
  until?: (text: string) => boolean,
  secure = false,
): Promise<RawAnswer> =>
  new Promise((resolve) => {
    let text = ''
    const socket: Socket = secure
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
      : connect(port, '127.0.0.1')
    const done = (end: RawAnswer['end']) => {
      socket.destroy()
      resolve({ text, end })
    }
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (until?.(text) === true) done('open')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      done(error.code === 'ECONNRESET' ? 'reset' : 'closed')
    })
    socket.on('end', () => {
      done('closed')
    })
    void send(socket, bytes)
  })

const send = async (
  socket: Socket,
  bytes: string | Buffer | readonly (string | Buffer)[],
): Promise<void> => {
  for (const part of typeof bytes === 'string' || Buffer.isBuffer(bytes) ? [bytes] : bytes) {
    socket.write(part)
    await new Promise(setImmediate)
  }
}

/** A request as it stands on the wire. */
export const rawRequest = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): string => {
  // HTTP.sys wants a length of every POST.
  const isSized = body !== '' || (method === 'POST' && headers['Transfer-Encoding'] === undefined)
  const all = {
    Host: 'localhost',
    ...headers,
    ...(isSized ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

/** True once a whole answer with this body has come. */
export const ending =
  (tail: string) =>
  (text: string): boolean =>
    text.endsWith(tail)
