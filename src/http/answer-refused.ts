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
  /** The `Date` header of now. */
  readonly date: () => string
  /** The last answer that was begun on a connection, sent or not. */
  readonly last: (socket: Socket) => ServerResponse | undefined
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void
  readonly front: FrontOf
}

interface AnswerRefused {
  /** Takes each error that node's server reports of a connection (`clientError`). */
  readonly answer: (error: ParserError, socket: Socket) => void
  /** Whether the connection is no longer node's. */
  readonly has: (socket: Socket) => boolean
  /** Answers a request that node has let go of, when the answer before it has left; the connection ends with it. */
  readonly inTurn: (
    request: IncomingMessage,
    socket: Socket,
    before: ServerResponse | undefined,
  ) => void
}

/**
 * Answers requests that node's parser refused.
 *
 * - For a path behind nginx, `takeOver` reads the bytes as nginx does, answers, and reads on.
 * - For another path, `readRefused` tries to make a request of the bytes, which is answered as any other.
 * - Where it cannot, the answer is HTTP.sys's 400.
 *
 * The last two wait until the earlier answers of the connection are sent, and close it: node's parser
 * reads no further. When the connection itself fails, or the client is too slow, it is closed without an
 * answer, as IIS and nginx do.
 *
 * To answer more of what node refuses, let `readRefused` make a request of it (`bytesOfRefused` has its
 * bytes): it goes through `handle` as any other, in order. An answer that is made of the bytes alone goes
 * through `sendInTurn`.
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
    // Node does not know these two: nobody else tells them that the connection is gone.
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
      // An answer to an unfinished request will never be made.
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

  /** Calls `act` when the answer before has left; what it throws ends this connection only. */
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

  /** Bytes that are an answer; they end the connection. */
  const sendInTurn = (bytes: string, socket: Socket, before: ServerResponse | undefined): void => {
    after(before, socket, () => {
      endWith(bytes, socket)
    })
  }

  /** The body of a request is malformed: its own answer is this one, unless it has begun already. */
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

  /** What came is no whole request, and no more will come: the answers before it still leave. */
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
    // The parser repeats itself for all that comes after.
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

/** Node would end the connection behind the answer that it knows of, once the client has sent all. */
const letGo = (socket: Socket): void => {
  for (const listener of socket.listeners('end'))
    if (listener.name.endsWith('socketOnEnd')) socket.off('end', listener as () => void)
}

const endWith = (bytes: string, socket: Socket): void => {
  socket.write(bytes, 'latin1')
  endGently(socket)
}
