import type { Api } from '../../core/api.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { Call } from '../../core/pipeline.ts'

/** What a dialect says that knows its own API's paths only. */
const vague = new Set(['route-unknown', 'route-not-matched'])

/** The path of another API that was probably meant, where the dialect that answered had no better word. */
export const nameNearestRoute = (call: Call, apis: readonly Api[]): void => {
  const { notes } = call.trace
  const at = notes.findIndex(({ kind }) => vague.has(kind))
  if (at < 0) return
  const { path } = call.request
  const note =
    otherScript(path) ??
    nearestRoute(path, apis) ??
    (notes[at]?.kind === 'route-not-matched' ? listed(path, apis) : undefined)
  if (note !== undefined) notes[at] = note
}

/** ShopXO's pages have other scripts than its API. */
const otherScript = (path: string): Note | undefined =>
  /^\/(?:index|admin|public\/(?:index|api))\.php(?:\/|$)/i.test(path)
    ? {
        kind: 'route-near-miss',
        message: `\`${path.slice(0, 64)}\` is no path of any API: ShopXO answers its clients at \`/api.php\` and the server found no handler here; did you mean \`/api.php?s=user/appminiuserauth\`?`,
        expected: '/api.php',
        actual: path.slice(0, 64),
      }
    : undefined

/** Where nothing is near: the five logins. */
const listed = (path: string, apis: readonly Api[]): Note | undefined => {
  const logins = apis.flatMap(({ operations: [first] }) =>
    first?.beyondDocument === undefined && first !== undefined
      ? [first.example().target.split('&')[0] ?? '']
      : [],
  )
  return logins.length < 2
    ? undefined
    : {
        kind: 'route-not-matched',
        message: `\`${path.slice(0, 64)}\` is no path of any API: the server found no handler and answered 404; the logins are ${logins.map((one) => `POST ${one.split(/\?(?!s=)/)[0] ?? ''}`).join(', ')}.`,
        actual: path.slice(0, 64),
      }
}

const nearestRoute = (path: string, apis: readonly Api[]): Note | undefined => {
  const asked = path.replace(/^\/+|\/+$/g, '')
  const paths = apis.flatMap(({ operations }) => operations.map((one) => one.path))
  const meant = nearestName(asked, paths) ?? endingLike(asked, paths)
  if (meant === undefined) return undefined
  const shown = meant === asked ? path : `/${asked}`
  return {
    kind: 'route-near-miss',
    message: `\`${shown}\` is no path of any API: the server found no handler and answered 404; did you mean \`/${meant}\`?`,
    expected: `/${meant}`,
    actual: shown,
  }
}

/** A path whose last segment is right is a path, however much stands wrong before it. */
const endingLike = (asked: string, paths: readonly string[]): string | undefined => {
  const last = nameOf(asked).toLowerCase()
  return last.length < 6 ? undefined : paths.find((path) => nameOf(path).toLowerCase() === last)
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
