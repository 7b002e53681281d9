import type { Response } from 'express'
import { isMappingError } from '../../scripting/wiremock/request-pattern.ts'

/** Answers a mapping or pattern that cannot be understood as WireMock does: 422 and where it is. */
export const withMappings = (response: Response, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!isMappingError(error)) throw error
    response
      .status(422)
      .json({ errors: [{ code: 10, source: { pointer: error.pointer }, title: error.message }] })
  }
}
