import { Agent, request } from 'node:http'
import { connect } from 'node:net'

/** A status, or `broken` if the connection ended before the answer did. */
export type Answer = number | 'broken'

/** The client of the server under soak, for well-formed and malformed requests. It keeps connections open. */
export interface SoakClient {
  readonly ask: (
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Answer>
  /** Sends bytes on a new connection. Closes the connection after the first data, or after a short time. */
  readonly raw: (bytes: string) => Promise<'broken'>
  /** Closes the connections that are kept open. */
  readonly close: () => void
}

const LEFT_AFTER_MS = 20

export const createClient = (port: number): SoakClient => {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const host = '127.0.0.1'
  return {
    ask: (method, path, headers = {}, body = '') =>
      new Promise((resolve) => {
        const broken = (): void => {
          resolve('broken')
        }
        // A fault breaks the framing of its connection, so no other request may use that.
        const isFault = headers['Prefer']?.startsWith('fault=') === true
        const to = { port, host, agent: isFault ? false : agent }
        const asked = request({ ...to, method, path, headers }, (response) => {
          response.on('error', broken).on('close', broken)
          response.on('end', () => {
            resolve(response.statusCode ?? 'broken')
          })
          response.resume()
        })
        asked.on('error', broken)
        asked.end(body)
      }),
    raw: (bytes) =>
      new Promise((resolve) => {
        const socket = connect(port, host, () => socket.write(bytes))
        const leave = (): void => {
          socket.destroy()
        }
        socket.on('error', () => undefined)
        socket.setTimeout(LEFT_AFTER_MS, leave)
        socket.once('data', leave)
        socket.once('close', () => {
          resolve('broken')
        })
      }),
    close: () => {
      agent.destroy()
    },
  }
}
