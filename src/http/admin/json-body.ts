import { isUtf8 as isUtf8Text } from 'node:buffer'
import type { Request, RequestHandler } from 'express'
import { jsonMistake, seemingEncoding } from '../../core/json-mistake.ts'
import { readExactJson } from '../../scripting/wiremock/read-json.ts'
import { readBody, type BodyRead } from '../body.ts'
import { dropOnThrow } from '../turns.ts'
import { ADMIN_BODY_FACTOR, overs } from '../limits.ts'
import { printable } from '../log.ts'
import type { Admin } from './admin.ts'
import { badInput, sendProblem, sendUnreadable } from './answer.ts'

/**
 * Reads an admin call's body as JSON into `request.body`, whatever type it says it is; undefined when
 * there is none. Stub mappings are read as WireMock reads them, comments and single quotes included. Its bytes count among all that are being received (`--upload-bytes`), and one that is
 * over the limit is refused before it has come.
 */
export const jsonBody = ({ limits, uploads, log }: Pick<Admin, 'limits' | 'uploads' | 'log'>) => {
  const most = limits.bodyBytes * ADMIN_BODY_FACTOR
  const handler: RequestHandler = (request, response, next) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    // What is small on the wire stays small.
    if (encoding.toLowerCase() !== 'identity') {
      sendProblem(response, 415, BODY, 'The body’s Content-Encoding is not supported.')
      return
    }
    if (!isUtf8(request)) {
      sendProblem(response, 415, BODY, 'The body’s charset is not supported: send UTF-8.')
      return
    }
    const tellOver = () => {
      log('warn', `admin body over the limit: ${request.method} ${pathOf(request)}`)
    }
    const take: BodyRead = (body): void => {
      if (body === 'too-large') {
        tellOver()
        const detail = `The body is over the limit: ${ADMIN_BODY_FACTOR} times --body-bytes.`
        sendProblem(response, 413, BODY, detail)
      } else if (body === 'too-many') {
        const { what, status, title, detail } = overs.uploads
        log('warn', `${what} over the limit: ${request.method} ${pathOf(request)}`)
        sendProblem(response, status, title, detail(limits))
      } else if (body === 'malformed' || body === 'gone' || body.length === 0) next()
      else if (isDeeper(body, limits.jsonDepth)) {
        tellOver()
        badInput(response, 'The body is nested too deeply; raise the limit with --json-depth.')
      } else {
        const isMapping = request.path.startsWith('/mappings')
        const read = isMapping ? readExactJson(body.toString('utf8')) : parse(body)
        if (read !== undefined) {
          request.body = read.value
          next()
        } else if (isMapping) sendUnreadable(response, '/', 'The body is not JSON.')
        else badInput(response, unreadable(body))
      }
    }
    readBody(request, most, uploads, (body) => {
      dropOnThrow(request.socket, log, () => {
        take(body)
      })
    })
  }
  return handler
}

const BODY = 'Body not understood'

const pathOf = ({ originalUrl }: Request): string => printable(originalUrl.split('?', 1)[0] ?? '')

const isUtf8 = ({ headers }: Request): boolean => {
  const charset = /;[ \t]*charset=[ \t]*"?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^(utf-?8|us-ascii)$/i.test(charset)
}

const parse = (body: Buffer): { readonly value: unknown } | undefined => {
  try {
    if (!isUtf8Text(body)) return undefined
    return { value: JSON.parse(body.toString('utf8').replace(/^\ufeff/, '')) as unknown }
  } catch {
    return undefined
  }
}

const unreadable = (body: Buffer): string => {
  const encoding = seemingEncoding(body)
  if (encoding !== undefined)
    return `The body is not UTF-8, it seems to be ${encoding}: send it as UTF-8.`
  const mistake = jsonMistake(body.toString('utf8'))
  return mistake === undefined
    ? 'The body is not valid JSON.'
    : `The body is not valid JSON: ${mistake.sentence}.`
}

/** Whether JSON text has more than so many objects and lists within each other: the parser takes any number. */
const isDeeper = (json: Buffer, most: number): boolean => {
  let depth = 0
  let inText = false
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (inText) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > most) return true
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return false
}
