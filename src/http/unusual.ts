import { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Limits } from './limits.ts'
import type { ParserError } from './malformed.ts'

/**
 * Requests that node's parser refuses but the imitated stacks take: any token as a verb (Web API
 * answers 405, docs/spec/aspnet-webapi.md#routing-and-methods), and raw bytes in the target. Only
 * where one packet holds the whole request; the connection ends with the answer.
 */
export const rescue = (
  { code, rawPacket, bytesParsed = 0 }: ParserError,
  socket: Socket,
  { headerBytes }: Pick<Limits, 'headerBytes'>,
): { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined => {
  if (code !== 'HPE_INVALID_METHOD' && code !== 'HPE_INVALID_URL') return undefined
  if (rawPacket === undefined || !socket.writable) return undefined
  const parsed = parse(rawPacket, bytesParsed, headerBytes)
  if (parsed === undefined) return undefined
  const request = new IncomingMessage(socket)
  Object.assign(request, parsed.line, { httpVersionMajor: 1, rawHeaders: parsed.headers.flat() })
  for (const [name, value] of parsed.headers) add(request.headers, name.toLowerCase(), value)
  if (parsed.body.length > 0) request.push(parsed.body)
  request.push(null)
  request.complete = true
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.once('finish', () => {
    socket.destroySoon()
  })
  return { request, response }
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\/[^ \r\n]*) HTTP\/1\.([01])$/
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*?)[ \t]*$/

const parse = (packet: Buffer, bytesParsed: number, headerBytes: number) => {
  const end = packet.indexOf('\r\n\r\n')
  if (end < 0 || end > headerBytes) return undefined
  const [first = '', ...lines] = packet.toString('latin1', 0, end).split('\r\n')
  const line = REQUEST_LINE.exec(first)
  // Trouble past the first line is that of a later, pipelined request: not ours to find.
  if (line === null || bytesParsed > first.length) return undefined
  const [, method, target = '', minor] = line
  const headers: [string, string][] = []
  for (const text of lines) {
    const header = HEADER.exec(text)
    if (header === null) return undefined
    headers.push([header[1] ?? '', header[2] ?? ''])
  }
  const body = packet.subarray(end + 4)
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (
    named('transfer-encoding') !== undefined ||
    body.length !== Number(named('content-length') ?? 0)
  )
    return undefined
  const url = target.replace(/[^\x21-\x7e]/g, percent)
  return { line: { method, url, httpVersionMinor: Number(minor) }, headers, body }
}

/** A byte of the target, read as latin1. */
const percent = (byte: string): string =>
  `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

const add = (headers: IncomingMessage['headers'], name: string, value: string): void => {
  const old = Object.hasOwn(headers, name) ? headers[name] : undefined
  headers[name] = typeof old === 'string' ? `${old}, ${value}` : value
}
