import { validateHeaderName } from 'node:http'
import { mappingError, object } from './request-pattern.ts'

const AT = '/response/headers'

/** The headers of a WireMock response; texts, or lists of texts. Throws a MappingError. */
export const headersOf = (value: unknown): Readonly<Record<string, string | readonly string[]>> => {
  const headers: [string, string | readonly string[]][] = []
  for (const [name, given] of Object.entries(object(value, AT))) {
    const at = `${AT}/${name}`
    checkName(name, at)
    if (Array.isArray(given) && given.length === 0)
      throw mappingError(at, `${at} has no value in its list.`)
    headers.push([
      name,
      Array.isArray(given) ? given.map((one: unknown) => lineOf(one, at)) : lineOf(given, at),
    ])
  }
  return Object.fromEntries(headers)
}

const checkName = (name: string, at: string): void => {
  try {
    validateHeaderName(name)
  } catch {
    throw mappingError(at, `${JSON.stringify(name)} cannot be the name of a header.`)
  }
}

/** WireMock takes texts only here, and puts a blank where a line would end. */
const lineOf = (value: unknown, at: string): string => {
  if (typeof value !== 'string')
    throw mappingError(at, `${at} is a text, not ${JSON.stringify(value)}.`)
  const line = value.replace(/[\r\n]+/g, ' ').trim()
  if (/[\0-\x08\x0b-\x1f\x7f]|[^\0-\xff]/.test(line))
    throw mappingError(
      at,
      `${at} has a character that no header can have: ${JSON.stringify(line)}.`,
    )
  return line
}
