import type { Entry } from '../journal-entry.ts'
import { compileConditions } from '../stubs/request-match.ts'
import type { NearMiss } from '../stubs/near-miss.ts'
import { isMappingError, mappingError, type Json } from './mapping-members.ts'
import { toValueMatch } from './value-pattern.ts'
import { toRequestMatch } from './request-pattern.ts'
import { toMapping } from './mapping.ts'
import type { Stub } from '../stubs/stub.ts'
import { isWithin } from '../matchers/budget.ts'
import { compileMatch } from '../matchers/value-match.ts'
import { prettyJson, type Json as JsonValue } from '../json/json.ts'

/** The entries that a WireMock request pattern matches. Throws a MappingError for an unreadable one. */
export const findRequests = (entries: readonly Entry[], pattern: Json): readonly Entry[] => {
  const { customMatcher, ...rest } = pattern
  const conditions = readPattern(rest)
  // An unknown custom matcher matches nothing in WireMock, and this server has none.
  if (customMatcher !== undefined && customMatcher !== null) return []
  return entries.filter(({ call }) => conditions.every(({ holds }) => holds(call)))
}

/** The entries that a pattern matches best, nearest first: those that it matches too, as in WireMock. */
export const nearRequests = (entries: readonly Entry[], pattern: Json) => {
  const conditions = readPattern(pattern)
  return entries
    .map((entry) => {
      const failed = conditions.filter(({ holds }) => !holds(entry.call))
      return { entry, distance: conditions.length === 0 ? 0 : failed.length / conditions.length }
    })
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
}

/** A near miss as WireMock prints it, with ours: which conditions failed, and how. */
export const viewNearMiss = (request: unknown, { stub, distance, differences }: NearMiss) => ({
  request,
  stubMapping: toMapping(stub),
  matchResult: matchResult(distance),
  mock: { differences },
})

/** How near a miss was, as WireMock prints it: 0 is a match, 1 shares nothing. */
export const matchResult = (distance: number) => ({
  subEvents: [],
  diffDescriptions: [],
  distance,
})

const readPattern = (pattern: Json) =>
  compiled(() => compileConditions(toRequestMatch(pattern, '')))

/** A test of stubs by their `metadata`, as WireMock's find-by-metadata takes it. Throws a MappingError. */
export const metadataTest = (pattern: unknown): ((stub: Stub | undefined) => boolean) => {
  const match = toValueMatch(pattern, '')
  const test = compiled(() => compileMatch(match))
  return (stub) => {
    const metadata = stub === undefined ? undefined : toMapping(stub)['metadata']
    const text = metadata === undefined ? 'null' : prettyJson(metadata as JsonValue)
    return isWithin(() => test(text, () => NaN))
  }
}

const compiled = <T>(compile: () => T): T => {
  try {
    return compile()
  } catch (error) {
    throw isMappingError(error) ? error : mappingError('', (error as Error).message)
  }
}
