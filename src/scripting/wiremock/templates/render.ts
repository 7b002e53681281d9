import { isGivenUp, MOST_MS, withBudget } from '../../matchers/budget.ts'
import { memberOf } from './members.ts'
import { Decimal, Dict, isEmpty, List, type Value } from './values.ts'
import type { Block, Node } from './parse-template.ts'
import type { Expression, Param, Path, Step } from './read-expression.ts'
import { counting, textOf } from './text-of.ts'

/** Steps of all texts of one answer together. */
const MOST_STEPS = 200_000
/** Characters that they make, in between and in the end. */
const MOST_CHARACTERS = 16_777_216

/** What a rendering works with. */
export interface Setting {
  readonly helpers: ReadonlyMap<string, Helper>
  readonly budget: Budget
  /** Milliseconds since the epoch. */
  readonly now: number
  /** A whole number from 0 up to and without `below`; another one each time. */
  readonly draw: (below: number) => number
  /** Told of what a helper could not do. */
  readonly complain: (sentence: string) => void
}

/** What a helper is given beside its first value. */
export interface Options {
  readonly params: readonly Value[]
  readonly hash: ReadonlyMap<string, Value>
  /** Whether it was called as a block. */
  readonly isSection: boolean
  /** Whether it was given a first value other than the scope's: that it gets otherwise. */
  readonly hasContext: boolean
  /** Renders the block, over a value of its own where one is given. */
  readonly body: (model?: Value, names?: readonly Value[], extra?: Extra) => string
  readonly otherwise: () => string
  readonly scope: Scope
  readonly setting: Setting
  readonly budget: Budget
}

/** A helper of a template: its first value, and the rest. An Error that it throws is printed in the place of its value. */
export type Helper = (context: Value, options: Options) => Value
type Extra = ReadonlyMap<string, Value>

/** Where names are looked for: a value, what a loop says of it, what was assigned, then the scope around. */
interface Scope {
  readonly model: Value
  readonly extra: Extra
  /** Shared by all scopes of a rendering. */
  readonly data: Map<string, Value>
  readonly parent: Scope | undefined
  /** Its model is the names of a block (`as |item|`), and `this` is its parent's. */
  readonly isNames: boolean
}

/** A rendering that was given up; `message` is one sentence. */
export class RenderLimit extends Error {}

/** A search that was given up; `message` is one clause. */
export class TooLong extends Error {}

/** Counts what a rendering uses of its limits. */
export interface Budget {
  /** Throws a RenderLimit. */
  readonly step: () => void
  /** Counts a text that was made. Throws a RenderLimit. */
  readonly made: (text: string) => string
  /** Counts characters before they are made. Throws a RenderLimit. */
  readonly need: (characters: number) => void
  /** Does what may take long, and counts its time. Throws a TooLong once there is none left. */
  readonly timed: <T>(act: () => T) => T
}

/** With nothing used yet. */
export const createBudget = (): Budget => {
  let stepsLeft = MOST_STEPS
  let left = MOST_CHARACTERS
  let leftMs = MOST_MS
  const need = (count: number): void => {
    left -= count
    if (!(left >= 0))
      throw new RenderLimit(
        `The template makes over ${MOST_CHARACTERS} characters and is given up.`,
      )
  }
  return {
    step: () => {
      if (--stepsLeft < 0)
        throw new RenderLimit(`The template takes over ${MOST_STEPS} steps and is given up.`)
    },
    need,
    timed: (act) => {
      if (leftMs <= 0) throw new TooLong(TOO_LONG)
      try {
        const { made, tookMs } = withBudget(leftMs, act)
        leftMs -= tookMs
        return made
      } catch (cause) {
        if (!isGivenUp(cause)) throw cause
        leftMs = 0
        throw new TooLong(TOO_LONG, { cause })
      }
    },
    made: (text) => {
      need(text.length)
      return text
    },
  }
}

const TOO_LONG = `what the template looks for took over ${MOST_MS} ms and is given up`

const none: Extra = new Map()

/** Renders a template's nodes over a model; `extra` has names beside those of the model. Throws a RenderLimit. */
export const render = (
  nodes: readonly Node[],
  model: Value,
  extra: Extra,
  setting: Setting,
): string => {
  const data = new Map<string, Value>([['root', model]])
  const scope: Scope = { model, extra, data, parent: undefined, isNames: false }
  return counting(setting.budget.need, () => renderNodes(nodes, scope, setting))
}

const renderNodes = (nodes: readonly Node[], scope: Scope, setting: Setting): string => {
  const { budget } = setting
  let out = ''
  for (const node of nodes) {
    budget.step()
    if (node.kind === 'text') out += budget.made(node.text)
    else {
      const value =
        node.kind === 'tag'
          ? evaluate(node.call, scope, setting)
          : evaluateBlock(node, scope, setting)
      if (value !== null) out += typeof value === 'string' ? value : printed(value, budget)
    }
  }
  return out
}

/** A value's text, counted. */
export const printed = (value: Value, budget: Budget): string => budget.made(textOf(value))

const evaluate = (call: Expression, scope: Scope, setting: Setting): Value => {
  const { budget } = setting
  budget.step()
  const named = scope.isNames && call.path.length === 1 ? find(scope, call.path) : null
  if (named !== null) return named
  const helper = setting.helpers.get(call.name)
  if (helper === undefined) {
    const value = find(scope, call.path)
    return typeof value === 'string' ? budget.made(value) : value
  }
  const given = readGiven(call, scope, setting)
  const made = run(call.name, helper, given.context ?? null, {
    ...given,
    isSection: false,
    body: () => '',
    otherwise: () => '',
    scope,
    setting,
    budget,
  })
  return typeof made === 'string' ? budget.made(made) : made
}

/** What a helper cannot do is said in the answer, as WireMock's own helpers say most of it. */
const run = (name: string, helper: Helper, context: Value, options: Options): Value => {
  try {
    return helper(context, options)
  } catch (error) {
    if (error instanceof RenderLimit) throw error
    const sentence = `[ERROR: ${name}: ${(error as Error).message}]`
    options.setting.complain(sentence)
    return sentence
  }
}

const evaluateBlock = (block: Block, scope: Scope, setting: Setting): Value => {
  const { budget } = setting
  budget.step()
  const own = setting.helpers.get(block.call.name)
  const found = own === undefined ? find(scope, block.call.path) : null
  const helperName = block.inverted ? 'unless' : own === undefined ? sectionOf(found) : undefined
  const helper = own ?? setting.helpers.get(helperName ?? '')
  if (helper === undefined) return null
  const around = helperName === 'with' ? scopeIn(scope, found) : scope
  const given = readGiven(block.call, around, setting)
  const inner = (model?: Value, names: readonly Value[] = [], extra?: Extra): Scope => {
    const own = model === undefined ? around : scopeIn(around, model, extra)
    return block.names.length === 0 ? own : scopeOfNames(own, block.names, names)
  }
  return run(block.call.name, helper, own === undefined ? found : (given.context ?? null), {
    ...given,
    isSection: true,
    body: (model, names, extra) =>
      renderNodes(block.body, inner(model, names ?? [model ?? around.model], extra), setting),
    otherwise: () => renderNodes(block.otherwise, around, setting),
    scope: around,
    setting,
    budget,
  })
}

/** What a block without a helper does with the value of its name. */
const sectionOf = (value: Value): string =>
  value instanceof List ? 'each' : typeof value === 'boolean' ? 'if' : 'with'

const readGiven = (call: Expression, scope: Scope, setting: Setting) => {
  const read = (param: Param): Value => {
    if (param.kind === 'path') return find(scope, param.path)
    if (param.kind === 'call') return evaluate(param.call, scope, setting)
    const { value } = param
    return typeof value === 'object' ? new Decimal(value.fraction) : value
  }
  const [context, ...params] = call.params.map(read)
  return {
    context: call.params.length === 0 ? scope.model : context,
    hasContext: call.params.length > 0 && !isThis(call.params[0]),
    params,
    hash: new Map(call.hash.map(([name, param]) => [name, read(param)])),
  }
}

const isThis = (param: Param | undefined): boolean =>
  param?.kind === 'path' && param.path.every(({ kind }) => kind === 'this')

const scopeIn = (parent: Scope, model: Value, extra = none): Scope => ({
  model,
  extra,
  data: parent.data,
  parent,
  isNames: false,
})

const scopeOfNames = (
  parent: Scope,
  names: readonly string[],
  values: readonly Value[],
): Scope => ({
  model: new Dict(new Map(names.map((name, at) => [name, values[at] ?? null]))),
  extra: none,
  data: parent.data,
  parent,
  isNames: true,
})

/** The value of a path: in this scope, or in the next one out that has its first name. */
const find = (scope: Scope, path: Path): Value => {
  const [head, ...rest] = path
  if (head === undefined) return scope.model
  const here = scope.isNames && scope.parent !== undefined ? scope.parent : scope
  if (head.kind === 'this') return walk(here.model, rest)
  if (head.kind === 'parent') return here.parent === undefined ? null : find(here.parent, rest)
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const value = named(at, head)
    if (value !== null) return walk(value, rest)
  }
  return null
}

const named = ({ model, extra, data }: Scope, step: Step): Value => {
  // What the item itself names so goes before what the loop says (R).
  if (step.kind === 'data')
    return memberOf(model, step.name) ?? extra.get(`@${step.name}`) ?? data.get(step.name) ?? null
  if (step.kind !== 'member') return null
  return memberOf(model, step.name) ?? extra.get(step.name) ?? data.get(step.name) ?? null
}

const walk = (value: Value, steps: readonly Step[]): Value => {
  let at = value
  for (const step of steps) {
    if (at === null) return null
    if (step.kind === 'member' || step.kind === 'data') at = memberOf(at, step.name)
    else if (step.kind === 'parent') return null
  }
  return at
}

/** Whether a value counts as true to a helper that was told `includeZero=true` or not. */
export const isFalsy = (value: Value, { hash }: Options): boolean =>
  isEmpty(value, hash.get('includeZero') === true)
