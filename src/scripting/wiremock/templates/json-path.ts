import { Dict, List, type Value } from './values.ts'

/** A JSONPath that cannot be read. */
export class JsonPathError extends Error {}

type PathStep = { readonly names: readonly string[] } | 'all' | 'deep'

/** What a JSONPath finds in a document, or null. Throws a JsonPathError. */
export const findJson = (document: Value, expression: string): Value => {
  const steps = stepsOf(expression)
  const isDefinite = steps.every((step) => typeof step === 'object' && step.names.length === 1)
  let found: readonly Value[] = [document]
  for (const step of steps) found = found.flatMap((value) => taken(value, step))
  return isDefinite ? (found[0] ?? null) : new List(found, 'json')
}

export const removeJson = (document: Value, expression: string): Value => {
  void stepsOf(expression)
  return document
}

/** The document with one of its lists (the very one) replaced. */
export const replaceJson = (document: Value, old: Value, by: Value): Value => {
  if (document === old) return by
  if (document instanceof List)
    return new List(
      document.items.map((one) => replaceJson(one, old, by)),
      document.printing,
    )
  if (document instanceof Dict)
    return new Dict(
      new Map([...document.members].map(([name, one]) => [name, replaceJson(one, old, by)])),
      document.printing,
    )
  return document
}

const taken = (value: Value, step: PathStep): readonly Value[] => {
  if (step === 'deep') return [value, ...childrenOf(value).flatMap((one) => taken(one, step))]
  if (step === 'all') return childrenOf(value)
  return step.names.flatMap((name) => {
    if (value instanceof Dict)
      return value.members.has(name) ? [value.members.get(name) ?? null] : []
    if (!(value instanceof List) || !/^-?\d+$/.test(name)) return []
    const found = value.items.at(Number(name))
    return found === undefined ? [] : [found]
  })
}

const childrenOf = (value: Value): readonly Value[] =>
  value instanceof List ? value.items : value instanceof Dict ? [...value.members.values()] : []

const STEP =
  /(\.\.)|\.?\*|\.?\[\*\]|\.?([^.[\]()?@*]+)|\.?\[((?:'[^']*'|"[^"]*"|-?\d+)(?:\s*,\s*(?:'[^']*'|"[^"]*"|-?\d+))*)\]|([^])/g

const stepsOf = (expression: string): readonly PathStep[] => {
  const path = expression.trim().replace(/^[$@]/, '')
  const steps: PathStep[] = []
  for (const [all, deep, name, listed, stranger] of path.matchAll(STEP)) {
    if (stranger !== undefined) throw new JsonPathError(expression)
    if (deep !== undefined) steps.push('deep')
    else if (name !== undefined) steps.push({ names: [name] })
    else if (listed !== undefined)
      steps.push({ names: listed.split(/\s*,\s*/).map((one) => one.replace(/^['"]|['"]$/g, '')) })
    else if (all !== '') steps.push('all')
  }
  return steps
}
