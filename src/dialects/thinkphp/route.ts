import type { WireRequest } from '../../core/wire.ts'
import { nginxUri } from '../shared/nginx-uri.ts'
import { fromByteChars, stripTags, toByteChars, type PhpValue } from './php-value.ts'
import { queryOf } from './superglobals.ts'

/** Where ThinkPHP's default routing sends a request. */
export type Route =
  | {
      readonly kind: 'action'
      /** StudlyCase, as the class would be called. */
      readonly controller: string
      /** As given; methods compare without case. */
      readonly action: string
      /** What follows, pair by pair. */
      readonly parameters: ReadonlyMap<string, string>
    }
  | { readonly kind: 'exception'; readonly message: string; readonly status: number }

const routes = new WeakMap<WireRequest, Route>()

/** Read once; `script` is the front controller's path. */
export const routeOf = (request: WireRequest, script: string): Route => {
  let route = routes.get(request)
  if (route === undefined) {
    route = parse(pathInfoOf(request, script))
    routes.set(request, route)
  }
  return route
}

/** `s` wins, then what stands behind the script, then the path itself (R: `api.php` as a controller). */
const pathInfoOf = (request: WireRequest, script: string): PhpValue => {
  const s = queryOf(request).get('s')
  if (s !== undefined) return s
  // As nginx hands it on: decoded, `//` as one slash.
  const path = nginxUri(request.path) ?? request.path
  const info = path.startsWith(`${script}/`) ? path.slice(script.length) : path
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

/** `Str::studly` behind the last dot: `user` -> `User`, `USER` stays, `user_x` -> `UserX`. */
const studly = (name: string): string => {
  const dot = name.lastIndexOf('.')
  if (dot > 0) return name.slice(0, dot + 1) + studly(name.slice(dot + 1))
  return name.replace(/(?:^|_)[a-z]/g, (start) => start.toUpperCase()).replaceAll('_', '')
}

/** `(\w+)\|([^|]+)` over the rest: a name is the word that a segment ends with, a value the next one. */
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
