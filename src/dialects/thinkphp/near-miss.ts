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
  const meant = nearest(asked, action, paths)
  return {
    kind: 'route-near-miss',
    message: `${why[refusal]?.(controller.toLowerCase(), shown(action)) ?? ''} ${meant === undefined ? `This mock serves ${paths.join(', ')}.` : `Probably \`${meant}\` was meant.`}`,
    path: 's',
    ...(meant !== undefined && { expected: meant }),
    actual: shown(asked),
  }
}

/** A route that ThinkPHP could not even read. */
export const noRoute = ({ message }: Extract<Route, { readonly kind: 'exception' }>): Note => ({
  kind: 'route-near-miss',
  message: `ThinkPHP threw \`${shown(message)}\` at this route: \`s\` is \`controller/action\`, the controller in letters, digits and \`_\`.`,
  path: 's',
})

const why: Readonly<Record<string, (controller: string, action: string) => string>> = {
  'controller-not-found': (controller) =>
    `The shop has no controller \`${shown(controller)}\`: it compares controllers with case, but for the first letter, and takes them from \`s\` or from what stands behind /api.php.`,
  'action-not-found': (controller, action) =>
    `The shop's \`${shown(controller)}\` has no action \`${action}\`: it compares actions without case, and takes off no ending but .html.`,
}

/** The action alone tells, too, unless it is the one that ThinkPHP itself put in. */
const nearest = (asked: string, action: string, paths: readonly string[]): string | undefined => {
  const whole = nearestName(asked, paths)
  if (whole !== undefined || action === 'index') return whole
  const alone = nearestName(action, paths.map(actionOf))
  return paths.find((path) => actionOf(path) === alone)
}

const actionOf = (path: string): string => path.slice(path.indexOf('/') + 1)

/** Routes come from clients: not all of one is fit for a note. */
const shown = (text: string): string =>
  (text.length > 64 ? `${text.slice(0, 64)}…` : text).replace(/\p{Surrogate}/gu, '')
