import { clip } from '../../core/clip.ts'
import type { Claim } from '../../core/dialect.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { routePath } from './uri/request-path.ts'

/** What HTTP.sys, IIS or ASP.NET makes of a request before Web API sees it. */
type Turned = Required<Pick<Claim, 'refusal' | 'notes'>>

/** `httpRuntime/@maxUrlLength` and request filtering's `maxQueryString`, by default. */
const LONGEST_PATH = 260
const LONGEST_QUERY = 2048

/** By the path alone (docs/spec/aspnet-webapi.md#before-web-api). */
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

/** `requestPathInvalidCharacters`, by default, as they are or encoded; a raw backslash is a slash by then. */
export const dangerousCharacter = (path: string): string | undefined => {
  const found = /[<>*&:]|%(?:25|26|2a|3[acef]|5c)/i.exec(path)?.[0]
  return found?.startsWith('%') === true
    ? String.fromCharCode(Number.parseInt(found.slice(1), 16))
    : found
}

/** By the rest of the head. */
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

/** Nobody inflates a request. */
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
