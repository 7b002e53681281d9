import { nearestName } from '../../core/nearest-name.ts'
import type { Note } from '../../core/note.ts'
import type { WireRequest } from '../../core/wire.ts'
import { bodyNotes, looksLikeJson, shown } from './body-notes.ts'
import type { Parameter } from './parameters.ts'
import type { PhpArray } from './php-value.ts'
import { bodyOf, postOf, queryOf } from './superglobals.ts'

/** Every ShopXO client sends these in the query; the second line only later ones (S). */
const common = [
  ...['s', 'application', 'application_client_type', 'token', 'ajax', 'uuid'],
  ...[
    'application_client_brand',
    'system_type',
    'lang',
    'theme',
    'referrer',
    'user_lng',
    'user_lat',
  ],
]

/** Notes are for people: the first few of a kind do. */
const MOST = 8

/** What PHP did not read of this request, and said nothing about. */
export const readingNotes = (
  request: WireRequest,
  parameters: readonly Parameter[],
): readonly Note[] => {
  const names = [...new Set(parameters.map(({ name }) => name))]
  const known = [...new Set([...names, ...common])]
  return [
    ...bodyNotes(request),
    ...parameters.flatMap((parameter) => misplaced(request, parameter) ?? []),
    ...unknown(namesOfBody(request), known, names),
    ...unknown(queryOf(request).keys(), known),
  ]
}

/** Sent, but where this parameter is not looked for. */
const misplaced = (request: WireRequest, { name, source, isMap }: Parameter): Note | undefined => {
  if (isMap || source === 'param') return undefined
  const [right, wrong] =
    source === 'post'
      ? [[postOf(request)], [queryOf(request)]]
      : [[queryOf(request), bodyOf(request).post], [bodyOf(request).input]]
  if (right.some((place) => place.has(name)) || !wrong.some((place) => place.has(name)))
    return undefined
  const [expected, actual] = source === 'post' ? ['body', 'query'] : ['query', 'JSON body']
  return {
    kind: 'parameter-in-wrong-place',
    message:
      source === 'post'
        ? `Query parameter \`${name}\` is ignored: ShopXO reads it from the body; send it there, as JSON or a form.`
        : `\`${name}\` in the JSON body is ignored: ShopXO reads it from the query or a form; send it there.`,
    path: name,
    expected,
    actual,
  }
}

const namesOfBody = (request: WireRequest): Iterable<string> => {
  const { json } = bodyOf(request)
  if (json?.kind === 'array' && json.isList) return []
  const post: PhpArray = postOf(request)
  return looksLikeJson(request.body) && json === undefined ? [] : post.keys()
}

/** `code` for `authcode`: all of the name that is read but its beginning. */
const longerName = (name: string, known: readonly string[]): string | undefined =>
  name.length < 4
    ? undefined
    : known.find((one) => one.endsWith(name.replace(/^.*_/, '').toLowerCase()) && one.length > 4)

/** `reads`: to be told where no known name is near; without it such a name is nothing to speak of. */
const unknown = (
  names: Iterable<string>,
  known: readonly string[],
  reads?: readonly string[],
): Note[] => {
  const notes: Note[] = []
  let looked = 0
  for (const name of names) {
    if (known.includes(name)) continue
    if (++looked > MOST) break
    const near = nearestName(name, known) ?? longerName(name, known)
    if (near === undefined && reads === undefined) continue
    const hint =
      near === undefined ? `it reads ${reads?.join(', ') ?? ''}.` : `did you mean \`${near}\`?`
    notes.push({
      kind: 'unknown-field',
      message: `\`${shown(name)}\` is no parameter of this action: ShopXO ignored it; ${hint}`,
      path: shown(name),
      ...(near !== undefined && { expected: near }),
      actual: shown(name),
    })
  }
  return notes
}
