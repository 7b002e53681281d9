import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { ServerOptions as TlsOptions } from 'node:https'
import { createRequire } from 'node:module'
import type { AddressInfo, Socket } from 'node:net'
import { createAnswerRefused } from './answer-refused.ts'
import { dropOnThrow, onceSent } from './turns.ts'
import type { ResetSocket } from './faults.ts'
import { type FrontOf, isAdminPath, parseTarget } from './exchange.ts'
import { ADMIN_BODY_FACTOR, type Limits } from './limits.ts'
import type { Log } from '../core/log.ts'
import { printable } from './log.ts'
import { isUnusual, readAsNginx } from './nginx/read-request.ts'

interface ListenerOptions {
  readonly limits: Limits
  readonly log: Log
  /** Certificate and key as PEM. Absent: plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string }
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  /** Returns the current value of the `Date` header. */
  readonly date: () => string
  /** Returns the server that refuses malformed requests to a target. Absent: always HTTP.sys. */
  readonly front?: FrontOf
}

/** The HTTP server of createMockServer(), with its sockets. */
interface Listener {
  /** Starts to listen. Resolves to the address. Rejects with Node's own error (EADDRINUSE, …). */
  listen(port: number, host: string): Promise<AddressInfo>
  readonly reset: ResetSocket
  /** Stops accepting connections, waits at most `stopMs` for requests in flight, then cuts the rest. */
  readonly close: () => Promise<void>
}

/** Socket timeout. It is longer than the longest delay, so that only a dead client runs into it. */
const SILENCE_MS = 660_000

/** Creates a Node server for HTTP or HTTPS that enforces the limits. It does not listen yet. */
export const createListener = (options: ListenerOptions): Listener => {
  const { limits, log, tls, handle, date, front = () => 'http-sys' } = options
  const server = createServer(serverOptions(limits), tls)
  const under = socketsUnder(server, tls !== undefined)
  server.maxConnections = limits.connections
  // No limit here, because dispatch counts the headers. Node would drop the excess headers, or refuse the
  // request with a response of its own (from 22.22).
  server.maxHeadersCount = 0
  server.setTimeout(SILENCE_MS)
  // A client that has stopped sending still gets its responses. Node's types do not declare this property.
  Object.assign(server, { httpAllowHalfOpen: true })
  const open = watchConnections(server, tls !== undefined)
  const shaking = tls === undefined ? undefined : watchHandshakes(server)
  const take: ListenerOptions['handle'] = (request, response) => {
    open.set(request.socket, response)
    dropOnThrow(request.socket, log, () => {
      if (isUnusual(request) && front(request.url ?? '/') === 'nginx')
        readAsNginx(request, response)
      handle(request, response)
    })
  }
  server.on('request', take)
  // An unknown expectation is ignored, as nginx and IIS do (S).
  server.on('checkExpectation', take)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const length = Number(request.headers['content-length'] ?? 0)
    // Node accepts an `Expect` header with other text around `100-continue`; nginx does not. A path that
    // nginx refuses gets no 100 either.
    const { url = '/', headers } = request
    const isMeant =
      front(url) !== 'nginx' ||
      (/^ *100-continue *$/i.test(headers.expect ?? '') && !/^[^?]*%(?![0-9a-f]{2})/i.test(url))
    if (isMeant && length <= mostBytes(request, limits)) response.writeContinue()
    take(request, response)
  })
  const last = (socket: Socket) => open.get(socket)
  const refused = createAnswerRefused({ limits, log, date, last, front, handle: take })
  server.on('clientError', refused.answer)
  // When the client stops sending, Node closes the connection after its last response, but not if that
  // response has no `Connection` header.
  server.on(eventOf(tls !== undefined), (socket: Socket) => {
    socket.once('end', () => {
      const response = open.get(socket)
      if (response === undefined || refused.has(socket)) return
      onceSent(response, () => {
        socket.destroySoon()
      })
    })
  })
  // Node treats CONNECT as a tunnel. nginx and IIS, in front of these stacks, answer it like any verb (S).
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    // Node hands over the socket and removes its own error handler.
    socket.on('error', () => {
      socket.destroy()
    })
    dropOnThrow(socket, log, () => {
      refused.inTurn(request, socket, last(socket))
    })
  })
  server.on('drop', () => {
    log('warn', `connection refused: ${limits.connections} are open already`)
  })
  return {
    listen: (port, host) => listen(server, port, host, log),
    reset: (socket) => {
      if (!socket.destroyed) under(socket).resetAndDestroy()
    },
    close: () => {
      const closed = close(server, open, limits.stopMs, log)
      for (const socket of shaking?.values() ?? []) socket.destroy()
      return closed
    },
  }
}

/** Returns the most bytes that the body of a request may have. The admin API accepts larger bodies. */
const mostBytes = ({ url = '/' }: IncomingMessage, { bodyBytes }: Limits): number =>
  isAdminPath(parseTarget(url).path) ? bodyBytes * ADMIN_BODY_FACTOR : bodyBytes

const serverOptions = (limits: Limits): ServerOptions => ({
  maxHeaderSize: limits.headerBytes,
  headersTimeout: Math.min(limits.headerTimeoutMs, limits.bodyTimeoutMs),
  requestTimeout: limits.bodyTimeoutMs,
  keepAliveTimeout: limits.keepAliveMs,
  connectionsCheckingInterval: Math.min(1000, Math.ceil(limits.headerTimeoutMs / 4)),
  requireHostHeader: false,
  noDelay: true,
})

const createServer = (options: ServerOptions, tls: ListenerOptions['tls']): Server => {
  if (tls === undefined) return createHttp(options)
  const secure: TlsOptions = {
    ...options,
    ...tls,
    allowHalfOpen: true,
    minVersion: 'TLSv1.2',
    handshakeTimeout: options.headersTimeout,
  }
  // Loaded on demand, so that a server for plain HTTP starts faster.
  const https = createRequire(import.meta.url)('node:https') as typeof import('node:https')
  return https.createServer(secure)
}

/**
 * Returns a function that finds the TCP socket under a TLS socket. Only the TCP socket can send RST. The two
 * sockets are matched by the address and port of their client.
 */
const socketsUnder = (server: Server, secure: boolean): ((socket: Socket) => Socket) => {
  if (!secure) return (socket) => socket
  const raw = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket)
    raw.set(peer, socket)
    socket.once('close', () => {
      if (raw.get(peer) === socket) raw.delete(peer)
    })
  })
  return (socket) => raw.get(peerOf(socket)) ?? socket
}

const peerOf = ({ remoteAddress = '', remotePort = 0 }: Socket): string =>
  `${remoteAddress} ${remotePort}`

const listen = (server: Server, port: number, host: string, log: Log): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      // For example, no file descriptor is left for a new connection. Open connections are not affected.
      server.on('error', (error) => {
        log('error', `connection not accepted: ${printable(error.message)}`)
      })
      resolve(server.address() as AddressInfo)
    })
  })

const eventOf = (secure: boolean) => (secure ? 'secureConnection' : 'connection')

type Connections = Map<Socket, ServerResponse | undefined>

/** Returns a map of all open connections to the latest response that was begun on each. */
const watchConnections = (server: Server, secure: boolean): Connections => {
  const open: Connections = new Map()
  server.on(eventOf(secure), (socket: Socket) => {
    open.set(socket, undefined)
    socket.once('close', () => open.delete(socket))
  })
  return open
}

/** Returns the connections in a TLS handshake, which Node's HTTP server does not know and does not close. */
const watchHandshakes = (server: Server): ReadonlyMap<string, Socket> => {
  const shaking = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket)
    shaking.set(peer, socket)
    socket.once('close', () => shaking.delete(peer))
  })
  server.on('secureConnection', (socket: Socket) => shaking.delete(peerOf(socket)))
  return shaking
}

const close = (server: Server, open: Connections, stopMs: number, log: Log): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      log('warn', `${open.size} connections cut: not done ${stopMs} ms after the stop began`)
      server.closeAllConnections()
      // Node's server does not close the connections that it has handed over.
      for (const socket of open.keys()) socket.destroy()
    }, stopMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    for (const [socket, response] of open) {
      if (response === undefined || response.writableFinished) socket.destroy()
      else
        response.once('finish', () => {
          socket.destroySoon()
        })
    }
  })
