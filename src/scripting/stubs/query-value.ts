import type { Values } from './value-match.ts'

/**
 * The values of a name in a raw query or form, as URLSearchParams reads it. Other pairs are not decoded: each of
 * many stubs may look into a long form.
 */
export const queryValues = (query: string, name: string): Values => {
  let first: string | undefined
  let all: string[] | undefined
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=')
    const end = at < 0 ? pair.length : at
    // No name is shorter encoded.
    if (pair === '' || end < name.length) continue
    if (decoded(pair.slice(0, end)) !== name) continue
    const value = decoded(pair.slice(end + 1))
    if (first === undefined) first = value
    else (all ??= [first]).push(value)
  }
  return all ?? first
}

const decoded = (text: string): string =>
  text.includes('%') || text.includes('+') ? (new URLSearchParams(`=${text}`).get('') ?? '') : text
