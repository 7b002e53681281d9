import { isJsonList, isJsonObject } from '../json/json-text.ts'
import type { Json, JsonObject } from '../json/read-json.ts'
import { spend } from '../matchers/budget.ts'
import { functions } from './functions.ts'
import { Incomparable } from './relations.ts'
import type { FilterScope } from './parse-filter.ts'
import { isDefinite, pathOf, type JsonPath, type PathToken } from './path-token.ts'

/** Thrown where a path that can lead to one value only leads nowhere. */
export class NotFound extends Error {}

interface Visit {
  readonly tokens: readonly PathToken[]
  readonly root: Json
  /** Whether all steps before a token lead to one value. */
  readonly definiteUpTo: readonly boolean[]
  /** A member that is missing is an error, not nothing. */
  readonly strict: boolean
  readonly found: Json[]
  /** Of a token that an item of a list was handed to behind `..`: the item's index. */
  readonly indexes: Map<number, number>
}

/**
 * What a path finds: one value where it is definite, else a list. Throws NotFound, and other errors
 * where Jayway fails; GivenUp where it takes too long.
 */
export const evaluatePath = (path: JsonPath, model: Json, root: Json, strict = false): Json => {
  const definiteUpTo = [true]
  for (const [index, token] of path.tokens.entries())
    definiteUpTo.push(
      definiteUpTo[index] === true && isDefinite(token, index === path.tokens.length - 1),
    )
  const { tokens } = path
  const visit: Visit = { tokens, root, definiteUpTo, strict, found: [], indexes: new Map() }
  step(visit, 0, model)
  if (!path.definite) return visit.found
  const last = visit.found.at(-1)
  if (last === undefined) throw new NotFound()
  return last
}

const step = (visit: Visit, at: number, model: Json): void => {
  spend()
  const token = visit.tokens[at]
  if (token === undefined) {
    visit.found.push(model)
    return
  }
  switch (token.kind) {
    case 'names': {
      names(visit, at, token.names, model)
      return
    }
    case 'wildcard':
      if (isJsonObject(model)) for (const name of Object.keys(model)) member(visit, at, name, model)
      else if (isJsonList(model))
        for (const [index] of model.entries()) item(visit, at, index, model)
      return
    case 'scan': {
      scan(visit, at + 1, model)
      return
    }
    case 'indexes':
      if (isList(visit, at, model)) for (const index of token.indexes) item(visit, at, index, model)
      return
    case 'slice':
      if (isList(visit, at, model)) slice(visit, at, token, model)
      return
    case 'filter': {
      filter(visit, at, token, model)
      return
    }
    case 'function':
      step(visit, at + 1, call(token, model, visit.root))
  }
}

const isUpstreamDefinite = ({ definiteUpTo }: Visit, at: number): boolean =>
  definiteUpTo[at] === true

const names = (visit: Visit, at: number, wanted: readonly string[], model: Json): void => {
  if (!isJsonObject(model)) {
    if (isUpstreamDefinite(visit, at)) throw new NotFound()
    return
  }
  const isLast = at === visit.tokens.length - 1
  if (wanted.length === 1 || !isLast) {
    for (const name of wanted) member(visit, at, name, model)
    return
  }
  const merged: Record<string, Json> = Object.create(null) as Record<string, Json>
  for (const name of wanted) {
    const value = Object.hasOwn(model, name) ? model[name] : undefined
    if (value !== undefined) merged[name] = value
    else if (visit.strict) throw new NotFound()
  }
  visit.found.push(merged)
}

const member = (visit: Visit, at: number, name: string, model: JsonObject): void => {
  const isLast = at === visit.tokens.length - 1
  const value = Object.hasOwn(model, name) ? model[name] : undefined
  if (value === undefined) {
    const mustBe = visit.strict || (!isLast && visit.definiteUpTo[at + 1] === true)
    if (mustBe) throw new NotFound()
    return
  }
  const index = visit.indexes.get(at)
  if (isLast && index !== undefined && !isIndex(visit.tokens.at(-2), index)) return
  step(visit, at + 1, value)
}

const isIndex = (token: PathToken | undefined, index: number): boolean =>
  token?.kind === 'indexes' && token.indexes.length === 1 && token.indexes[0] === index

const item = (visit: Visit, at: number, index: number, model: readonly Json[]): void => {
  const value = model[index < 0 ? model.length + index : index]
  if (value === undefined) return
  if (visit.tokens[at]?.kind !== 'wildcard') {
    step(visit, at + 1, value)
    return
  }
  try {
    step(visit, at + 1, value)
  } catch (error) {
    if (visit.strict || !(error instanceof NotFound)) throw error
  }
}

const isList = (visit: Visit, at: number, model: Json): model is readonly Json[] => {
  if (isJsonList(model)) return true
  if (isUpstreamDefinite(visit, at)) throw new NotFound()
  return false
}

const slice = (
  visit: Visit,
  at: number,
  { from, to }: Extract<PathToken, { kind: 'slice' }>,
  model: readonly Json[],
): void => {
  const { length } = model
  const fromEnd = (index: number) => (index < 0 ? length + index : index)
  // With both ends given, Jayway does not count from the end.
  const first = from === undefined ? 0 : to === undefined ? Math.max(0, fromEnd(from)) : from
  const last = to === undefined ? length : Math.min(length, from === undefined ? fromEnd(to) : to)
  for (let index = Math.max(first, -length); index < last; index++) item(visit, at, index, model)
}

type Filter = Extract<PathToken, { kind: 'filter' }>

const filter = (visit: Visit, at: number, token: Filter, model: Json): void => {
  if (isJsonObject(model)) {
    if (accepts(token, model, visit.root)) step(visit, at + 1, model)
  } else if (isJsonList(model)) {
    for (const [index, one] of model.entries())
      if (accepts(token, one, visit.root)) item(visit, at, index, model)
  } else if (isUpstreamDefinite(visit, at))
    throw new Error('a filter meets neither object nor list')
}

const accepts = ({ test }: Filter, model: Json, root: Json): boolean => {
  const scope: FilterScope = {
    find: (path) => {
      try {
        return evaluatePath(path, path.fromRoot ? root : model, root)
      } catch (error) {
        if (error instanceof NotFound) return undefined
        throw error
      }
    },
    exists: (path) => {
      try {
        evaluatePath(path, path.fromRoot ? root : model, root, true)
        return true
      } catch (error) {
        if (error instanceof NotFound) return false
        throw error
      }
    },
  }
  try {
    return test(scope)
  } catch (error) {
    if (error instanceof Incomparable) return false
    throw error
  }
}

/** Down through all that there is, the token behind `..` at each. */
const scan = (visit: Visit, at: number, model: Json): void => {
  spend()
  const token = visit.tokens[at]
  if (token === undefined) return
  if (isJsonObject(model)) {
    if (fits(token, model, visit)) step(visit, at, model)
    for (const name of Object.keys(model)) scan(visit, at, model[name] ?? null)
  } else if (isJsonList(model)) {
    if (fits(token, model, visit)) {
      if (at === visit.tokens.length - 1) step(visit, at, model)
      else
        for (const [index, one] of model.entries()) {
          visit.indexes.set(at + 1, index)
          step(visit, at + 1, one)
        }
    }
    for (const one of model) scan(visit, at, one)
  }
}

const fits = (token: PathToken, model: JsonObject | readonly Json[], visit: Visit): boolean => {
  switch (token.kind) {
    case 'names':
      return (
        isJsonObject(model) &&
        (!isDefinite(token, token === visit.tokens.at(-1)) ||
          token.names.every((name) => Object.hasOwn(model, name)))
      )
    case 'indexes':
    case 'slice':
      return isJsonList(model)
    case 'wildcard':
      return true
    case 'filter':
      return accepts(token, model, visit.root)
    default:
      return false
  }
}

const call = (
  { name, args }: Extract<PathToken, { kind: 'function' }>,
  model: Json,
  root: Json,
): Json => {
  const act = functions.get(name)
  if (act === undefined) throw new Error(`there is no function ${name}`)
  const [first] = args
  return act({
    model,
    args: args.map((one) => ('json' in one ? one.json : evaluatePath(one.path, root, root))),
    items: () => {
      if (first === undefined || !('path' in first)) return undefined
      const { path } = first
      const last = path.tokens.at(-1)
      if (last?.kind === 'scan') throw new Error('Jayway finds nothing behind .. alone')
      const isCall = last?.kind === 'function'
      const inner = isCall ? path : pathOf(path.fromRoot, [...path.tokens, { kind: 'wildcard' }])
      return evaluatePath(inner, model, model)
    },
  })
}
