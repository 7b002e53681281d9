import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { Route } from './route.ts'

type Action = Extract<Route, { readonly kind: 'action' }>

/** Why a route led nowhere, and where it was probably meant to lead. */
export const nearMiss = (
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

/** A route that ThinkPHP could not even read. */
export const noRoute = ({ message }: Extract<Route, { readonly kind: 'exception' }>): Note => ({
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

/** The action alone tells, too, unless it is the one that ThinkPHP itself put in. */
const nearest = (asked: string, action: string, paths: readonly string[]): string | undefined => {
  const whole = nearestName(asked, paths)
  if (whole !== undefined || action === 'index') return whole
  const alone = nearestName(action, paths.map(actionOf))
  return (
    paths.find((path) => actionOf(path) === alone) ??
    paths.find((path) => sharedEnd(actionOf(path), action.toLowerCase()) >= LONG_END)
  )
}

/** `wechatuserauth`, as earlier versions called it, ends as `appminiuserauth` does. */
const LONG_END = 8

const sharedEnd = (a: string, b: string): number => {
  let length = 0
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++
  return length
}

/** `api/user/appminiuserauth`: the name of the script where the controller belongs. */
const behindApi = (
  { controller, action }: Pick<Action, 'controller' | 'action'>,
  paths: readonly string[],
): string | undefined =>
  /^(?:api|index\.php|api\.php)$/i.test(controller)
    ? paths.find((path) => path.startsWith(`${action.toLowerCase()}/`))
    : undefined

const actionOf = (path: string): string => path.slice(path.indexOf('/') + 1)

/** Routes come from clients: not all of one is fit for a note. */
const shown = (text: string): string =>
  (text.length > 64 ? `${text.slice(0, 64)}…` : text).replace(/\p{Surrogate}/gu, '')
