import {
  isJsonList,
  isJsonNumber,
  isJsonObject,
  javaDouble,
  javaText,
  JsonNumber,
  numberOf,
  type Json,
} from '../json/json.ts'
import { pathOf, type Find, type Manner, type PathToken } from './parse-path.ts'

/** The value that a function is called on, and the values of its arguments. */
interface FunctionCall {
  readonly model: Json
  readonly args: readonly Json[]
  /** Returns what the first argument finds one level deeper; undefined if the argument is not a path. */
  readonly items: () => Json | undefined
}

type PathFunction = (call: FunctionCall) => Json

const fail = (why: string): never => {
  throw new Error(why)
}

const numbersOf = ({ model, args }: FunctionCall): readonly number[] => {
  const all = [...(isJsonList(model) ? model : []), ...args.flatMap((one) => one)]
  const numbers = all.filter(isJsonNumber)
  if (numbers.length === 0) fail('there is no number')
  return numbers.map(numberOf)
}

const double = (value: number): Json => new JsonNumber(javaDouble(value))

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

const aggregate =
  (act: (values: readonly number[]) => number): PathFunction =>
  (call) =>
    double(act(numbersOf(call)))

const deviation = (values: readonly number[]): number => {
  const mean = sum(values) / values.length
  return Math.sqrt(sum(values.map((one) => one * one)) / values.length - mean * mean)
}

const length: PathFunction = ({ model, items }) => {
  const inner = items()
  if (isJsonList(inner)) return inner.length
  if (isJsonList(model)) return model.length
  return isJsonObject(model) ? Object.keys(model).length : null
}

const itemAt = ({ model }: FunctionCall, index: number): Json => {
  if (!isJsonList(model)) return fail('it is no list')
  const at = index >= 0 ? index : model.length + index
  // Jayway does not reach the first item when it counts from the end.
  if (index < 0 && at <= 0) return fail('it is too short')
  return model[at] ?? (at < model.length ? null : fail('it is too short'))
}

const concat: PathFunction = ({ model, args }) => {
  const texts = isJsonList(model) ? model.filter((one) => typeof one === 'string') : []
  const more = args.flatMap((one) => one).filter((one) => one !== null)
  return [...texts, ...more.map(javaText)].join('')
}

/** Jayway's functions by name. */
const functions: ReadonlyMap<string, PathFunction> = new Map<string, PathFunction>([
  ['sum', aggregate(sum)],
  ['avg', aggregate((values) => sum(values) / values.length)],
  ['min', aggregate((values) => values.reduce((a, b) => Math.min(a, b)))],
  ['max', aggregate((values) => values.reduce((a, b) => Math.max(a, b)))],
  ['stddev', aggregate(deviation)],
  ['length', length],
  ['size', length],
  ['keys', ({ model }) => (isJsonObject(model) ? Object.keys(model) : null)],
  ['concat', concat],
  [
    'append',
    ({ model, args }) => (isJsonList(model) ? [...model, ...args.flatMap((one) => one)] : model),
  ],
  ['first', (call) => itemAt(call, 0)],
  ['last', (call) => itemAt(call, -1)],
  [
    'index',
    (call) => {
      const [index] = call.args.flatMap((one) => one).filter(isJsonNumber)
      if (index === undefined) return fail('it lacks its index')
      return itemAt(call, Math.trunc(numberOf(index)))
    },
  ],
])

/** Calls a function of a path on the value before it. Throws an Error where Jayway fails. */
export const callFunction = (
  { name, args }: Extract<PathToken, { kind: 'function' }>,
  model: Json,
  root: Json,
  manner: Manner,
  find: Find,
): Json => {
  const act = functions.get(name)
  if (act === undefined) throw new Error(`there is no function ${name}`)
  const [first] = args
  return act({
    model,
    args: args.map((one) => ('json' in one ? one.json : find(one.path, root, root, manner))),
    items: () => {
      if (first === undefined || !('path' in first)) return undefined
      const { path } = first
      const last = path.tokens.at(-1)
      if (last?.kind === 'scan') throw new Error('Jayway finds nothing behind .. alone')
      const isCall = last?.kind === 'function'
      const inner = isCall ? path : pathOf(path.fromRoot, [...path.tokens, { kind: 'wildcard' }])
      return find(inner, model, model, manner)
    },
  })
}
