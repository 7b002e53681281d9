import { compileFinder, compileRegex } from '../../../matchers/compile-regex.ts'
import { textOf } from '../text-of.ts'
import { List, type Value } from '../values.ts'
import type { Helper, Options } from '../render.ts'
import { named, needString, needText, param, refused } from './given.ts'

/** Longest expression that is read. */
const LONGEST = 10_000

/** In these helpers a dot stands for no line break. Undefined for an expression that cannot be read. */
const compiled = <T>(source: string, compile: (source: string) => T): T | undefined => {
  if (source.length > LONGEST) return undefined
  try {
    return compile(`(?-s)${source}`)
  } catch {
    return undefined
  }
}

const contains: Helper = (value, options) => {
  if (options.params.length < 1)
    return refused(
      'You must specify the string or array to be matched and the regular expression',
      options,
    )
  const expected = param(options, 0)
  if (value === null || expected === null) return false
  const wanted = needString(expected, 'what to look for')
  const has = value instanceof List ? value.items.includes(wanted) : textOf(value).includes(wanted)
  return inSection(has, options)
}

const matches: Helper = (value, options) => {
  if (options.params.length < 1)
    return refused('You must specify the string to be matched and the regular expression', options)
  const source = needString(param(options, 0), 'the expression')
  const regex = options.budget.timed(() => compiled(source, compileRegex))
  if (regex === undefined) throw new Error(`the regular expression ${source} cannot be read`)
  const text = needText(value)
  return inSection(
    options.budget.timed(() => regex.test(text)),
    options,
  )
}

/** As WireMock has it: what is in a block's `else` is never printed. */
const inSection = (holds: boolean, options: Options): Value =>
  options.isSection ? (holds ? options.body() : '') : holds

const regexExtract: Helper = (value, options) => {
  const source = needString(param(options, 0), 'the expression')
  const find = options.budget.timed(() => compiled(source, compileFinder))
  if (find === undefined) return refused(`Invalid regex string ${source}`, options)
  const text = needText(value)
  const groups: string[] = []
  for (let start = 0; start <= text.length;) {
    options.budget.step()
    const from = start
    const found = options.budget.timed(() => find(text, from))
    if (found === undefined) break
    if (options.params.length === 1) return options.budget.made(found.groups[0] ?? '')
    groups.push(...found.groups.slice(1).map((group) => options.budget.made(group ?? '')))
    start = found.to > found.from ? found.to : found.to + 1
  }
  if (groups.length === 0)
    return named(options, 'default') ?? refused(`Nothing matched ${source}`, options)
  options.scope.data.set(needString(param(options, 1), 'the name'), new List(groups, 'first'))
  return null
}

/** Looking for texts in texts. */
export const findHelpers: Readonly<Record<string, Helper>> = { contains, matches, regexExtract }
