import type { Api, Operation } from '../../core/api.ts'
import { clip } from '../../core/clip.ts'
import { Rank, type Claim } from '../../core/dialect.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import { remember } from '../../core/on-need.ts'
import type { WireRequest } from '../../core/wire.ts'
import { mvcKey, queryPairs } from './form/form-pairs.ts'
import { encodedNote, turnedByHead, turnedByPath } from './front.ts'
import { routePath } from './request-uri.ts'

/** The server that answers a path that no route matches: IIS itself, or Web API in a host of its own. */
export type Host = 'iis' | 'self'

/** Operations by controller and then by action. Both names are in lower case. */
type Routes = ReadonlyMap<string, ReadonlyMap<string, Operation>>

interface Resolved {
  readonly claim: Claim
  /** The operation whose controller and action the path names. */
  readonly operation?: Operation
  /** Whether HTTP.sys or ASP.NET refused the path before Web API saw it. */
  readonly isTurned?: boolean
}

/**
 * Compiles an API's routes into a function that claims requests. A 404 comes before a 405, and both
 * come before the body is read (docs/spec/aspnet-webapi.md#routing-and-methods). Between the two, Web
 * API reads the names of the query, which may throw (S).
 */
export const compileClaims = (api: Api, host: Host): ((request: WireRequest) => Claim) => {
  const routes = compileRoutes(api.operations)
  const resolve = remember((path) => resolveUnder(path, routes, host))
  return (request) => {
    const { method, path, query } = request
    const resolved = resolve(path)
    const turned = host === 'iis' && resolved.isTurned !== true ? turnedByHead(request) : undefined
    // On a path that no API has, the mock stands for any server, and most servers accept a POST without
    // a length.
    if (turned?.refusal === 'length-required' && resolved.claim.rank === Rank.nobody)
      return resolved.claim
    if (turned !== undefined) return { rank: resolved.claim.rank, ...turned }
    const { operation } = resolved
    const claim = host === 'iis' ? withNote(resolved.claim, encodedNote(request)) : resolved.claim
    if (operation === undefined) return claim
    if (hasUnclosedKey(query)) return unclosedKey(operation)
    if (operation.method === method) return claim
    const verb = verbOf(method)
    return operation.method === verb ? claim : wrongVerb(operation, verb)
  }
}

const withNote = (claim: Claim, note: Note | undefined): Claim =>
  note === undefined ? claim : { ...claim, notes: [...(claim.notes ?? []), note] }

/** IIS and ASP.NET check the path before it is routed, and routing takes `//` as one slash. */
const resolveUnder = (path: string, routes: Routes, host: Host): Resolved => {
  if (host === 'self') return resolvePath(path, routes, host)
  const resolved = resolvePath(path.replace(/\/{2,}/g, '/'), routes, host)
  const turned = turnedByPath(path)
  return turned === undefined
    ? resolved
    : { claim: { rank: resolved.claim.rank, ...turned }, isTurned: true }
}

const compileRoutes = (operations: readonly Operation[]): Routes => {
  const routes = new Map<string, Map<string, Operation>>()
  for (const operation of operations) {
    const values = matchRoute(`/${operation.path}`)
    if (values === undefined)
      throw new Error(`${operation.path} is no api/{controller}/{action}: change the path.`)
    const controller = values.controller.toLowerCase()
    const actions = routes.get(controller) ?? new Map<string, Operation>()
    routes.set(controller, actions.set(values.action.toLowerCase(), operation))
  }
  return routes
}

const resolvePath = (path: string, routes: Routes, host: Host): Resolved => {
  const values = matchRoute(path)
  if (values === undefined) return unrouted(path, host)
  const { controller, action } = values
  const actions = routes.get(controller.toLowerCase())
  if (actions === undefined) {
    const known = [...routes.values()].map(controllerOf)
    return notFound(Rank.stack, nameNote(controller, 'controller here', known))
  }
  const operation = actions.get(action.toLowerCase())
  if (operation !== undefined) return { claim: { rank: Rank.api, operation }, operation }
  const known = [...actions.values()].map(actionOf)
  return notFound(Rank.api, nameNote(action, `action of ${controllerOf(actions)}`, known))
}

const notFound = (rank: Claim['rank'], note: Note): Resolved => ({
  claim: { rank, refusal: 'not-found', notes: [note] },
})

/**
 * Under IIS the application answers paths below /api/, and IIS answers all other paths
 * (docs/spec/control.md#who-answers-what).
 */
const unrouted = (path: string, host: Host): Resolved => {
  const note: Note = {
    kind: 'route-not-matched',
    message: `\`${clip(path)}\` does not match the route api/{controller}/{action}/{id}: the server answered 404; send a path of that form.`,
  }
  if (host === 'self' || routePath(path).toLowerCase().startsWith('/api/'))
    return notFound(Rank.stack, note)
  return { claim: { rank: Rank.nobody, refusal: 'no-route', notes: [note] } }
}

/**
 * Whether a name in the query has an unclosed bracket. The action selector reads all names of a query,
 * even those that the action does not use.
 */
const hasUnclosedKey = (query: string): boolean =>
  /\[|%5b/i.test(query) && queryPairs(query).some(([name]) => mvcKey(name) === undefined)

const unclosedKey = (operation: Operation): Claim => ({
  rank: Rank.api,
  operation,
  refusal: 'server-error',
  notes: [
    {
      kind: 'query-syntax',
      message:
        'A name in the query has a `[` without its `]`: Web API threw while it chose the action and answered 500; escape it or close it.',
    },
  ],
})

const wrongVerb = (operation: Operation, method: string): Claim => ({
  rank: Rank.api,
  operation,
  refusal: 'method-not-allowed',
  notes: [
    {
      kind: 'verb-not-allowed',
      message: `${clip(method)} reaches no action: Web API takes \`${operation.path}\` by ${operation.method} only and answered 405; send ${operation.method}.`,
      expected: operation.method,
      actual: clip(method),
    },
  ],
})

const nameNote = (name: string, what: string, known: readonly string[]): Note => {
  const meant = nearestName(name, known)
  const actual = clip(name)
  if (meant === undefined)
    return {
      kind: 'route-unknown',
      message: `\`${actual}\` is no ${what}: Web API answered 404; there is ${known.join(', ')}.`,
      actual,
    }
  return {
    kind: 'route-near-miss',
    message: `\`${actual}\` is no ${what}: Web API answered 404; did you mean \`${meant}\`?`,
    expected: meant,
    actual,
  }
}

const controllerOf = (actions: ReadonlyMap<string, Operation>): string => {
  const [operation] = actions.values()
  return operation?.path.split('/')[1] ?? ''
}

const actionOf = (operation: Operation): string => operation.path.split('/')[2] ?? ''

/** The values that the route reads from a path. */
interface RouteValues {
  readonly controller: string
  readonly action: string
}

/**
 * Matches a path against `api/{controller}/{action}/{id}`, in which the id is optional, as
 * HttpParsedRoute does: segments and separators are matched one by one, and any number of separators
 * may follow (docs/spec/aspnet-webapi.md#routing-and-methods, S).
 */
const matchRoute = (path: string): RouteValues | undefined => {
  const parts = splitPath(routePath(path))
  const [api, , controller, , action] = parts
  if (api?.toLowerCase() !== 'api' || controller === undefined || action === undefined)
    return undefined
  // Separators are expected at the indexes 1, 3, 5 and from 7 on. Index 6 is the optional id.
  const isMatch = parts.every(
    (part, index) => part === '/' || !(index === 1 || index === 3 || index === 5 || index >= 7),
  )
  return isMatch ? { controller, action } : undefined
}

/** Splits `/api//x` into `api`, `/`, `/` and `x`: no part is empty, and every slash is a part of its own. */
const splitPath = (path: string): readonly string[] =>
  path
    .slice(path.startsWith('//') ? 2 : 1)
    .split(/(\/)/)
    .filter((part) => part !== '')

const KNOWN = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'])

/** Returns the verb as Web API knows it: a standard verb in upper case, any other verb as sent (S). */
export const verbOf = (method: string): string => {
  const upper = method.toUpperCase()
  return KNOWN.has(upper) ? upper : method
}
