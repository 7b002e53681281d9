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
