import type { Stub } from '../stubs/stub.ts'
import { isWithin } from '../stubs/bounded.ts'
import { compileMatch } from '../stubs/value-match.ts'
import { prettyJson } from './pretty-json.ts'
import { toMapping } from './mapping.ts'
import { mappingError, toValueMatch } from './request-pattern.ts'

/** A test of stubs by their `metadata`, as WireMock's find-by-metadata takes it. Throws a MappingError. */
export const metadataTest = (pattern: unknown): ((stub: Stub) => boolean) => {
  const match = toValueMatch(pattern, '')
  const test = compiled(() => compileMatch(match))
  return (stub) => {
    const { metadata } = toMapping(stub)
    const text = metadata === undefined ? 'null' : prettyJson(metadata)
    return isWithin(() => test(text, () => NaN))
  }
}

const compiled = <T>(compile: () => T): T => {
  try {
    return compile()
  } catch (error) {
    throw mappingError('', (error as Error).message)
  }
}
