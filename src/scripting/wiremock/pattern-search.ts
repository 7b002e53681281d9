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

/** Returns the entries that a WireMock request pattern matches. Throws a MappingError. */
export const findRequests = (entries: readonly Entry[], pattern: Json): readonly Entry[] => {
  const { customMatcher, ...rest } = pattern
  const conditions = readPattern(rest)
  // In WireMock an unknown custom matcher matches nothing, and this server knows no custom matchers.
  if (customMatcher !== undefined && customMatcher !== null) return []
  return entries.filter(({ call }) => conditions.every(({ holds }) => holds(call)))
}

/**
 * Returns the three entries that are nearest to a pattern, the nearest first. As in WireMock, entries that
 * match are among them. Throws a MappingError.
 */
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

/** Returns a near miss as WireMock prints it. `mock.differences` says which conditions failed, and how. */
export const viewNearMiss = (request: unknown, { stub, distance, differences }: NearMiss) => ({
  request,
  stubMapping: toMapping(stub),
  matchResult: matchResult(distance),
  mock: { differences },
})

/** Returns WireMock's match result for a distance: 0 is a match, 1 means that every condition failed. */
export const matchResult = (distance: number) => ({
  subEvents: [],
  diffDescriptions: [],
  distance,
})

const readPattern = (pattern: Json) =>
  compiled(() => compileConditions(toRequestMatch(pattern, '')))

/** Returns a test of a stub's `metadata`, as WireMock's find-by-metadata does it. Throws a MappingError. */
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
