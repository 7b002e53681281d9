import { routePath } from './uri/request-path.ts'

/** What the route found in a path. */
export interface RouteValues {
  readonly controller: string
  readonly action: string
}

/**
 * Matches `api/{controller}/{action}/{id}`, the last one optional, as HttpParsedRoute does:
 * segments and separators are matched one by one, and any number of separators may follow
 * (docs/spec/aspnet-webapi.md#routing-and-methods, S).
 */
export const matchRoute = (path: string): RouteValues | undefined => {
  const parts = splitPath(routePath(path))
  const [api, , controller, , action] = parts
  if (api?.toLowerCase() !== 'api' || controller === undefined || action === undefined)
    return undefined
  // Separators are expected at 1, 3, 5 and from 7 on; 6 is the optional id.
  const isMatch = parts.every(
    (part, index) => part === '/' || !(index === 1 || index === 3 || index === 5 || index >= 7),
  )
  return isMatch ? { controller, action } : undefined
}

/** `/api//x` -> `api`, `/`, `/`, `x`: no part is empty, every slash is one. */
const splitPath = (path: string): readonly string[] =>
  path
    .slice(path.startsWith('//') ? 2 : 1)
    .split(/(\/)/)
    .filter((part) => part !== '')
