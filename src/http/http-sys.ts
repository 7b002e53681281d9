import { DATE, LENGTH, type Headers, type Reply } from '../core/wire.ts'

const headers: Headers = [
  ['Content-Type', 'text/html; charset=us-ascii'],
  ['Server', 'Microsoft-HTTPAPI/2.0'],
  ['Date', DATE],
  ['Connection', 'close'],
  ['Content-Length', LENGTH],
]

/** What http.sys itself answers, before IIS or any application sees the request (S). */
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

export const badRequest = {
  verb: page('Bad Request - Invalid Verb', 'The request verb is invalid.'),
  url: page('Bad Request - Invalid URL', 'The request URL is invalid.'),
  header: page('Bad Request - Invalid Header', 'The request has an invalid header name.'),
  hostname: page('Bad Request - Invalid Hostname', 'The request hostname is invalid.'),
  tooLong: page('Bad Request - Request Too Long', 'The size of the request headers is too long.'),
  length: page(
    'Bad Request - Invalid Content Length',
    'There is an invalid content length or chunk length in the request.',
  ),
  other: page('Bad Request', 'The request is badly formed.'),
} as const satisfies Record<string, Reply>

/** What node's parser says of bytes that it cannot take for a request. */
export interface ParserError extends Error {
  readonly code?: string
  readonly reason?: string
  /** The packet that it stopped in, and how much of that it had taken. */
  readonly rawPacket?: Buffer
  readonly bytesParsed?: number
}

/** llhttp's codes; one that is not listed is `other`. */
const byCode = new Map<string, Reply>([
  ['HPE_INVALID_METHOD', badRequest.verb],
  ['HPE_INVALID_URL', badRequest.url],
  ['HPE_INVALID_HEADER_TOKEN', badRequest.header],
  ['HPE_HEADER_OVERFLOW', badRequest.tooLong],
  ['HPE_INVALID_CONTENT_LENGTH', badRequest.length],
  ['HPE_UNEXPECTED_CONTENT_LENGTH', badRequest.length],
  ['HPE_INVALID_TRANSFER_ENCODING', badRequest.length],
  ['HPE_INVALID_CHUNK_SIZE', badRequest.length],
])

/** What http.sys answers to bytes that are not HTTP (S). */
export const malformedReply = ({ code = '' }: ParserError): Reply =>
  byCode.get(code) ?? badRequest.other
