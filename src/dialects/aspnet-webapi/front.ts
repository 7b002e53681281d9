import { clip } from '../../core/clip.ts'
import type { Claim } from '../../core/dialect.ts'
import type { Note } from '../../core/note.ts'
import { DATE, LENGTH, type Headers, type Reply, type WireRequest } from '../../core/wire.ts'
import { routePath } from './request-uri.ts'

/** The refusal with which HTTP.sys, IIS or ASP.NET answers before Web API sees the request, and its notes. */
type Turned = Required<Pick<Claim, 'refusal' | 'notes'>>

/** Defaults of `httpRuntime/@maxUrlLength` and of request filtering's `maxQueryString`, in characters. */
const LONGEST_PATH = 260
const LONGEST_QUERY = 2048

/**
 * Returns the refusal that the path alone causes before Web API sees the request; undefined if there is
 * none (docs/spec/aspnet-webapi.md#before-web-api).
 */
export const turnedByPath = (path: string): Turned | undefined => {
  if (/%(?![0-9a-f]{2})|%00/i.test(path))
    return turned(
      'invalid-url',
      `The path \`${clip(path)}\` has a \`%00\`, or a \`%\` without two hex digits`,
      'HTTP.sys answered 400 and no application saw the request; write `%25` for a percent sign',
    )
  const decoded = routePath(path)
  if (decoded.length > LONGEST_PATH)
    return turned(
      'path-too-long',
      `The path has ${decoded.length} characters, over ${LONGEST_PATH}`,
      'ASP.NET answered 400 before Web API saw the request; send a shorter path',
    )
  const character = dangerousCharacter(path)
  return character === undefined
    ? undefined
    : turned(
        'dangerous-path',
        `The path has a \`${character}\`, which ASP.NET takes for an attack`,
        'it answered 400 before Web API saw the request; send the value in the query',
      )
}

/**
 * Returns the first character of the default `requestPathInvalidCharacters`, raw or percent-encoded. A
 * raw backslash is not searched for, because it has become a slash by then.
 */
const dangerousCharacter = (path: string): string | undefined => {
  const found = /[<>*&:]|%(?:25|26|2a|3[acef]|5c)/i.exec(path)?.[0]
  return found?.startsWith('%') === true
    ? String.fromCharCode(Number.parseInt(found.slice(1), 16))
    : found
}

/**
 * Returns the refusal that the query or a header causes before Web API sees the request;
 * undefined if there is none.
 */
export const turnedByHead = ({
  method,
  query,
  headers,
  version,
}: WireRequest): Turned | undefined => {
  if (query.length > LONGEST_QUERY)
    return turned(
      'uri-too-long',
      `The query has ${query.length} characters, over ${LONGEST_QUERY}`,
      'request filtering of IIS answered 404 (404.15); send the values in the body',
    )
  const isUnframed =
    headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
  return version === '1.1' && isUnframed && (method === 'POST' || method === 'PUT')
    ? turned(
        'length-required',
        `A ${method} has neither Content-Length nor chunks`,
        'HTTP.sys answered 411 and no application saw the request; send `Content-Length: 0` where there is no body',
      )
    : undefined
}

/** Returns a note on a Content-Encoding, because neither IIS nor Web API decodes the body of a request. */
export const encodedNote = ({ headers, body }: WireRequest): Note | undefined => {
  const encoding = headers['content-encoding']
  if (encoding === undefined || body.length === 0 || encoding.toLowerCase() === 'identity')
    return undefined
  return {
    kind: 'content-encoding-ignored',
    message: `Content-Encoding: ${clip(encoding)} is ignored: neither IIS nor Web API decodes a request, so its bytes were read as they are; send the body plain.`,
    path: 'Content-Encoding',
    actual: clip(encoding),
  }
}

const turned = (refusal: Note['kind'], why: string, what: string): Turned => ({
  refusal,
  notes: [{ kind: refusal, message: `${why}: ${what}.` }],
})

const HTTP_SYS: Headers = [
  ['Content-Type', 'text/html; charset=us-ascii'],
  ['Server', 'Microsoft-HTTPAPI/2.0'],
  ['Date', DATE],
  ['Connection', 'close'],
  ['Content-Length', LENGTH],
]

/** Builds an error page of HTTP.sys, which answers before IIS or any application sees the request (S). */
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

/**
 * Builds an error page of ASP.NET. The message is the exception's (S); the markup around it is
 * shortened (I).
 */
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

/** The pages of HTTP.sys and ASP.NET, by the name of their refusal. */
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

/**
 * Builds the page of the refusal `dangerous-path`. If the refusal is forced on a path without a
 * dangerous character, the page names a colon.
 */
export const dangerousPath = (path: string): Reply =>
  aspNetPage(
    `A potentially dangerous Request.Path value was detected from the client (${html(dangerousCharacter(path) ?? ':')}).`,
  )

const html = (character: string): string =>
  character.replace(/[<>&]/, (one) => `&${{ '<': 'lt', '>': 'gt' }[one] ?? 'amp'};`)

/** The page that IIS 10 serves to remote clients for every 404. It does not show the substatus (S). */
const NOT_FOUND =
  `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"/>
<title>404 - File or directory not found.</title>
<style type="text/css">
<!--
body{margin:0;font-size:.7em;font-family:Verdana, Arial, Helvetica, sans-serif;background:#EEEEEE;}
fieldset{padding:0 15px 10px 15px;} 
h1{font-size:2.4em;margin:0;color:#FFF;}
h2{font-size:1.7em;margin:0;color:#CC0000;} 
h3{font-size:1.2em;margin:10px 0 0 0;color:#000000;} 
#header{width:96%;margin:0 0 0 0;padding:6px 2% 6px 2%;font-family:"trebuchet MS", Verdana, sans-serif;color:#FFF;
background-color:#555555;}
#content{margin:0 0 0 2%;position:relative;}
.content-container{background:#FFF;width:96%;margin-top:8px;padding:10px;position:relative;}
-->
</style>
</head>
<body>
<div id="header"><h1>Server Error</h1></div>
<div id="content">
 <div class="content-container"><fieldset>
  <h2>404 - File or directory not found.</h2>
  <h3>The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.</h3>
 </fieldset></div>
</div>
</body>
</html>
`.replaceAll('\n', '\r\n')

const HEADERS: Headers = [
  ['Content-Type', 'text/html'],
  ['Server', 'Microsoft-IIS/10.0'],
  ['X-Powered-By', 'ASP.NET'],
  ['Date', DATE],
  ['Content-Length', LENGTH],
]

/** The 404 reply of IIS itself, before any application sees the request. It is not recorded (I). */
export const iisNotFound: Reply = {
  status: 404,
  headers: HEADERS,
  body: NOT_FOUND,
  basis: 'inferred',
}
