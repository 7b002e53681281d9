import type { Operation } from '../../core/api.ts'
import type { Decoded } from '../../core/dialect.ts'
import { onceFor } from '../../core/on-need.ts'
import type { Field } from '../../core/schema.ts'
import type { WireRequest } from '../../core/wire.ts'
import { readingNotes } from './decode-notes.ts'
import { htmlSpecialChars, trim, type PhpArray, type PhpValue } from './php-value.ts'
import { bodyOf, postOf, queryOf, requestParameter, routeOf } from './request.ts'

/** Never refuses, never has issues: PHP takes what there is. */
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

/** An array where an action wants text: PHP's functions for text throw, whichever is the first to be called (S). */
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

/** `input()`: the route's parameters beat the body's, and those the query's (S: Request::param). */
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

/** The texts right inside an array; what nests deeper is of no use to any action (I). */
const leavesOf = (array: PhpArray): Readonly<Record<string, string>> => {
  const leaves = Object.create(null) as Record<string, string>
  for (const [name, value] of array)
    if (typeof value === 'string') leaves[name] = htmlSpecialChars(value)
  return leaves
}

/**
 * Where an action finds a parameter (docs/spec/shopxo.md#routes-and-request); `from` of its field
 * says it. `constant`: `$_REQUEST`, raw but trimmed (query and form). `param`: `input()`, anywhere.
 * `post`: the body.
 */
type Source = 'constant' | 'param' | 'post'

/** One parameter of an action. */
export interface Parameter {
  /** In the request's shape. */
  readonly field: string
  /** On the wire. */
  readonly name: string
  readonly source: Source
  /** An array is bound by the maps of that name, anything else by the strings. */
  readonly isMap: boolean
}

/** What an operation reads, compiled on first sight. */
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
