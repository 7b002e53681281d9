import { changeList, findJson, JsonPathError, removeJson } from '../json-path.ts'
import { JsonError, readJson } from '../../read-json.ts'
import { entriesOf } from '../members.ts'
import { Dict, List, Thing, type Value } from '../values.ts'
import { compactJson, prettyJson, sizeOf, textOf } from '../text-of.ts'
import type { Helper, Options } from '../render.ts'
import { named, needText, param, refused } from './given.ts'

/** Reads a JSON text. Returns undefined if the text is not JSON. */
const attempt = (
  text: string,
  manner: 'strict' | 'smart',
  { budget }: Options,
): Value | undefined => {
  budget.need(text.length)
  try {
    return readJson(text, manner)
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

const jsonPath: Helper = (value, options) => {
  if (value === null || value === '') return ''
  const path = param(options, 0)
  if (path === null) return refused('The JSONPath cannot be empty', options)
  const expression = needText(path)
  const document = typeof value === 'string' ? attempt(value, 'smart', options) : value
  if (document === undefined) return refused(`${textOf(value)} is not valid JSON`, options)
  options.budget.need(typeof value === 'string' ? 0 : sizeOf(document))
  const otherwise = named(options, 'default') ?? ''
  try {
    const found = findJson(document, expression, options.budget) ?? null
    if (found === null) return otherwise
    return found instanceof Dict ? new Dict(found.members, 'json') : found
  } catch (error) {
    if (error instanceof JsonPathError)
      return refused(`${expression} is not a valid JSONPath expression`, options)
    throw error
  }
}

const parseJson: Helper = (value, options) => {
  if (value === null) return new Dict(new Map())
  if (!options.isSection && !options.hasContext)
    return refused('Missing required JSON string parameter', options)
  const text = (options.isSection ? options.body() : textOf(value)).trim()
  const name = options.isSection ? (options.hasContext ? value : null) : param(options, 0)
  options.budget.need(text.length)
  const read = text === '' ? new Dict(new Map()) : readJson(text, 'strict')
  if (read !== null && !(read instanceof Dict || read instanceof List))
    throw new Error('the JSON is no object and no list')
  if (name === null) return read
  options.scope.data.set(needText(name), read)
  return null
}

/** Returns a value as lists and maps that print as JSON. A bean becomes a map of its members. */
const plain = (value: Value): Value => {
  if (value instanceof List) {
    const [only = null] = value.items
    // A name that may be repeated and has one value becomes that value, not a list.
    return value.printing === 'first' && value.items.length === 1
      ? plain(only)
      : new List(value.items.map(plain))
  }
  if (value instanceof Dict)
    return value.members.size === 0
      ? value
      : new Dict(new Map([...value.members].map(([name, one]) => [name, plain(one)])))
  if (value instanceof Thing && value.isBean)
    return new Dict(new Map(entriesOf(value).map(([name, one]) => [name, plain(one)])))
  return value
}

const toJson: Helper = (value, { budget }) => {
  if (value === null) return ''
  budget.need(sizeOf(value))
  return prettyJson(plain(value))
}

const formatJson: Helper = (value, options) => {
  const given = layoutGiven('formatJson', 'JSON', value, options)
  if (typeof given === 'string') return given
  options.budget.need(given.text.length)
  const read = given.compact
    ? attempt(given.text, 'strict', options)
    : readJson(given.text, 'strict')
  if (read === undefined)
    return refused(
      'There was an error parsing the json. Please make sure the json is valid',
      options,
    )
  options.budget.need(sizeOf(read))
  return given.compact ? compactJson(read) : prettyJson(read, true)
}

/** Returns the text to format and whether to format it compactly, or an error message. */
export const layoutGiven = (
  name: string,
  what: string,
  value: Value,
  options: Options,
): { readonly text: string; readonly compact: boolean } | string => {
  const text = options.isSection
    ? options.body().trim()
    : typeof value === 'string'
      ? value.trim()
      : ''
  if (text === '')
    return refused(
      `${name} should take a block of ${what} to format or a single parameter of type String`,
      options,
    )
  const format = textOf(named(options, 'format') ?? 'pretty')
  return format === 'pretty' || format === 'compact'
    ? { text, compact: format === 'compact' }
    : refused(`${name}: format [${format}] should be one of [pretty, compact]`, options)
}

const jsonMerge: Helper = (value, options) => {
  if (typeof value !== 'string') return refused('Base JSON parameter must be a string', options)
  const base = attempt(value, 'strict', options)
  if (base === undefined) return refused(`Base JSON is not valid JSON ('${value}')`, options)
  if (!(base instanceof Dict))
    return refused(`Base JSON is not a JSON object ('${value}')`, options)
  const more = options.isSection ? options.body() : param(options, 0)
  if (typeof more !== 'string') return refused('JSON to merge must be a string', options)
  const other = attempt(more, 'strict', options)
  if (other === undefined) return refused(`JSON to merge is not valid JSON ('${more}')`, options)
  if (!(other instanceof Dict))
    return refused(`JSON to merge is not a JSON object ('${more}')`, options)
  return compactJson(merged(base, other, named(options, 'removeNulls') === true), true)
}

const merged = (base: Dict, other: Dict, removeNulls: boolean): Dict => {
  const members = new Map(base.members)
  for (const [name, value] of other.members) {
    const old = members.get(name)
    if (value instanceof Dict && old instanceof Dict)
      members.set(name, merged(old, value, removeNulls))
    else if (removeNulls && value === null) members.delete(name)
    else members.set(name, value)
  }
  return new Dict(members)
}

const jsonRemove: Helper = (value, options) => {
  if (typeof value !== 'string') return refused('Input JSON must be a string', options)
  if (value === 'null') return value
  if (options.params.length !== 1)
    return refused('A single JSONPath expression parameter must be supplied', options)
  const path = param(options, 0)
  if (typeof path !== 'string') return refused('JSONPath parameter must be a string', options)
  const document = attempt(value, 'strict', options)
  if (document === undefined)
    return refused(`Input JSON string is not valid JSON ('${value}')`, options)
  try {
    const rest = path === '' ? invalid(path) : removeJson(document, path, options.budget)
    if (rest === 'root')
      return refused(
        `Delete operation cannot be applied to JSONPath expression ('${path}')`,
        options,
      )
    return rest === undefined ? value : compactJson(withoutNulls(rest.left), true)
  } catch (error) {
    if (error instanceof JsonPathError)
      return refused(`JSONPath parameter is not a valid JSONPath expression ('${path}')`, options)
    throw error
  }
}

const jsonArrayAdd: Helper = (value, options) => {
  if (typeof value !== 'string') return refused('Base JSON must be a string', options)
  const root = attempt(value, 'strict', options)
  if (root === undefined || root === null)
    return refused(`Base JSON is not valid JSON ('${value}')`, options)
  const path = named(options, 'jsonPath')
  if (path !== null && typeof path !== 'string')
    return refused('jsonPath option must be a string', options)
  let changed: Value | undefined
  try {
    if (path === '') invalid(path)
    const change = (list: List) => added(list, options)
    changed = changeList(root, path ?? undefined, change, options.budget)
  } catch (error) {
    if (error instanceof JsonPathError)
      return refused(`jsonPath option is not valid JSONPath expression ('${path ?? ''}')`, options)
    throw error
  }
  if (typeof changed === 'string') return changed
  if (changed !== undefined) return compactJson(withoutNulls(changed), true)
  const detail = path === null ? `'${value}'` : `root: '${value}', jsonPath: '${path}'`
  return refused(`Target JSON is not a JSON array (${detail})`, options)
}

/** Removes members that are null, as WireMock does when it writes a changed document. */
const withoutNulls = (value: Value): Value => {
  if (value instanceof List) return new List(value.items.map(withoutNulls))
  if (!(value instanceof Dict)) return value
  const members = [...value.members].filter(([, one]) => one !== null)
  return new Dict(new Map(members.map(([name, one]) => [name, withoutNulls(one)])))
}

const invalid = (path: string): never => {
  throw new JsonPathError(path)
}

const added = ({ items }: List, options: Options): List | string => {
  const given = options.isSection ? options.body() : param(options, 0)
  if (typeof given !== 'string') return refused('Item-to-add JSON must be a string', options)
  const item = attempt(given, 'strict', options)
  if (item === undefined) return refused(`Item-to-add JSON is not valid JSON ('${given}')`, options)
  const flatten = named(options, 'flatten') ?? false
  if (typeof flatten !== 'boolean') return refused('flatten option must be a boolean', options)
  const grown = [...items, ...(flatten && item instanceof List ? item.items : [item])]
  const most = named(options, 'maxItems')
  if (most === null) return new List(grown)
  if (typeof most !== 'number') return refused('maxItems option must be an integer', options)
  if (most < 0) return refused('maxItems option integer must be positive', options)
  return new List(grown.slice(Math.max(0, grown.length - most)))
}

/** WireMock's helpers for JSON. */
export const jsonHelpers: Readonly<Record<string, Helper>> = {
  jsonPath,
  parseJson,
  toJson,
  formatJson,
  jsonMerge,
  jsonRemove,
  jsonArrayAdd,
}
