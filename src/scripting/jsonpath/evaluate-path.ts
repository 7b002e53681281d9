import { isJsonList, isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { spend } from '../matchers/budget.ts'
import { callFunction } from './functions.ts'
import { Incomparable } from './relations.ts'
import {
  NotFound,
  isDefinite,
  type Manner,
  type Place,
  type JsonPath,
  type PathToken,
} from './parse-path.ts'

interface Visit {
  readonly tokens: readonly PathToken[]
  readonly root: Json
  /** For each token, whether all steps before it lead to one value. */
  readonly definiteUpTo: readonly boolean[]
  readonly manner: Manner
  readonly found: Json[]
  /** The place of the current value; undefined for the document. */
  at: Place | undefined
  /** For each token that a scan (`..`) applied to an item of a list: the index of the item. */
  readonly indexes: Map<number, number>
}

/**
 * Evaluates a path. Returns one value if the path is definite, else a list. Throws NotFound, other errors
 * where Jayway fails, and GivenUp if it takes too long.
 */
export const evaluatePath = (
  path: JsonPath,
  model: Json,
  root: Json,
  manner: Manner = {},
): Json => {
  const definiteUpTo = [true]
  for (const [index, token] of path.tokens.entries())
    definiteUpTo.push(
      definiteUpTo[index] === true && isDefinite(token, index === path.tokens.length - 1),
    )
  const { tokens } = path
  const indexes = new Map<number, number>()
  const visit: Visit = { tokens, root, definiteUpTo, manner, found: [], at: undefined, indexes }
  step(visit, 0, model)
  // A caller that collects places gets none, and no error, if the path leads nowhere.
  if (!path.definite || manner.place !== undefined) return visit.found
  const last = visit.found.at(-1)
  if (last === undefined) throw new NotFound()
  return last
}

const step = (visit: Visit, at: number, model: Json): void => {
  spend()
  const token = visit.tokens[at]
  if (token === undefined) {
    visit.found.push(model)
    if (visit.at !== undefined) visit.manner.place?.(visit.at)
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
      visit.at = undefined
      step(
        visit,
        at + 1,
        callFunction(token, model, visit.root, innerOf(visit.manner), evaluatePath),
      )
  }
}

/** Stores the place of a value, if the caller collects places. */
const stand = (visit: Visit, parent: Place['parent'], key: Place['key']): void => {
  if (visit.manner.place !== undefined) visit.at = { parent, key }
}

/** Whether a filter accepts a value. */
const accepts = ({ test }: Filter, model: Json, { root, manner }: Visit): boolean => {
  const find = (path: JsonPath, how: Manner): Json =>
    evaluatePath(path, path.fromRoot ? root : model, root, how)
  try {
    return test({
      find: (path) => foundOr(undefined, () => find(path, innerOf(manner))),
      exists: (path) =>
        foundOr(false, () => {
          find(path, { strict: true })
          return true
        }),
    })
  } catch (error) {
    if (error instanceof Incomparable) return false
    throw error
  }
}

const foundOr = <T, N>(nothing: N, act: () => T): T | N => {
  try {
    return act()
  } catch (error) {
    if (error instanceof NotFound) return nothing
    throw error
  }
}

/** How a path within the path is followed: only the outer path collects places. */
const innerOf = ({ leafToNull = false }: Manner): Manner => (leafToNull ? leafNull : plain)
const leafNull: Manner = { leafToNull: true }
const plain: Manner = {}

const names = (visit: Visit, at: number, wanted: readonly string[], model: Json): void => {
  if (!isJsonObject(model)) {
    if (visit.definiteUpTo[at] === true) throw new NotFound()
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
    visit.manner.place?.({ parent: model, key: name })
    if (value !== undefined) merged[name] = value
    else if (visit.manner.leafToNull === true) merged[name] = null
    else if (visit.manner.strict === true) throw new NotFound()
  }
  visit.found.push(merged)
}

const member = (visit: Visit, at: number, name: string, model: JsonObject): void => {
  const isLast = at === visit.tokens.length - 1
  const { strict = false, leafToNull = false } = visit.manner
  const value = Object.hasOwn(model, name) ? model[name] : isLast && leafToNull ? null : undefined
  if (value === undefined) {
    const mustBe = strict || (!isLast && visit.definiteUpTo[at + 1] === true)
    if (mustBe) throw new NotFound()
    return
  }
  const index = visit.indexes.get(at)
  if (isLast && index !== undefined && !isIndex(visit.tokens.at(-2), index)) return
  stand(visit, model, name)
  step(visit, at + 1, value)
}

const isIndex = (token: PathToken | undefined, index: number): boolean =>
  token?.kind === 'indexes' && token.indexes.length === 1 && token.indexes[0] === index

const item = (visit: Visit, at: number, index: number, model: readonly Json[]): void => {
  const key = index < 0 ? model.length + index : index
  const value = model[key]
  if (value === undefined) return
  stand(visit, model, key)
  if (visit.tokens[at]?.kind !== 'wildcard') {
    step(visit, at + 1, value)
    return
  }
  try {
    step(visit, at + 1, value)
  } catch (error) {
    if (visit.manner.strict === true || !(error instanceof NotFound)) throw error
  }
}

const isList = (visit: Visit, at: number, model: Json): model is readonly Json[] => {
  if (isJsonList(model)) return true
  if (visit.definiteUpTo[at] === true) throw new NotFound()
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
  // If both ends are given, Jayway does not count from the end.
  const first = from === undefined ? 0 : to === undefined ? Math.max(0, fromEnd(from)) : from
  const last = to === undefined ? length : Math.min(length, from === undefined ? fromEnd(to) : to)
  for (let index = Math.max(first, -length); index < last; index++) item(visit, at, index, model)
}

type Filter = Extract<PathToken, { kind: 'filter' }>

const filter = (visit: Visit, at: number, token: Filter, model: Json): void => {
  if (isJsonObject(model)) {
    if (accepts(token, model, visit)) step(visit, at + 1, model)
  } else if (isJsonList(model)) {
    for (const [index, one] of model.entries())
      if (accepts(token, one, visit)) item(visit, at, index, model)
  } else if (visit.definiteUpTo[at] === true)
    throw new Error('a filter meets neither object nor list')
}

/** Applies the token after `..` to the value and to everything below it. */
const scan = (visit: Visit, at: number, model: Json): void => {
  spend()
  const token = visit.tokens[at]
  if (token === undefined) return
  if (isJsonObject(model)) {
    if (fits(token, model, visit)) step(visit, at, model)
    for (const name of Object.keys(model)) {
      stand(visit, model, name)
      scan(visit, at, model[name] ?? null)
    }
  } else if (isJsonList(model)) {
    if (fits(token, model, visit)) {
      if (at === visit.tokens.length - 1) step(visit, at, model)
      else
        for (const [index, one] of model.entries()) {
          visit.indexes.set(at + 1, index)
          stand(visit, model, index)
          step(visit, at + 1, one)
        }
    }
    for (const [key, one] of model.entries()) {
      stand(visit, model, key)
      scan(visit, at, one)
    }
  }
}

const fits = (token: PathToken, model: JsonObject | readonly Json[], visit: Visit): boolean => {
  switch (token.kind) {
    case 'names':
      return (
        isJsonObject(model) &&
        (!isDefinite(token, token === visit.tokens.at(-1)) ||
          (visit.manner.leafToNull === true && token === visit.tokens.at(-1)) ||
          token.names.every((name) => Object.hasOwn(model, name)))
      )
    case 'indexes':
    case 'slice':
      return isJsonList(model)
    case 'wildcard':
      return true
    case 'filter':
      return accepts(token, model, visit)
    default:
      return false
  }
}
