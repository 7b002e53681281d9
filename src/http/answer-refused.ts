import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { dropOnThrow, endGently, onceSent, onItsTurn, whenClosed } from './turns.ts'
import { rejectBody, supplyBody } from './body.ts'
import { targetIn, type FrontOf } from './exchange.ts'
import type { Limits } from './limits.ts'
import type { Log } from '../core/log.ts'
import { printable } from './log.ts'
import {
  malformedReply,
  type ParserError,
  bytesOfRefused,
  chunksOfRefused,
  readRefused,
} from './refused-request.ts'
import { takeOver } from './nginx/connection.ts'
import { headOf } from './write.ts'

interface RefusedOptions {
  readonly limits: Limits
  readonly log: Log
  /** Returns the current value of the `Date` header. */
  readonly date: () => string
  /** Returns the latest response that was begun on a connection, whether it is sent or not. */
  readonly last: (socket: Socket) => ServerResponse | undefined
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly front: FrontOf
}

interface AnswerRefused {
  /** Handles each error that Node's server reports for a connection (`clientError`). */
  readonly answer: (error: ParserError, socket: Socket) => void
  /** Returns whether this module, and not Node's server, is in charge of the connection. */
  readonly has: (socket: Socket) => boolean
  /**
   * Answers a request that Node's server does not answer itself. Waits until the previous response on the
   * connection is sent, then sends the response and closes the connection.
   */
  readonly inTurn: (
    request: IncomingMessage,
    socket: Socket,
    before: ServerResponse | undefined,
  ) => void
}

/**
 * Creates the handler of requests that Node's parser refused.
 *
 * - For a path behind nginx, `takeOver` reads the bytes as nginx does, answers, and reads on.
 * - For any other path, `readRefused` tries to make a request from the bytes. The request is answered like
 *   any other.
 * - If `readRefused` cannot make a request, the response is HTTP.sys's 400.
 *
 * The last two cases wait until the earlier responses on the connection are sent, and then close the
 * connection, because Node's parser reads no further. If the connection itself fails, or the client is too
 * slow, the connection is closed without a response, as IIS and nginx do.
 *
 * To answer another kind of refused request, extend `readRefused` so that it makes a request from the bytes
 * (`bytesOfRefused` returns them): the request then passes through `handle` in order, like any other. A
 * response that needs no request passes through `sendInTurn`.
 */
export const createAnswerRefused = ({
  limits,
  log,
  date,
  last,
  handle,
  front,
}: RefusedOptions): AnswerRefused => {
  const refused = new WeakSet<Socket>()

  const inTurn: AnswerRefused['inTurn'] = (request, socket, before) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.once('finish', () => {
      endGently(socket)
    })
    // Node's server does not know these two objects and does not destroy them when the connection closes.
    whenClosed(socket, () => {
      request.destroy()
      response.destroy()
    })
    handle(request, response)
    after(before, socket, () => {
      response.assignSocket(socket)
    })
  }

  const answer = (error: ParserError, socket: Socket): void => {
    letGo(socket)
    const before = last(socket)
    const unfinished = before !== undefined && !before.req.complete
    const { code = '' } = error
    if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      // The request stays incomplete, so no response to it is ever made.
      if (unfinished) socket.destroy()
      else
        after(before, socket, () => {
          endGently(socket)
        })
      return
    }
    const isCut = unfinished && front(before.req.url ?? '/') === 'nginx'
    const chunks = isCut ? chunksOfRefused(error, before.req, limits.bodyBytes) : undefined
    const isSupplied = isCut && chunks !== undefined && supplyBody(before.req, chunks.body)
    if (isCut && !isSupplied && rejectBody(before.req)) return
    const bytes = isSupplied
      ? chunks.rest
      : unfinished
        ? undefined
        : bytesOfRefused(error, before?.req)
    if (bytes !== undefined && (isSupplied || front(targetIn(bytes)) === 'nginx')) {
      log('info', `read on as nginx does: ${printable(error.reason ?? code)}`)
      takeOver(socket, bytes, {
        limits,
        front,
        handle,
        whenReady: (begin) => {
          after(before, socket, begin)
        },
      })
      return
    }
    const request = unfinished ? undefined : readRefused(error, socket, before?.req, limits)
    if (request !== undefined) {
      inTurn(request, socket, before)
      return
    }
    log('warn', `malformed request refused: ${printable(error.reason ?? code)}`)
    const reply = malformedReply(error)
    const answered = `${headOf(reply, date())}${String(reply.body)}`
    if (unfinished) sendInstead(answered, before)
    else sendInTurn(answered, socket, before)
  }

  /** Calls `act` when the previous response is sent. An error that `act` throws ends only this connection. */
  const after = (before: ServerResponse | undefined, socket: Socket, act: () => void): void => {
    const safely = () => {
      dropOnThrow(socket, log, () => {
        if (socket.writable) act()
        else socket.destroy()
      })
    }
    if (before === undefined) safely()
    else onceSent(before, safely)
  }

  /** Sends a complete response after the previous one, and closes the connection. */
  const sendInTurn = (bytes: string, socket: Socket, before: ServerResponse | undefined): void => {
    after(before, socket, () => {
      endWith(bytes, socket)
    })
  }

  /** Sends the bytes in place of the response to a request with a malformed body, unless that has begun. */
  const sendInstead = (bytes: string, response: ServerResponse): void => {
    onItsTurn(response, (socket) => {
      dropOnThrow(socket, log, () => {
        if (response.headersSent)
          onceSent(response, () => {
            endGently(socket)
          })
        else endWith(bytes, socket)
      })
    })
  }

  /** Closes a connection whose client stopped inside a request, after the earlier responses are sent. */
  const endAfter = (socket: Socket): void => {
    const before = last(socket)
    const end = () => {
      endGently(socket)
    }
    if (before === undefined) end()
    else if (before.req.complete) after(before, socket, end)
    else onItsTurn(before, end)
  }

  const take: AnswerRefused['answer'] = (error, socket) => {
    const { code = '' } = error
    const slow = code === 'ERR_HTTP_REQUEST_TIMEOUT' || code === 'ERR_TLS_HANDSHAKE_TIMEOUT'
    const malformed = code.startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE'
    // The parser reports the same error again for all later bytes.
    if ((slow || malformed) && refused.has(socket)) return
    refused.add(socket)
    if (slow)
      log('warn', 'client too slow: its request was not complete in time, connection closed')
    if (socket.writable && (malformed || code === 'ERR_HTTP_REQUEST_TIMEOUT'))
      dropOnThrow(socket, log, () => {
        answer(error, socket)
      })
    else if (code === 'HPE_INVALID_EOF_STATE' && socket.writable) endAfter(socket)
    else socket.destroy()
  }
  return { answer: take, has: (socket) => refused.has(socket), inTurn }
}

/**
 * Removes the listener with which Node would close the connection after the last response that Node knows
 * of, once the client stops sending.
 */
const letGo = (socket: Socket): void => {
  for (const listener of socket.listeners('end'))
    if (listener.name.endsWith('socketOnEnd')) socket.off('end', listener as () => void)
}

const endWith = (bytes: string, socket: Socket): void => {
  socket.write(bytes, 'latin1')
  endGently(socket)
}
