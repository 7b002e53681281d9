import type { Api, Operation } from '../../core/api.ts'
import { Rank, type Claim } from '../../core/dialect.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { nginxUri, turnedByNginx } from '../shared/nginx-admission.ts'
import { shown } from './php-value.ts'
import { routeOf, SCRIPT, type Route } from './request.ts'

/** The refusal for OPTIONS requests. ThinkPHP answers them before routing. It is no row of the case table. */
export const OPTIONS = 'options'

/**
 * The routes of an API, such as `user/appminiuserauth`. Controllers are in StudlyCase, actions in lower case.
 */
interface Routes {
  readonly actions: ReadonlyMap<string, ReadonlyMap<string, Operation>>
  /** All controllers of the site, including those without operations. */
  readonly controllers: ReadonlySet<string>
  /**
   * Controllers that are also served at paths without the script, because a document gives such a path (I).
   */
  readonly bare: ReadonlySet<string>
  /** The paths as the operations spell them. */
  readonly paths: readonly string[]
}

/**
 * Compiles the routes of an API into its claims. A request belongs to the shop if its path is below /api.php
 * or is a path without the script that a document gives.
 */
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
    return claim(routes, routeOf(request), methodOf(request) === 'OPTIONS')
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

/** ThinkPHP takes the method from X-HTTP-Method-Override, if that header is present (S). */
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

/** Returns a note that says why no operation has this route, and which route was probably meant. */
const nearMiss = (
  { controller, action }: Action,
  refusal: string,
  paths: readonly string[],
): Note => {
  const asked = `${controller.toLowerCase()}/${action}`
  const meant = behindApi({ controller, action }, paths) ?? nearest(asked, action, paths)
  const hint =
    meant === undefined ? `this mock serves ${paths.join(', ')}.` : `did you mean \`${meant}\`?`
  return {
    kind: 'route-near-miss',
    message: `${why[refusal]?.(shown(controller), shown(action)) ?? ''}; ${hint}`,
    path: 's',
    ...(meant !== undefined && { expected: meant }),
    actual: shown(`${controller}/${action}`),
  }
}

/** Returns a note about a route that ThinkPHP cannot parse. */
const noRoute = ({ message }: Extract<Route, { readonly kind: 'exception' }>): Note => ({
  kind: 'route-near-miss',
  message: `\`s\` is no route: ThinkPHP threw \`${shown(message)}\`; send \`controller/action\`, the controller in letters, digits and \`_\`.`,
  path: 's',
})

const why: Readonly<Record<string, (controller: string, action: string) => string>> = {
  'controller-not-found': (controller) =>
    `The shop has no controller class \`${controller}\`: ThinkPHP takes it from \`s\` or from what stands behind /api.php, and changes the case of the first letter only`,
  'action-not-found': (controller, action) =>
    `The shop's controller \`${controller}\` has no action \`${action}\`: ThinkPHP compares actions without case, and takes off no ending but .html`,
}

/**
 * Returns the operation path nearest to the route. Compares the action alone if the whole route matches none,
 * unless the action is ThinkPHP's default `index`.
 */
const nearest = (asked: string, action: string, paths: readonly string[]): string | undefined => {
  const whole = nearestName(asked, paths)
  if (whole !== undefined || action === 'index') return whole
  const alone = nearestName(action, paths.map(actionOf))
  return (
    paths.find((path) => actionOf(path) === alone) ??
    paths.find((path) => sharedEnd(actionOf(path), action.toLowerCase()) >= LONG_END)
  )
}

/**
 * The shortest common ending that counts as similar: `wechatuserauth`, the name in earlier versions, and
 * `appminiuserauth` both end in `userauth`.
 */
const LONG_END = 8

const sharedEnd = (a: string, b: string): number => {
  let length = 0
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++
  return length
}

/**
 * Handles `api/user/appminiuserauth`, where the client wrote the name of the script in the place of the
 * controller.
 */
const behindApi = (
  { controller, action }: Pick<Action, 'controller' | 'action'>,
  paths: readonly string[],
): string | undefined =>
  /^(?:api|index\.php|api\.php)$/i.test(controller)
    ? paths.find((path) => path.startsWith(`${action.toLowerCase()}/`))
    : undefined

const actionOf = (path: string): string => path.slice(path.indexOf('/') + 1)
