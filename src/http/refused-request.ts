import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Limits } from './limits.ts'
import { createChunkReader } from './nginx/read-request.ts'
import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'

const headers: Headers = [
  ['Content-Type', 'text/html; charset=us-ascii'],
  ['Server', 'Microsoft-HTTPAPI/2.0'],
  ['Date', DATE],
  ['Connection', 'close'],
  ['Content-Length', LENGTH],
]

/** Returns a 400 of HTTP.sys itself, which neither IIS nor an application sees (S). */
const page = (heading: string, text: string): Reply => ({
  status: 400,
  headers,
  body: [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">',
    '<HTML><HEAD><TITLE>Bad Request</TITLE>',
    '<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>',
    `<BODY><h2>${heading}</h2>`,
    `<hr><p>HTTP Error 400. ${text}</p>`,
    '</BODY></HTML>',
    '',
  ].join('\r\n'),
  basis: 'source',
})

/** HTTP.sys's answer to an HTTP/1.1 request without a `Host` header, or with two (S). */
export const badHostname = page(
  'Bad Request - Invalid Hostname',
  'The request hostname is invalid.',
)

/** The error of Node's parser for bytes that it cannot parse as a request. */
export interface ParserError extends Error {
  readonly code?: string
  readonly reason?: string
  /** The packet in which the parser stopped, and the number of its bytes that were parsed before. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

const badLength = page(
  'Bad Request - Invalid Content Length',
  'There is an invalid content length or chunk length in the request.',
)
const badlyFormed = page('Bad Request', 'The request is badly formed.')

/** HTTP.sys's answers, by the error code of llhttp (Node's parser). */
const byCode = new Map<string, Reply>([
  ['HPE_INVALID_METHOD', page('Bad Request - Invalid Verb', 'The request verb is invalid.')],
  ['HPE_INVALID_URL', page('Bad Request - Invalid URL', 'The request URL is invalid.')],
  [
    'HPE_INVALID_HEADER_TOKEN',
    page('Bad Request - Invalid Header', 'The request has an invalid header name.'),
  ],
  [
    'HPE_HEADER_OVERFLOW',
    page('Bad Request - Request Too Long', 'The size of the request headers is too long.'),
  ],
  ['HPE_INVALID_CONTENT_LENGTH', badLength],
  ['HPE_UNEXPECTED_CONTENT_LENGTH', badLength],
  ['HPE_INVALID_TRANSFER_ENCODING', badLength],
  ['HPE_INVALID_CHUNK_SIZE', badLength],
])

/** Returns HTTP.sys's answer to bytes that are not HTTP (S). */
export const malformedReply = ({ code = '' }: ParserError): Reply => byCode.get(code) ?? badlyFormed

/**
 * Makes a request from bytes that Node's parser refuses and the imitated stacks accept: any token as a verb
 * (Web API answers 405, docs/spec/aspnet-webapi.md#routing-and-methods), and raw bytes in the target.
 * `before` is the last request on the connection that Node accepted. Returns undefined if no stack accepts
 * the bytes, or if the packet does not hold the whole request.
 */
export const readRefused = (
  error: ParserError,
  socket: Socket,
  before: IncomingMessage | undefined,
  { headerBytes }: Pick<Limits, 'headerBytes'>,
): IncomingMessage | undefined => {
  const bytes = bytesOfRefused(error, before)
  const parsed = bytes === undefined ? undefined : parse(bytes, error, headerBytes)
  if (parsed === undefined) return undefined
  const request = new IncomingMessage(socket)
  Object.assign(request, parsed.line, { httpVersionMajor: 1, rawHeaders: parsed.headers.flat() })
  for (const [name, value] of parsed.headers) add(request.headers, name.toLowerCase(), value)
  if (parsed.body.length > 0) request.push(parsed.body)
  request.push(null)
  request.complete = true
  return request
}

const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\/[^ \r\n]*) HTTP\/1\.([01])$/
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\0\r\n]*?)[ \t]*$/

/**
 * Returns the bytes of the packet from the start of the refused request. Skips requests before it in the same
 * packet, which Node accepted, by their lengths. Returns undefined if the start is not certain.
 */
export const bytesOfRefused = (
  error: ParserError,
  before: IncomingMessage | undefined,
): Buffer | undefined => {
  const { rest, passed } = behindTaken(error)
  if (rest === undefined) return undefined
  if (before === undefined) return passed === undefined ? rest : undefined
  // The bytes may be the rest of a body that began in an earlier packet, even if they look like a request.
  if (passed === undefined) return before.readableEnded || !hasBody(before) ? rest : undefined
  return passed === lineOf(before) ? rest : undefined
}

/**
 * Returns the body of a request whose chunks Node's parser refused, read as nginx does, and the bytes after
 * it. Returns undefined if the packet does not hold the whole request, or if nginx refuses the chunks, too.
 */
export const chunksOfRefused = (
  error: ParserError,
  begun: IncomingMessage,
  most: number,
): { readonly body: Buffer; readonly rest: Buffer } | undefined => {
  const { rest } = behindTaken(error)
  const end = rest?.indexOf('\r\n\r\n') ?? -1
  if (rest === undefined || end < 0 || !rest.toString('latin1', 0, end).startsWith(lineOf(begun)))
    return undefined
  const read = createChunkReader(most).read(rest.subarray(end + 4))
  return typeof read === 'object'
    ? { body: read.body, rest: rest.subarray(end + 4 + read.length) }
    : undefined
}

const lineOf = ({ method = '', url = '', httpVersion }: IncomingMessage): string =>
  `${method} ${url} HTTP/${httpVersion}`

/** Returns the bytes of a packet after the requests that Node accepted, and the last one's request line. */
const behindTaken = ({
  rawPacket,
  bytesParsed = 0,
}: ParserError): { readonly rest?: Buffer; readonly passed?: string } => {
  if (rawPacket === undefined) return {}
  let rest = rawPacket
  let passed: string | undefined
  for (;;) {
    // Line ends before a request are not part of it (RFC 9112 §2.2).
    while (rest[0] === 0x0d || rest[0] === 0x0a) rest = rest.subarray(1)
    const end = endOfRequest(rest)
    if (end === undefined || rawPacket.length - rest.length + end > bytesParsed)
      return passed === undefined ? { rest } : { rest, passed }
    passed = rest.toString('latin1', 0, rest.indexOf('\r\n'))
    rest = rest.subarray(end)
  }
}

/** Returns the length of the request that the bytes begin with, or undefined if it does not end in them. */
const endOfRequest = (bytes: Buffer): number | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = bytes.toString('latin1', 0, end)
  if (/\r\ntransfer-encoding:/i.test(head)) {
    const read = createChunkReader(bytes.length).read(bytes.subarray(end + 4))
    return typeof read === 'object' ? end + 4 + read.length : undefined
  }
  const length = /\r\ncontent-length:[ \t]*(\d+)[ \t]*(?:\r\n|$)/i.exec(head)?.[1] ?? 0
  const whole = end + 4 + Number(length)
  return whole > bytes.length ? undefined : whole
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const parse = (bytes: Buffer, { code }: ParserError, headerBytes: number) => {
  if (code !== 'HPE_INVALID_METHOD' && code !== 'HPE_INVALID_URL') return undefined
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0 || end > headerBytes) return undefined
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const line = REQUEST_LINE.exec(first)
  if (line === null) return undefined
  const [, method, target = '', minor] = line
  const headers: [string, string][] = []
  for (const text of lines) {
    const header = HEADER.exec(text)
    if (header === null) return undefined
    headers.push([header[1] ?? '', header[2] ?? ''])
  }
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const length = Number(named('content-length') ?? 0)
  // The bytes after the body are not read, because the connection closes after this response.
  const body = bytes.subarray(end + 4, end + 4 + length)
  if (named('transfer-encoding') !== undefined || body.length !== length) return undefined
  const url = target.replace(/[^\x21-\x7e]/g, percent)
  return { line: { method, url, httpVersionMinor: Number(minor) }, headers, body }
}

/** Percent-encodes a byte of the target, which was read as latin1. */
const percent = (byte: string): string =>
  `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

const add = (headers: IncomingMessage['headers'], name: string, value: string): void => {
  const old = Object.hasOwn(headers, name) ? headers[name] : undefined
  headers[name] = typeof old === 'string' ? `${old}, ${value}` : value
}
