import type { Response } from 'express'
import { isMappingError } from '../../scripting/wiremock/request-pattern.ts'

/** WireMock's `errors`: what cannot be understood, and where. */
export const sendErrors = (
  response: Response,
  status: number,
  title: string,
  pointer?: string,
): void => {
  const source = pointer === undefined ? {} : { source: { pointer } }
  response.status(status).json({ errors: [{ code: status === 404 ? 404 : 10, ...source, title }] })
}

/** Answers a mapping or pattern that cannot be understood as WireMock does: 422 and where it is. */
export const withMappings = (response: Response, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!isMappingError(error)) throw error
    sendErrors(response, 422, error.message, error.pointer)
  }
}
