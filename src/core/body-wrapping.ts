import type { Operation } from './api.ts'
import { clip } from './clip.ts'
import { isObject } from './is-object.ts'
import type { Note } from './note.ts'
import type { WireRequest } from './wire.ts'

const LONGEST = 65_536
const MOST = 200

/**
 * Returns a note when the members of a body are one level deeper than the server reads them, or when the body
 * is a text in pieces. Returns undefined when the members are in their place.
 */
export const wrappingNote = (
  { body, headers }: WireRequest,
  operation: Operation,
  readsJson: boolean,
): Note | undefined => {
  if (body.length === 0 || body.length > LONGEST) return undefined
  const isKnown = knownTo(operation)
  const text = body.toString('utf8').replace(/^\ufeff/, '')
  const value = parsed(text)
  if (value !== undefined) return wrapped(inJson(value, isKnown), readsJson ? AT_THE_TOP : NO_JSON)
  if (/multipart|xml/i.test(headers['content-type'] ?? '') || !/^[^\s{[<"][^\s{<"]*=/.test(text))
    return undefined
  return wrapped(inForm(text, isKnown), AT_THE_TOP)
}

interface Wrapping {
  /** A clause about the body, with which the note begins. */
  readonly what: string
  readonly fix: string
  /** The name of the member or field that wraps the others. */
  readonly name?: string
}

const AT_THE_TOP = 'the server looks for them at the top and found none'
const NO_JSON = 'the server reads no JSON here, but the query and forms, and found none'

const wrapped = (found: Wrapping | undefined, outcome: string): Note | undefined =>
  found === undefined
    ? undefined
    : {
        kind: 'body-wrapped',
        message: `${found.what}: ${outcome}; ${outcome === NO_JSON ? 'send them as a form' : found.fix}.`,
        ...(found.name === undefined ? {} : { path: clip(found.name) }),
      }

type IsKnown = (name: string) => boolean

const inJson = (value: unknown, isKnown: IsKnown): Wrapping | undefined => {
  if (typeof value === 'string') {
    const inner = parsed(value)
    return holds(inner, isKnown)
      ? {
          what: "The body is a JSON text within a JSON text, which hides the object's members",
          fix: 'turn the object into JSON once (a client that does so by itself wants the object)',
        }
      : undefined
  }
  if (Array.isArray(value))
    return value.some((item) => holds(item, isKnown))
      ? {
          what: 'The body is a list around the object with the members',
          fix: 'send the object alone',
        }
      : undefined
  if (!isObject(value)) return undefined
  const entries = Object.entries(value)
  if (entries.some(([name]) => isKnown(name))) return undefined
  return characters(entries) ?? deeper(entries, isKnown)
}

/** Finds the first member whose value holds a known member. */
const deeper = (
  entries: readonly (readonly [string, unknown])[],
  isKnown: IsKnown,
): Wrapping | undefined => {
  for (const [name, value] of entries.slice(0, MOST)) {
    const inner = typeof value === 'string' ? parsed(value) : value
    if (!holds(inner, isKnown)) continue
    const how =
      typeof value === 'string' ? `as a text in \`${clip(name)}\`` : `within \`${clip(name)}\``
    return {
      what: `The body holds the members ${how}`,
      fix: `send the object that stands in \`${clip(name)}\` as the body`,
      name,
    }
  }
  return undefined
}

/**
 * Recognises a text that a program spread into an object (`{...'text'}`): it has one member for each
 * character.
 */
const characters = (entries: readonly (readonly [string, unknown])[]): Wrapping | undefined =>
  entries.length > 2 &&
  entries.slice(0, 8).every(([name, value], at) => name === String(at) && String(value).length <= 1)
    ? {
        what: 'The body is a text in pieces, with a member for each of its characters (0, 1, 2, …), as a program makes it that spreads or sends a string for an object',
        fix: 'hand the object itself to the client, not its JSON text',
        name: '0',
      }
    : undefined

const inForm = (text: string, isKnown: IsKnown): Wrapping | undefined => {
  const pairs = [...new URLSearchParams(text)].slice(0, MOST)
  if (pairs.some(([name]) => isKnown(name))) return undefined
  return characters(pairs) ?? prefixed(pairs, isKnown) ?? deeper(pairs, isKnown)
}

/** Recognises form fields with a prefix, such as `dto[code]=…` or `dto.code=…`. */
const prefixed = (
  pairs: readonly (readonly [string, string])[],
  isKnown: IsKnown,
): Wrapping | undefined => {
  for (const [name] of pairs) {
    const [, outer, inner] = /^([\w-]{1,64})(?:\[|\.)([\w-]{1,64})\]?$/.exec(name) ?? []
    if (outer === undefined || inner === undefined || !isKnown(inner)) continue
    return {
      what: `The form names the members within \`${outer}\` (\`${clip(name)}\`)`,
      fix: `send \`${inner}\` without it`,
      name,
    }
  }
  return undefined
}

const holds = (value: unknown, isKnown: IsKnown): boolean =>
  isObject(value) && Object.keys(value).slice(0, MOST).some(isKnown)

const knownTo = ({ request: { fields } }: Operation): IsKnown => {
  const names = new Set(
    Object.entries(fields).flatMap(([name, { clr }]) => [
      name.toLowerCase(),
      (clr ?? name).toLowerCase(),
    ]),
  )
  return (name) => names.has(name.toLowerCase())
}

const parsed = (text: string): unknown => {
  if (!/^\s*[[{"]/.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
