import type { Operation } from '../../core/api.ts'
import type { Decoded } from '../../core/dialect.ts'
import { onceFor } from '../../core/on-need.ts'
import type { Field } from '../../core/schema.ts'
import type { WireRequest } from '../../core/wire.ts'
import { readingNotes } from './decode-notes.ts'
import { htmlSpecialChars, trim, type PhpArray, type PhpValue } from './php-value.ts'
import { bodyOf, postOf, queryOf, requestParameter, routeOf } from './request.ts'

/**
 * Reads the parameters of an action. Never reports issues, because PHP accepts any value. Refuses only an
 * array where the action uses the value as text.
 */
export const decode = (request: WireRequest, operation: Operation): Decoded => {
  const parameters = parametersOf(operation)
  const value: Record<string, unknown> = {}
  for (const parameter of parameters) {
    const sent = read(request, parameter)
    if (isUnprintable(parameter, sent, parameters)) return unprintable(parameter)
    const bound = bind(parameter, sent)
    if (bound !== undefined) value[parameter.field] = bound
  }
  return { kind: 'bound', value, issues: [], notes: readingNotes(request, parameters) }
}

/**
 * Whether the action uses an array as text. PHP's string functions throw for an array, so the action fails at
 * its first call of such a function (S).
 */
const isUnprintable = (
  { name, isMap, source }: Parameter,
  sent: PhpValue | undefined,
  parameters: readonly Parameter[],
): boolean =>
  sent !== undefined &&
  typeof sent !== 'string' &&
  sent.size > 0 &&
  source === 'post' &&
  !isMap &&
  !parameters.some((other) => other.isMap && other.name === name)

const unprintable = ({ name }: Parameter): Decoded => ({
  kind: 'refused',
  refusal: 'exception',
  issues: [],
  notes: [
    {
      kind: 'json-type-mismatch',
      message: `\`${name}\` is an array (an object or list in JSON, \`${name}[]\` in a form), and ShopXO uses it as text: PHP threw an exception; send a text.`,
      path: name,
      expected: 'string',
      actual: 'array',
    },
  ],
})

const read = (request: WireRequest, { source, name }: Parameter): PhpValue | undefined => {
  switch (source) {
    case 'constant':
      return requestParameter(request, name)
    case 'post':
      return postOf(request).get(name)
    case 'param':
      return anywhere(request, name)
  }
}

/**
 * Imitates `input()`: parameters of the route take precedence over those of the body, and these over those of
 * the query (S: Request::param).
 */
const anywhere = (request: WireRequest, name: string): PhpValue | undefined => {
  const route = routeOf(request)
  const given = route.kind === 'action' ? route.parameters.get(name) : undefined
  return given ?? bodyForVerb(request)?.get(name) ?? queryOf(request).get(name)
}

const bodyForVerb = (request: WireRequest): PhpArray | undefined => {
  if (request.method === 'POST') return postOf(request)
  return ['PUT', 'DELETE', 'PATCH'].includes(request.method) ? bodyOf(request).input : undefined
}

const bind = ({ isMap, source }: Parameter, value: PhpValue | undefined) => {
  if (value === undefined || isMap !== (typeof value !== 'string')) return undefined
  if (typeof value === 'string')
    return source === 'constant' ? trim(value) : htmlSpecialChars(value)
  return leavesOf(value)
}

/** Returns the strings at the first level of an array. No action uses deeper levels (I). */
const leavesOf = (array: PhpArray): Readonly<Record<string, string>> => {
  const leaves = Object.create(null) as Record<string, string>
  for (const [name, value] of array)
    if (typeof value === 'string') leaves[name] = htmlSpecialChars(value)
  return leaves
}

/**
 * The place where an action reads a parameter (docs/spec/shopxo.md#routes-and-request), derived from `from`
 * of its field. `constant`: `$_REQUEST` (query and form), trimmed but not filtered. `param`: `input()`, which
 * reads the route, the body and the query. `post`: the body.
 */
type Source = 'constant' | 'param' | 'post'

/** One parameter of an action. */
export interface Parameter {
  /** The name of the field in the request's shape. */
  readonly field: string
  /** The name in the request. */
  readonly name: string
  readonly source: Source
  /** Whether the field is a map. Maps are bound to arrays, and all other fields to strings. */
  readonly isMap: boolean
}

/** Returns the parameters that an operation reads. Compiled at the first request. */
const parametersOf = onceFor(({ request }: Operation): readonly Parameter[] =>
  Object.entries(request.fields).map(([field, described]) => ({
    field,
    name: described.clr ?? field,
    source: sourceOf(described),
    isMap: described.kind === 'map',
  })),
)

const sourceOf = ({ from = ['form', 'json'] }: Field): Source => {
  if (!from.includes('json')) return 'constant'
  return from.includes('query') ? 'param' : 'post'
}
