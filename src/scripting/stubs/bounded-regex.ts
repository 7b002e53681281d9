import { createContext, Script, type Context } from 'node:vm'

/** Told once of an expression that took too long, in one sentence. */
export type TellSlow = (sentence: string) => void

/** Longest value a regular expression is tried on at all. */
const LONGEST = 65_536
/** More steps than this could take a watchdog's time and more. */
const FEW_STEPS = 1_000_000
/** A step may double the work of an expression that repeats what repeats. */
const SHORT = 20
const MOST_MS = 100

/**
 * Tests whole values against a regular expression that its author may have made a slow one: where it
 * could take long on a value, it is watched, and given up for good after 100 ms; what it has not
 * decided, it does not match. Throws a one-sentence Error for one that cannot be read.
 */
export const boundedRegex = (source: string, slow: TellSlow): ((value: string) => boolean) => {
  const regex = compileRegex(source)
  const { branches, nested } = shapeOf(source)
  const watched = watchdog(slow, `the regular expression ${source}`)
  return (value) => {
    const { length } = value
    if (length > LONGEST) return false
    const quick = nested ? length <= SHORT : length ** branches <= FEW_STEPS
    return quick ? regex.test(value) : watched(() => regex.test(value)) === true
  }
}

/** Anchored at both ends. */
const compileRegex = (source: string): RegExp => {
  try {
    return new RegExp(`^(?:${source})$`, 's')
  } catch (cause) {
    throw new Error(`The regular expression ${source} cannot be read; write a JavaScript one.`, {
      cause,
    })
  }
}

const script = new Script('act()')
let box: Context | undefined

/** Runs what may take too long; after the first time that it did, it is not run any more: undefined. */
export const watchdog = (slow: TellSlow, what: string): (<T>(act: () => T) => T | undefined) => {
  let spent = false
  return (act) => {
    if (spent) return undefined
    const made = watched(act)
    if (made !== TOO_LONG) return made
    spent = true
    slow(`${what} took over ${MOST_MS} ms and is given up: write it without repeated repetition`)
    return undefined
  }
}

const TOO_LONG = Symbol('too long')

const watched = <T>(act: () => T): T | typeof TOO_LONG => {
  box ??= createContext(Object.create(null) as Context)
  box['act'] = act
  try {
    for (;;) {
      const before = process.cpuUsage()
      try {
        return script.runInContext(box, { timeout: MOST_MS }) as T
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
        // The watchdog goes by the clock on the wall: a busy machine may have let us wait.
        if (process.cpuUsage(before).user > MOST_MS * 500) return TOO_LONG
      }
    }
  } finally {
    box['act'] = undefined
  }
}

/** An escape, a class, a group's beginning, a quantifier with its lazy mark, or a character. */
const TOKEN =
  /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\)|\||(?:[*+?]|\{\d+(?:,\d*)?\})\??|[^]/g

/**
 * How often the expression may choose how much to take, and whether it repeats a choice: the power, or
 * the exponent, of the work that a value can make.
 */
const shapeOf = (source: string): { readonly branches: number; readonly nested: boolean } => {
  let branches = 0
  let nested = false
  // Of each open group: whether there is a choice in it. The last one is the innermost.
  const groups = [false]
  let closed = false
  for (const [token] of source.matchAll(TOKEN)) {
    const chooses = token === '|' || /^(?:[*+?]|\{\d+,)/.test(token)
    if (token.startsWith('(')) groups.push(false)
    else if (token !== ')') {
      if (closed && /^[*+{]/.test(token)) nested = true
      if (chooses) branches++
      if (chooses) groups[groups.length - 1] = true
    }
    closed = token === ')' && groups.pop() === true
    if (closed) groups[groups.length - 1] = true
  }
  return { branches, nested }
}
