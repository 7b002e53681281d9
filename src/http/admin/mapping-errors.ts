import type { Response } from 'express'
import { isMappingError } from '../../scripting/wiremock/request-pattern.ts'

/** WireMock's codes of its errors. */
const UNREADABLE = 10
export const INVALID_STATE = 11
export const DUPLICATE_ID = 109

/** WireMock's `errors`: what is wrong. */
export const sendErrors = (
  response: Response,
  status: number,
  title: string,
  code = status === 404 ? 404 : UNREADABLE,
): void => {
  response.status(status).json({ errors: [{ code, title }] })
}

/** Answers 422 for what cannot be understood: `detail` is one sentence, the pointer says where it is. */
export const sendUnreadable = (response: Response, pointer: string, detail: string): void => {
  response.status(422).json({
    errors: [{ code: UNREADABLE, source: { pointer }, title: 'Error parsing JSON', detail }],
  })
}

/** Answers a mapping or pattern that cannot be understood as WireMock does: 422 and where it is. */
export const withMappings = (response: Response, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!isMappingError(error)) throw error
    sendUnreadable(response, error.pointer === '' ? '/' : error.pointer, error.message)
  }
}
