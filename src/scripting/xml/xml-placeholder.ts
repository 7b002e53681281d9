import { compileRegex } from '../regex/compile-regex.ts'

/**
 * Whether a wanted text is a placeholder, and what there is fits it; undefined is a text that is not
 * there. Undefined where it is no placeholder.
 */
export type Placeholder = (wanted: string, actual: string | undefined) => boolean | undefined

/** XMLUnit's placeholders, between `${` and `}` or what is given. Throws a one-sentence Error. */
export const createPlaceholder = (open = '\\$\\{', close = '\\}'): Placeholder => {
  const { match } = compileRegex(`\\s*${open}\\s*xmlunit\\.(.+?)\\s*${close}\\s*`)
  return (wanted, actual) => {
    const [, keyword = ''] = match(wanted) ?? []
    const [, name = '', argument] = /^(\w+)(?:\(([^]*)\))?$/.exec(keyword) ?? []
    switch (name) {
      case 'ignore':
        return true
      case 'isNumber':
        return /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(actual ?? '')
      case 'matchesRegex':
        return actual !== undefined && compileRegex(argument ?? '').test(actual)
      case 'isDateTime':
        return actual !== undefined && isDateTime(actual, argument)
      default:
        return undefined
    }
  }
}

const isDateTime = (text: string, format: string | undefined): boolean => {
  if (format === undefined)
    return (
      /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text) &&
      !Number.isNaN(Date.parse(text.replace(' ', 'T')))
    )
  return datePattern(format).test(text)
}

/** Letters of a Java date format stand for digits or words; how many digits they say is the least. */
const datePattern = (format: string): RegExp =>
  new RegExp(
    `^${format.replace(
      /'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g,
      (all: string, quoted?: string, letter?: string) => {
        if (quoted !== undefined) return escaped(quoted)
        if (letter === undefined) return escaped(all)
        if (/[EaGzZX]/.test(letter) || (letter === 'M' && all.length > 2)) return '[^\\s]+'
        return all.length === 1 ? '\\d{1,2}' : `\\d{${all.length}}`
      },
    )}$`,
  )

const escaped = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '\\$&')
