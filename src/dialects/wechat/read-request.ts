import type { Operation } from '../../core/api.ts'
import { clip } from '../../core/clip.ts'
import type { Decoded } from '../../core/dialect.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { Field } from '../../core/schema.ts'
import type { WireRequest } from '../../core/wire.ts'

type Value = Record<string, string | boolean | undefined>

/**
 * Reads a call (docs/spec/wechat-platform.md#wire): the parameters of the query, in any order, and for a POST
 * also the members of the JSON object in the body. The first value of a repeated query parameter is kept.
 * Unknown names are ignored.
 */
export const readRequest = (request: WireRequest, operation: Operation): Decoded => {
  const { fields } = operation.request
  const value: Value = {}
  const unknown: string[] = []
  for (const [name, text] of new URLSearchParams(request.query)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined || !isFromQuery(field, operation)) unknown.push(name)
    else value[name] ??= text
  }
  for (const [name, field] of Object.entries(fields))
    if (isFromConnection(field)) value[name] = request.clientIp
  const refused =
    operation.method === 'POST' ? readJson(request, fields, value, unknown) : undefined
  const notes = [...unknownNotes(unknown, fields, value), ...bodyNotes(request, operation, value)]
  return refused === undefined
    ? { kind: 'bound', value, issues: [], notes }
    : {
        kind: 'refused',
        refusal: refused.refusal,
        issues: [],
        notes: [...notes, refused.note],
      }
}

const isFromConnection = ({ from }: Field): boolean => from?.includes('connection') === true

const isFromQuery = ({ from }: Field, { method }: Operation): boolean =>
  from === undefined ? method === 'GET' : from.includes('query')

interface Refused {
  readonly refusal: string
  readonly note: Note
}

const readJson = (
  { body }: WireRequest,
  fields: Operation['request']['fields'],
  value: Value,
  unknown: string[],
): Refused | undefined => {
  const text = body.toString('utf8').replace(/^\ufeff/, '')
  if (text.trim() === '')
    return refusedBody('empty-body', 'The body is empty', 'send a JSON object')
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch (error) {
    return refusedBody(
      'malformed-body',
      `The body is no JSON (${(error as Error).message.slice(0, 120)})`,
      'send a JSON object',
    )
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    return refusedBody('malformed-body', 'The body is JSON but no object', 'send a JSON object')
  for (const [name, member] of Object.entries(read)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined || field.from !== undefined) unknown.push(name)
    else if (member !== null) {
      const plain = plainOf(field, member)
      if (plain === undefined)
        return refusedBody(
          'malformed-body',
          `\`${name}\` in the body is of the wrong type`,
          `send ${field.kind === 'boolean' ? 'true or false' : 'a text'}`,
          name,
        )
      value[name] = plain
    }
  }
  return undefined
}

const plainOf = ({ kind }: Field, member: unknown): string | boolean | undefined => {
  if (kind === 'boolean') return typeof member === 'boolean' ? member : undefined
  return typeof member === 'string'
    ? member
    : typeof member === 'number'
      ? String(member)
      : undefined
}

const refusedBody = (refusal: Note['kind'], what: string, fix: string, path?: string): Refused => ({
  refusal,
  note: {
    kind: refusal,
    message: `${what}: WeChat answered with an errcode; ${fix}.`,
    ...(path === undefined ? {} : { path }),
  },
})

/** The names that other calls and other platforms use for the same parameter. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  appid: ['app_id', 'client_id'],
  secret: ['appsecret', 'app_secret', 'client_secret'],
  js_code: ['code'],
  code: ['js_code'],
}

/** Returns notes for ignored names, but only where a parameter that the call reads is absent. */
const unknownNotes = (
  unknown: readonly string[],
  fields: Operation['request']['fields'],
  value: Value,
): readonly Note[] => {
  const absent = Object.keys(fields).filter(
    (name) => value[name] === undefined && fields[name]?.from?.includes('connection') !== true,
  )
  return [...new Set(unknown)].slice(0, MOST).flatMap((name) => {
    const near =
      absent.find((one) => aliases[one]?.includes(name.toLowerCase())) ?? nearestName(name, absent)
    if (near === undefined) return []
    const actual = clip(name)
    const message =
      near === name
        ? `\`${actual}\` was sent in a place where WeChat does not read it`
        : `\`${actual}\` is no parameter of this call: WeChat ignored it; did you mean \`${near}\`?`
    return [
      near === name
        ? {
            kind: 'parameter-in-wrong-place',
            message: `${message}; send it in the ${fields[name]?.from?.includes('query') === true ? 'query' : 'JSON body'}.`,
            path: actual,
          }
        : { kind: 'unknown-field', message, path: actual, expected: near, actual },
    ]
  })
}

const MOST = 8

/**
 * Returns a note if the body of a GET holds parameters that are absent from the query. WeChat does not read
 * that body.
 */
const bodyNotes = (
  { body }: WireRequest,
  { method, request }: Operation,
  value: Value,
): readonly Note[] => {
  if (method !== 'GET' || body.length === 0) return []
  const text = body.toString('utf8', 0, LONGEST)
  const there = Object.keys(request.fields).filter(
    (name) => value[name] === undefined && new RegExp(`(^|[&"])${name}["=]`).test(text),
  )
  if (there.length === 0) return []
  const path = there.join(', ')
  return [
    {
      kind: 'parameter-in-wrong-place',
      message: `The body of a GET holds ${there.map((name) => `\`${name}\``).join(', ')}: WeChat does not read it; send them in the query.`,
      path,
      expected: 'query',
      actual: 'body',
    },
  ]
}

const LONGEST = 65_536
