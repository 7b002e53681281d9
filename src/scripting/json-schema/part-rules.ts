import { isJsonList, isJsonObject } from '../json/json.ts'
import { regexFinder } from './regex-finder.ts'
import type { Rule, Test } from './schema-rule.ts'
import { count, named, texts, wrong } from './value-rules.ts'

export const properties: Rule = (operand, _schema, reader) => {
  const tests = named(operand, 'properties', reader)
  return (value) =>
    !isJsonObject(value) ||
    tests.every(([name, test]) => !Object.hasOwn(value, name) || test(value[name] ?? null))
}

export const patternProperties: Rule = (operand, _schema, reader) => {
  const tests = named(operand, 'patternProperties', reader).map(
    ([source, test]) => [regexFinder(source), test] as const,
  )
  return (value) =>
    !isJsonObject(value) ||
    Object.keys(value).every((name) =>
      tests.every(([finds, test]) => !finds(name) || test(value[name] ?? null)),
    )
}

export const additionalProperties: Rule = (operand, schema, reader) => {
  const test = reader.read(operand)
  const { properties: known, patternProperties: patterns } = schema
  const names = new Set(isJsonObject(known) ? Object.keys(known) : [])
  const finders = (isJsonObject(patterns) ? Object.keys(patterns) : []).map(regexFinder)
  return (value) =>
    !isJsonObject(value) ||
    Object.keys(value).every(
      (name) =>
        names.has(name) || finders.some((finds) => finds(name)) || test(value[name] ?? null),
    )
}

export const dependencies: Rule = (operand, _schema, { read }) => {
  if (!isJsonObject(operand)) return wrong('dependencies', 'an object')
  const tests = Object.keys(operand).map((name): readonly [string, Test] => {
    const one = operand[name] ?? null
    if (!isJsonList(one)) return [name, read(one)]
    const needed = texts(one, 'dependencies')
    return [
      name,
      (value) => isJsonObject(value) && needed.every((each) => Object.hasOwn(value, each)),
    ]
  })
  return (value) =>
    !isJsonObject(value) ||
    tests.every(([name, test]) => !Object.hasOwn(value, name) || test(value))
}

/** A list of schemas for the first items, and one for those after them. */
export const tuple =
  (first: readonly Test[], rest: Test | undefined): Test =>
  (value) =>
    !isJsonList(value) ||
    value.every(
      (one, at) =>
        first[at]?.(one) ?? (first[at] === undefined && rest !== undefined ? rest(one) : true),
    )

export const items: Rule = (operand, schema, { read, version }) => {
  if (version === 'V202012') {
    const { length } = isJsonList(schema['prefixItems']) ? schema['prefixItems'] : []
    const test = read(operand)
    return (value) => !isJsonList(value) || value.slice(length).every(test)
  }
  if (!isJsonList(operand)) return tuple([], read(operand))
  const more = schema['additionalItems']
  return tuple(operand.map(read), more === undefined ? undefined : read(more))
}

export const contains: Rule = (operand, { minContains, maxContains }, { read }) => {
  const test = read(operand)
  const least = minContains === undefined ? 1 : count(minContains, 'minContains')
  const most = maxContains === undefined ? Infinity : count(maxContains, 'maxContains')
  return (value) => {
    if (!isJsonList(value)) return true
    const { length } = value.filter(test)
    return length >= least && length <= most
  }
}

export const conditional: Rule = (operand, schema, { read }) => {
  const test = read(operand)
  const [then, otherwise] = [schema['then'], schema['else']].map((one) =>
    one === undefined ? () => true : read(one),
  )
  return (value) => (test(value) ? then?.(value) : otherwise?.(value)) === true
}
