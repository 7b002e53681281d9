import type { WireRequest } from '../../core/wire.ts'
import { readJson, type JsonRead } from './json-read.ts'
import { emptyArray, isEmpty, type PhpArray, type PhpValue } from './php-value.ts'
import { parseForm, parseMultipart, type VariableBounds } from './php-variables.ts'

/** The parameters in a request's body. */
interface Body {
  /** `$_POST`: PHP itself reads forms, of POST requests only. */
  readonly post: PhpArray
  /** What ThinkPHP reads from `php://input`: a form, or anything whose type contains `json`. */
  readonly input: PhpArray
  readonly json?: JsonRead
}

const none: Body = { post: emptyArray, input: emptyArray }

const queries = new WeakMap<WireRequest, PhpArray>()
const bodies = new WeakMap<WireRequest, Body>()

/** `$_GET`, read once. */
export const queryOf = (request: WireRequest): PhpArray => {
  let query = queries.get(request)
  if (query === undefined) {
    query = parseForm(request.query, variableBounds(request))
    queries.set(request, query)
  }
  return query
}

/** The body's parameters, read once. */
export const bodyOf = (request: WireRequest): Body => {
  let body = bodies.get(request)
  if (body === undefined) {
    body = readBody(request)
    bodies.set(request, body)
  }
  return body
}

/** `$request->post()`: what the actions call `data_post`, whatever the verb. */
export const postOf = (request: WireRequest): PhpArray => {
  const { post, input } = bodyOf(request)
  return post.size > 0 ? post : input
}

/** One of `$_REQUEST`, blank ones taken as missing: a form's beats the query's, JSON is never in it. */
export const requestParameter = (request: WireRequest, name: string): PhpValue | undefined => {
  const value = bodyOf(request).post.get(name) ?? queryOf(request).get(name)
  return isEmpty(value) ? undefined : value
}

/** A content type without its parameters, as ThinkPHP compares it: case counts. */
export const mediaTypeOf = (request: WireRequest): string => {
  const type = request.headers['content-type'] ?? ''
  const end = type.indexOf(';')
  return (end > 0 ? type.slice(0, end) : type).trim()
}

/** As PHP itself compares it: case does not count, a blank or comma ends it, too. */
const sapiTypeOf = (request: WireRequest): string =>
  /^[^;, ]*/.exec(request.headers['content-type'] ?? '')?.[0].toLowerCase() ?? ''

const FORM = 'application/x-www-form-urlencoded'

const readBody = (request: WireRequest): Body => {
  if (request.body.length === 0) return none
  if (request.method === 'POST') {
    const type = sapiTypeOf(request)
    if (type === FORM) return form(request, 'post')
    if (type === 'multipart/form-data') {
      const contentType = request.headers['content-type'] ?? ''
      const post = parseMultipart(contentType, request.body, variableBounds(request))
      return { post, input: emptyArray }
    }
  }
  const type = mediaTypeOf(request)
  if (type === FORM) return form(request, 'input')
  if (!type.includes('json')) return none
  const json = readJson(request.body, request.bounds?.jsonDepth)
  if (json.kind === 'invalid' && json.isTooDeep) request.bounds?.reached('json-depth', request)
  return { post: emptyArray, input: json.kind === 'array' ? json.value : emptyArray, json }
}

const form = (request: WireRequest, as: 'post' | 'input'): Body => ({
  ...none,
  [as]: parseForm(request.body.toString('latin1'), variableBounds(request)),
})

const variableBounds = (request: WireRequest): VariableBounds | undefined => {
  const { bounds } = request
  return (
    bounds && {
      most: bounds.formFields,
      full: () => {
        bounds.reached('form-fields', request)
      },
    }
  )
}
