import { DATE, LENGTH, type Headers, type Reply } from '../../core/wire.ts'

const HTTP_SYS: Headers = [
  ['Content-Type', 'text/html; charset=us-ascii'],
  ['Server', 'Microsoft-HTTPAPI/2.0'],
  ['Date', DATE],
  ['Connection', 'close'],
  ['Content-Length', LENGTH],
]

/** A page of HTTP.sys's, before IIS or any application sees the request (S). */
const httpSysPage = (status: number, title: string, heading: string, text: string): Reply => ({
  status,
  headers: HTTP_SYS,
  body: [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">',
    `<HTML><HEAD><TITLE>${title}</TITLE>`,
    '<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>',
    `<BODY><h2>${heading}</h2>`,
    `<hr><p>HTTP Error ${status}. ${text}</p>`,
    '</BODY></HTML>',
    '',
  ].join('\r\n'),
  basis: 'source',
})

const ASP_NET: Headers = [
  ['Cache-Control', 'private'],
  ['Content-Type', 'text/html; charset=utf-8'],
  ['Server', 'Microsoft-IIS/10.0'],
  ['X-AspNet-Version', '4.0.30319'],
  ['X-Powered-By', 'ASP.NET'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
]

/** ASP.NET's error page: the message is the exception's (S), what stands around it is shortened (I). */
const aspNetPage = (message: string): Reply => ({
  status: 400,
  headers: ASP_NET,
  body: [
    '<!DOCTYPE html>',
    '<html>',
    `    <head><title>${message}</title></head>`,
    '    <body bgcolor="white">',
    "        <span><H1>Server Error in '/' Application.<hr width=100% size=1 color=silver></H1>",
    `        <h2> <i>${message}</i> </h2></span>`,
    '    </body>',
    '</html>',
    '',
  ].join('\r\n'),
  basis: 'source',
})

/** Pages by the refusal that they tell. */
export const frontPages = {
  'length-required': httpSysPage(
    411,
    'Length Required',
    'Length Required',
    'The request must be chunked or have a content length.',
  ),
  'invalid-url': httpSysPage(
    400,
    'Bad Request',
    'Bad Request - Invalid URL',
    'The request URL is invalid.',
  ),
  'path-too-long': aspNetPage(
    'The length of the URL for this request exceeds the configured maxUrlLength value.',
  ),
} as const satisfies Record<string, Reply>

/** `character` as it was decoded. */
export const dangerousPath = (character: string): Reply =>
  aspNetPage(
    `A potentially dangerous Request.Path value was detected from the client (${html(character)}).`,
  )

const html = (character: string): string =>
  character.replace(/[<>&]/, (one) => `&${{ '<': 'lt', '>': 'gt' }[one] ?? 'amp'};`)
