import { isGivenUp, MOST_MS, withBudget } from '../../matchers/budget.ts'
import { memberOf } from './members.ts'
import { Decimal, Dict, isEmpty, List, type Value } from './values.ts'
import type { Block, Node } from './parse-template.ts'
import type { Expression, Param, Path, Step } from './read-expression.ts'
import { counting, textOf } from './text-of.ts'

/** The most steps for all texts of one answer together. */
const MOST_STEPS = 200_000
/** The most characters, including intermediate texts, for all texts of one answer together. */
const MOST_CHARACTERS = 16_777_216

/** The settings of a rendering. */
export interface Setting {
  readonly helpers: ReadonlyMap<string, Helper>
  readonly budget: Budget
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Draws a whole number from 0 up to, and without, `below`. Each call draws anew. */
  readonly draw: (below: number) => number
  /** Receives each error message that is printed in place of a value. */
  readonly complain: (sentence: string) => void
}

/** The arguments of a helper other than its first value. */
export interface Options {
  readonly params: readonly Value[]
  readonly hash: ReadonlyMap<string, Value>
  /** Whether the helper is called as a block. */
  readonly isSection: boolean
  /** Whether the tag names a first value. If it does not, or names `this`, the first value is the scope's. */
  readonly hasContext: boolean
  /** Renders the block. `model` replaces the value of the scope. */
  readonly body: (model?: Value, names?: readonly Value[], extra?: Extra) => string
  readonly otherwise: () => string
  readonly scope: Scope
  readonly setting: Setting
  readonly budget: Budget
}

/** A helper of a template. The message of an Error that a helper throws is printed in place of its value. */
export type Helper = (context: Value, options: Options) => Value
type Extra = ReadonlyMap<string, Value>

/**
 * The places where a name is searched, in this order: the value, a loop's names, variables, the outer scope.
 */
interface Scope {
  readonly model: Value
  readonly extra: Extra
  /** Shared by all scopes of a rendering. */
  readonly data: Map<string, Value>
  readonly parent: Scope | undefined
  /** Whether `model` holds the names of a block (`as |item|`). `this` is then the value of `parent`. */
  readonly isNames: boolean
}

/** The error of a rendering that exceeds a limit. `message` is one sentence. */
export class RenderLimit extends Error {}

/** The error of a search that takes too long. `message` is one clause. */
export class TooLong extends Error {}

/** Counts the steps, characters and search time of a rendering, and enforces their limits. */
export interface Budget {
  /** Counts one step. Throws a RenderLimit. */
  readonly step: () => void
  /** Counts the characters of a text, and returns the text. Throws a RenderLimit. */
  readonly made: (text: string) => string
  /** Counts characters before they are made. Throws a RenderLimit. */
  readonly need: (characters: number) => void
  /** Runs `act`, which may take long, and counts its time. Throws a TooLong if no time is left. */
  readonly timed: <T>(act: () => T) => T
}

/** Creates the budget of one answer. */
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

/** Renders nodes over a model. `extra` has names beside the names of the model. Throws a RenderLimit. */
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

/** Returns the text of a value, and counts its characters. Throws a RenderLimit. */
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

/** Runs a helper. Prints the helper's error in the answer, as most of WireMock's own helpers do. */
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

/** Returns the helper that renders a block whose name is no helper. The value of the name decides. */
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

/** Returns the value of a path. The innermost scope that has the path's first name decides. */
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
  // A member of the item comes before a name of the loop, such as `@index` (R).
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

/** Returns whether a value counts as false. With the option `includeZero=true`, zero counts as true. */
export const isFalsy = (value: Value, { hash }: Options): boolean =>
  isEmpty(value, hash.get('includeZero') === true)
