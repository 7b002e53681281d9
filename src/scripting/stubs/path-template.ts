import { compileRegex } from '../regex/compile-regex.ts'

/** A path with variables, as WireMock's `urlPathTemplate` has it: `/users/{id}/**`. */
export interface PathTemplate {
  /** The variables' raw values by name, `**` by number; undefined for another path. */
  readonly read: (path: string) => Readonly<Record<string, string>> | undefined
  readonly costly: boolean
}

const SYMBOL = /\{([^}]+)\}|\*\*/g

/** Throws never: what is no variable is taken as it stands. */
export const readPathTemplate = (template: string): PathTemplate => {
  const names: string[] = []
  let source = ''
  let last = 0
  let wildcards = 0
  for (const found of template.matchAll(SYMBOL)) {
    source += quoted(template.slice(last, found.index))
    const [symbol, variable] = found
    // A variable may say how it would be written in a list: that is no part of its name.
    names.push(variable === undefined ? String(wildcards++) : variable.replace(/[.;*]/g, ''))
    source += variable === undefined ? '(.*?)' : '([^/]+)'
    last = found.index + symbol.length
  }
  const { match, costly } = compileRegex(source + quoted(template.slice(last)))
  return {
    costly,
    read: (path) => {
      const found = match(path)
      return found === undefined
        ? undefined
        : Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? '']))
    },
  }
}

const quoted = (text: string): string => text.replace(/[^A-Za-z0-9/]/gu, (char) => `\\${char}`)
