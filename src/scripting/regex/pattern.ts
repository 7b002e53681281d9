import {
  complementSet,
  digits,
  horizontal,
  propertySet,
  spaces,
  unionSet,
  vertical,
  words,
  type CharSet,
} from './char-set.ts'
import { javaProperty } from './property.ts'

/**
 * Java's flags: i ignores case, u does so for Unicode, s lets a dot match line ends, m is multiline, x allows
 * comments, d means Unix lines, U means Unicode classes.
 */
export interface Flags {
  i: boolean
  u: boolean
  s: boolean
  m: boolean
  x: boolean
  d: boolean
  U: boolean
}

/** The parser's state: the text of an expression, the position in it, the flags and the groups. */
export interface Pattern {
  flags: Flags
  groups: number
  readonly names: ReadonlyMap<string, number>
  done(): boolean
  /** Returns a character without taking it, a quoted character as an escape. Returns undefined at the end. */
  peek(ahead?: number): string | undefined
  /** Takes characters, and returns the last of them. */
  next(count?: number): string
  take(char: string): boolean
  lookAt(regex: RegExp): RegExpExecArray | null
  skipComments(): void
  setFlags(names: string, on: boolean): void
  nameGroup(name: string, index: number): void
  /** Takes an escape. Returns the code of a character, or a set. */
  escapedSet(): CharSet | number
}

/** Replaces `\Q…\E` by escapes of the characters that may have a meaning. Java does the same first. */
const withoutQuotes = (source: string): string =>
  source.replace(/\\Q([^]*?)(?:\\E|$)|\\[^]/g, (all: string, quoted?: string) =>
    quoted === undefined ? all : quoted.replace(/[^A-Za-z0-9]/gu, (char) => `\\${char}`),
  )

export const createPattern = (source: string): Pattern => {
  const chars = Array.from(withoutQuotes(source))
  // `at` counts code points.
  let at = 0
  const names = new Map<string, number>()
  const pattern: Pattern = {
    flags: { i: false, u: false, s: true, m: false, x: false, d: false, U: false },
    groups: 0,
    names,
    done: () => at >= chars.length,
    peek: (ahead = 0) => chars[at + ahead],
    next: (count = 1) => {
      at += count
      return chars[at - 1] ?? ''
    },
    take: (char) => {
      if (chars[at] !== char) return false
      at++
      return true
    },
    lookAt: (regex) => regex.exec(chars.slice(at, at + LONGEST).join('')),
    skipComments: () => {
      if (!pattern.flags.x) return
      for (;;) {
        if (/\s/.test(chars[at] ?? '')) at++
        else if (chars[at] === '#') while (at < chars.length && chars[at] !== '\n') at++
        else return
      }
    },
    setFlags: (given, on) => {
      for (const name of given) {
        if (!(name in pattern.flags)) throw new Error(`there is no flag ${name}`)
        pattern.flags = { ...pattern.flags, [name]: on }
        if (name === 'U') pattern.flags.u = on
      }
    },
    nameGroup: (name, index) => {
      if (names.has(name)) throw new Error(`two groups are called ${name}`)
      names.set(name, index)
    },
    escapedSet: () => escaped(pattern),
  }
  return pattern
}

/** The most characters that `lookAt` sees, such as a property's name or a repetition. */
const LONGEST = 80

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

const asciiClasses: Readonly<Record<string, CharSet>> = {
  d: digits,
  w: words,
  s: spaces,
  h: horizontal,
  v: vertical,
}

const unicodeClasses: Readonly<Record<string, CharSet>> = {
  ...asciiClasses,
  d: propertySet('Nd'),
  s: propertySet('White_Space'),
  w: unionSet(['Alphabetic', 'M', 'Nd', 'Pc', 'Join_Control'].map(propertySet)),
}

const escaped = (pattern: Pattern): CharSet | number => {
  pattern.next()
  const name = pattern.next()
  const classes = pattern.flags.U ? unicodeClasses : asciiClasses
  const set = classes[name.toLowerCase()]
  if (set !== undefined) return name === name.toLowerCase() ? set : complementOf(set)
  const control = controls[name]
  if (control !== undefined) return control
  switch (name) {
    case 'p':
    case 'P':
      return property(pattern, name === 'P')
    case 'c':
      if (pattern.done()) throw new Error('\\c lacks its letter')
      return (pattern.next().codePointAt(0) ?? 0) ^ 64
    case '0':
      return digitsOf(pattern, /[0-3]?[0-7]{1,2}/y, 8)
    case 'x':
      return hexadecimal(pattern)
    case 'u':
      return unicodeOf(pattern)
    default:
      if (/[A-Za-z]/.test(name)) throw new Error(`\\${name} is not supported`)
      return name.codePointAt(0) ?? 0
  }
}

/** Returns a complement. JavaScript's `\D` and `\W` are the same as Java's. */
const complementOf = (set: CharSet): CharSet =>
  set === digits
    ? { ...complementSet(set), native: '\\D' }
    : set === words
      ? { ...complementSet(set), native: '\\W' }
      : complementSet(set)

const digitsOf = (pattern: Pattern, regex: RegExp, base: number): number => {
  const found = pattern.lookAt(regex)?.[0]
  if (found === undefined) throw new Error('an escape lacks its digits')
  pattern.next(found.length)
  return parseInt(found, base)
}

/** Takes the digits of `\u`. Two escapes of surrogates are one character. */
const unicodeOf = (pattern: Pattern): number => {
  const code = digitsOf(pattern, /[0-9A-Fa-f]{4}/y, 16)
  if ((code & 0xfc00) !== 0xd800) return code
  const low = pattern.lookAt(/\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})/y)?.[1]
  if (low === undefined) return code
  pattern.next(low.length + 2)
  return 0x10000 + ((code & 0x3ff) << 10) + (parseInt(low, 16) & 0x3ff)
}

const hexadecimal = (pattern: Pattern): number => {
  const [all, digitsGiven] = pattern.lookAt(/\{([0-9A-Fa-f]{1,6})\}/y) ?? []
  if (all === undefined || digitsGiven === undefined)
    return digitsOf(pattern, /[0-9A-Fa-f]{2}/y, 16)
  pattern.next(all.length)
  const code = parseInt(digitsGiven, 16)
  if (code > 0x10ffff) throw new Error(`\\x${all} is no character`)
  return code
}

const property = (pattern: Pattern, not: boolean): CharSet => {
  const [all, long, short] = pattern.lookAt(/\{([^}]+)\}|([A-Z])/y) ?? []
  const name = long ?? short
  if (all === undefined || name === undefined) throw new Error('\\p lacks its property')
  pattern.next(all.length)
  const { i: ignoreCase, U: unicode } = pattern.flags
  const set = javaProperty(name, { ignoreCase, unicode })
  if (set === undefined) throw new Error(`the property ${name} is not supported`)
  if (!not) return set
  const inverse = { ...complementSet(set) }
  return long !== undefined && set.native === `\\p{${long}}`
    ? { ...inverse, native: `\\P{${long}}` }
    : inverse
}
