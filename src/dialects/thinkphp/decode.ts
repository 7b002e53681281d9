import type { Operation } from '../../core/api.ts'
import type { Decoded } from '../../core/dialect.ts'
import type { WireRequest } from '../../core/wire.ts'
import { SCRIPT } from './claims.ts'
import { readingNotes } from './decode-notes.ts'
import { htmlSpecialChars } from './html-special-chars.ts'
import { parametersOf, type Parameter } from './parameters.ts'
import { trim, type PhpArray, type PhpValue } from './php-value.ts'
import { routeOf } from './route.ts'
import { bodyOf, postOf, queryOf, requestParameter } from './superglobals.ts'

/** Never refuses, never has issues: PHP takes what there is. */
export const decode = (request: WireRequest, operation: Operation): Decoded => {
  const parameters = parametersOf(operation)
  const value: Record<string, unknown> = {}
  for (const parameter of parameters) {
    const bound = bind(parameter, read(request, parameter))
    if (bound !== undefined) value[parameter.field] = bound
  }
  return { kind: 'bound', value, issues: [], notes: readingNotes(request, parameters) }
}

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
  const route = routeOf(request, SCRIPT)
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
