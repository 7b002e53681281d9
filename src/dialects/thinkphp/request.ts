import { onceFor } from '../../core/on-need.ts'
import type { WireRequest } from '../../core/wire.ts'
import { nginxUri } from '../shared/nginx-admission.ts'
import { readJson, type JsonRead } from './json-read.ts'
import {
  emptyArray,
  fromByteChars,
  isEmpty,
  stripTags,
  toByteChars,
  type PhpArray,
  type PhpValue,
} from './php-value.ts'
import { parseForm, parseMultipart, type VariableBounds } from './php-variables.ts'

/** The parameters in a request's body. */
interface Body {
  /** `$_POST`: PHP fills it from forms of POST requests only. */
  readonly post: PhpArray
  /**
   * The parameters that ThinkPHP reads from `php://input`: a form, or JSON if the content type contains
   * `json`.
   */
  readonly input: PhpArray
  readonly json?: JsonRead
}

const none: Body = { post: emptyArray, input: emptyArray }

/** Returns `$_GET`. Parsed once for each request. */
export const queryOf = onceFor((request: WireRequest) =>
  parseForm(request.query, variableBounds(request)),
)

/** Returns the parameters of the body. Parsed once for each request. */
export const bodyOf = onceFor((request: WireRequest) => readBody(request))

/** Returns `$request->post()`, which the actions call `data_post`, for any method. */
export const postOf = (request: WireRequest): PhpArray => {
  const { post, input } = bodyOf(request)
  return post.size > 0 ? post : input
}

/**
 * Returns a parameter of `$_REQUEST`, in which the form takes precedence over the query. JSON is never part
 * of it. Returns undefined for an empty value.
 */
export const requestParameter = (request: WireRequest, name: string): PhpValue | undefined => {
  const value = bodyOf(request).post.get(name) ?? queryOf(request).get(name)
  return isEmpty(value) ? undefined : value
}

/** Returns the content type without its parameters, as ThinkPHP compares it: case-sensitively. */
export const mediaTypeOf = (request: WireRequest): string => {
  const type = request.headers['content-type'] ?? ''
  const end = type.indexOf(';')
  return (end > 0 ? type.slice(0, end) : type).trim()
}

/**
 * Returns the media type as PHP itself compares it: in lower case, ended by a semicolon, a comma or a space.
 */
const sapiTypeOf = (request: WireRequest): string =>
  /^[^;, ]*/.exec(request.headers['content-type'] ?? '')?.[0].toLowerCase() ?? ''

/** The media type of a urlencoded form. */
export const FORM = 'application/x-www-form-urlencoded'

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

/** The result of ThinkPHP's default routing. */
export type Route =
  | {
      readonly kind: 'action'
      /** In StudlyCase, like the name of the class. */
      readonly controller: string
      /** As the client sent it. PHP compares method names case-insensitively. */
      readonly action: string
      /** The parameters that follow in the path, as pairs of name and value. */
      readonly parameters: ReadonlyMap<string, string>
    }
  | { readonly kind: 'exception'; readonly message: string; readonly status: number }

/** The path of the front controller. */
export const SCRIPT = '/api.php'

/** Returns the route of a request. Parsed once for each request. */
export const routeOf = onceFor((request: WireRequest) => parse(pathInfoOf(request)))

/**
 * Returns the path to route: the query parameter `s`, else the path behind the script, else the whole path
 * (R: `api.php` as a controller).
 */
const pathInfoOf = (request: WireRequest): PhpValue => {
  const s = queryOf(request).get('s')
  if (s !== undefined) return s
  // nginx passes the path on decoded, with `//` as one slash.
  const path = nginxUri(request.path) ?? request.path
  const info = path.startsWith(`${SCRIPT}/`) ? path.slice(SCRIPT.length) : path
  return fromByteChars(toByteChars(info))
}

const parse = (given: PhpValue): Route => {
  if (typeof given !== 'string') return arrayGiven
  const path = given.replace(/^\/+/, '').replace(/\.html$/i, '')
  const [controller = '', action = '', ...rest] = trimSlashes(path).split(/[/|]/)
  if (controller !== '' && controller !== '0' && !/^[A-Za-z0-9][\w|.]*$/.test(controller))
    return { kind: 'exception', message: `controller not exists:${controller}`, status: 404 }
  return {
    kind: 'action',
    controller: studly(or(stripTags(controller), 'Index')),
    action: or(stripTags(action), 'index'),
    parameters: parametersOf(rest),
  }
}

/** PHP 7's TypeError for `s[]=…` (S). */
const arrayGiven: Route = {
  kind: 'exception',
  message: 'ltrim() expects parameter 1 to be string, array given',
  status: 500,
}

const trimSlashes = (path: string): string => {
  let start = 0
  let end = path.length
  while (start < end && isSlash(path, start)) start++
  while (end > start && isSlash(path, end - 1)) end--
  return path.slice(start, end)
}
const isSlash = (path: string, at: number): boolean => path[at] === '/' || path[at] === '|'

const or = (text: string, fallback: string): string =>
  text === '' || text === '0' ? fallback : text

/**
 * Imitates `Str::studly` on the part behind the last dot: `user` becomes `User`, `USER` stays, `user_x`
 * becomes `UserX`.
 */
const studly = (name: string): string => {
  const dot = name.lastIndexOf('.')
  if (dot > 0) return name.slice(0, dot + 1) + studly(name.slice(dot + 1))
  return name.replace(/(?:^|_)[a-z]/g, (start) => start.toUpperCase()).replaceAll('_', '')
}

/**
 * Imitates the match of `(\w+)\|([^|]+)` on the rest of the path: a name is the word at the end of a segment,
 * and its value is the next segment.
 */
const parametersOf = (rest: readonly string[]): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>()
  for (let at = 0; at + 1 < rest.length; at++) {
    const name = lastWord(rest[at] ?? '')
    const value = rest[at + 1] ?? ''
    if (name === '' || value === '') continue
    parameters.set(name, stripTags(value))
    at++
  }
  return parameters
}

const lastWord = (segment: string): string => {
  let start = segment.length
  while (start > 0 && /\w/.test(segment.charAt(start - 1))) start--
  return segment.slice(start)
}
