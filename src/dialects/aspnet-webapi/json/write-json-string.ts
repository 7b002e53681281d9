/**
 * docs/spec/aspnet-webapi.md#writing-json: quotes, backslash, C0, and the three line separators
 * that JavaScript had not.
 */
const ESCAPED = /["\\\x00-\x1f\u0085\u2028\u2029]/
const ESCAPED_ALL = /["\\\x00-\x1f\u0085\u2028\u2029]/g
const ESCAPED_IN_PATH = /['\\\x00-\x1f\u0085\u2028\u2029]/g

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  "'": "\\'",
  '\\': '\\\\',
}

const escape = (unit: string): string =>
  SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A JSON string as Json.NET prints it, quotes included. */
export const writeJsonString = (text: string): string =>
  ESCAPED.test(text) ? `"${text.replace(ESCAPED_ALL, escape)}"` : `"${text}"`

/** A member's name inside `['…']` of a JSON path. */
export const escapeInPath = (name: string): string => name.replace(ESCAPED_IN_PATH, escape)
