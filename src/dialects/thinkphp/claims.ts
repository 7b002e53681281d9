import type { Api, Operation } from '../../core/api.ts'
import { Rank, type Claim } from '../../core/dialect.ts'
import type { WireRequest } from '../../core/wire.ts'
import { nearMiss, noRoute } from './near-miss.ts'
import { routeOf, type Route } from './route.ts'
import { turnedByNginx } from '../shared/nginx-admission.ts'
import { nginxUri } from '../shared/nginx-uri.ts'

/** The front controller. */
export const SCRIPT = '/api.php'

/** Answered before any route is looked at; no row of the case table. */
export const OPTIONS = 'options'

/** `user/appminiuserauth` as a route: controllers in StudlyCase, actions in lower case. */
interface Routes {
  readonly actions: ReadonlyMap<string, ReadonlyMap<string, Operation>>
  /** Controllers the site has. */
  readonly controllers: ReadonlySet<string>
  /** First path segments that are taken without the script, too: those a document gives so (I). */
  readonly bare: ReadonlySet<string>
  /** As the operations spell them. */
  readonly paths: readonly string[]
}

export const claimsOf = (
  api: Api,
  otherControllers: readonly string[],
): ((request: WireRequest) => Claim | undefined) => {
  const routes = compile(api, otherControllers)
  return (request) => {
    if (!isOurs(routes, nginxUri(request.path) ?? request.path)) return undefined
    const turned = turnedByNginx(request)
    if (turned !== undefined)
      return { rank: Rank.stack, refusal: turned.refusal, notes: [turned.note] }
    return claim(routes, routeOf(request, SCRIPT), methodOf(request) === 'OPTIONS')
  }
}

const compile = (api: Api, otherControllers: readonly string[]): Routes => {
  const actions = new Map<string, Map<string, Operation>>()
  const bare = new Set<string>()
  for (const operation of api.operations) {
    const [controller = '', action = ''] = operation.path.split('/')
    const name = capital(controller)
    const known = actions.get(name) ?? new Map<string, Operation>()
    actions.set(name, known.set(action.toLowerCase(), operation))
    if (operation.beyondDocument !== true) bare.add(name)
  }
  return {
    actions,
    bare,
    controllers: new Set([...actions.keys(), ...otherControllers]),
    paths: api.operations.map(({ path }) => path),
  }
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const isOurs = ({ bare }: Routes, path: string): boolean => {
  if (path.startsWith(SCRIPT))
    return path.length === SCRIPT.length || path.charAt(SCRIPT.length) === '/'
  const end = path.indexOf('/', 1)
  return end > 0 && bare.has(capital(path.slice(1, end)))
}

/** ThinkPHP believes X-HTTP-Method-Override (S). */
const methodOf = ({ method, headers }: WireRequest): string =>
  headers['x-http-method-override']?.toUpperCase() ?? method

const claim = (routes: Routes, route: Route, isOptions: boolean): Claim => {
  if (isOptions) {
    const operation = route.kind === 'action' ? operationOf(routes, route) : undefined
    const rank = operation === undefined ? Rank.stack : Rank.api
    return { rank, refusal: OPTIONS, ...(operation && { operation }) }
  }
  if (route.kind === 'exception')
    return { rank: Rank.stack, refusal: 'exception', notes: [noRoute(route)] }
  const operation = operationOf(routes, route)
  if (operation !== undefined) return { rank: Rank.api, operation }
  const refusal = routes.controllers.has(route.controller)
    ? 'action-not-found'
    : 'controller-not-found'
  return { rank: Rank.stack, refusal, notes: [nearMiss(route, refusal, routes.paths)] }
}

type Action = Extract<Route, { kind: 'action' }>

const operationOf = (routes: Routes, { controller, action }: Action): Operation | undefined =>
  routes.actions.get(controller)?.get(action.toLowerCase())
