import { isUtf8 as isUtf8Text } from 'node:buffer'
import type { Request, RequestHandler } from 'express'
import { jsonMistake, seemingEncoding } from '../../core/json-mistake.ts'
import { readExactJson } from '../../scripting/wiremock/read-json.ts'
import { readBody, type BodyRead } from '../body.ts'
import { dropOnThrow } from '../turns.ts'
import { ADMIN_BODY_FACTOR, overs } from '../limits.ts'
import { type Admin, badInput, sendProblem, sendUnreadable, pathOf } from './admin.ts'
import { isObject } from '../../core/is-object.ts'

/**
 * Reads the body of an admin call as JSON into `request.body`, whatever its Content-Type. Without a body
 * `request.body` is undefined. WireMock's calls accept the JSON that WireMock accepts, with comments and
 * single quotes. The bytes count towards `--upload-bytes`. A body over the limit is refused before it is
 * completely received.
 */
export const jsonBody = ({ limits, uploads, log }: Pick<Admin, 'limits' | 'uploads' | 'log'>) => {
  const most = limits.bodyBytes * ADMIN_BODY_FACTOR
  const handler: RequestHandler = (request, response, next) => {
    const encoding = request.headers['content-encoding'] ?? 'identity'
    // Compressed bodies are refused, because a small body could expand to a huge one.
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
        const isWireMock = WIREMOCK.test(request.path)
        const read = isWireMock ? readExactJson(body.toString('utf8')) : parse(body)
        if (read !== undefined) {
          request.body = read.value
          next()
        } else if (isWireMock) sendUnreadable(response, '/', 'The body is not JSON.')
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

/** Matches the paths of the admin calls that WireMock has, too. */
const WIREMOCK = /^\/(?:mappings|requests|near-misses|scenarios|settings)(?:\/|$)/

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

/** Returns whether JSON text nests objects and lists deeper than `most`. JSON.parse has no such limit. */
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

interface Kinds {
  text: string
  number: number
  'text or number': string | number
  'text or texts': string | readonly string[]
  truth: boolean
  object: Readonly<Record<string, unknown>>
}
/** The kinds of fields by name. `?` marks an optional field. */
export type Wanted = Readonly<Record<string, keyof Kinds | `${keyof Kinds}?`>>
type Plain<K> = K extends `${infer P extends keyof Kinds}?`
  ? Kinds[P] | undefined
  : Kinds[K & keyof Kinds]

/** The fields of a body in the kinds asked for, or one sentence that says what is wrong. */
type FieldsRead<W extends Wanted> =
  | { readonly ok: true; readonly fields: { readonly [N in keyof W]: Plain<W[N]> } }
  | { readonly ok: false; readonly why: string }

/** Reads the own members of a JSON body. Members marked by `?` may be absent or null. Refuses others. */
export const readFields = <const W extends Wanted>(body: unknown, wanted: W): FieldsRead<W> => {
  if (!isObject(body)) return refused(`The body must be a JSON object with ${listed(wanted)}.`)
  const stranger = Object.keys(body).find((name) => !Object.hasOwn(wanted, name))
  if (stranger !== undefined)
    return refused(`${JSON.stringify(stranger)} is not known here; there is ${listed(wanted)}.`)
  const fields: Record<string, unknown> = {}
  for (const [name, spelt] of Object.entries(wanted)) {
    const kind = spelt.replace('?', '') as keyof Kinds
    const value = Object.hasOwn(body, name) ? (body[name] ?? undefined) : undefined
    if (value === undefined) {
      if (!spelt.endsWith('?')) return refused(`${name} is missing; it is ${words[kind]}.`)
    } else if (!tests[kind](value)) {
      return refused(`${name} must be ${words[kind]}, not ${JSON.stringify(value).slice(0, 80)}.`)
    }
    // A number is accepted where a text is expected, such as `{"case":5104}`.
    fields[name] = kind.startsWith('text') && kind !== 'text or number' ? asText(value) : value
  }
  return { ok: true, fields: fields as { [N in keyof W]: Plain<W[N]> } }
}

const asText = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(asText) : typeof value === 'number' ? String(value) : value

const refused = (why: string) => ({ ok: false, why }) as const

const listed = (wanted: Wanted): string =>
  Object.entries(wanted)
    .map(([name, kind]) => (kind.endsWith('?') ? `${name} (optional)` : name))
    .join(', ') || 'nothing in it'

const words: Readonly<Record<keyof Kinds, string>> = {
  text: 'a text',
  number: 'a number',
  'text or number': 'a text or a number',
  'text or texts': 'a text or a list of texts',
  truth: 'true or false',
  object: 'an object',
}

const isText = (value: unknown): boolean => typeof value === 'string' || Number.isSafeInteger(value)

const tests: Readonly<Record<keyof Kinds, (value: unknown) => boolean>> = {
  text: (value) => isText(value),
  'text or texts': (value) =>
    isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  'text or number': (value) => typeof value === 'string' || Number.isInteger(value),
  truth: (value) => typeof value === 'boolean',
  object: isObject,
}
