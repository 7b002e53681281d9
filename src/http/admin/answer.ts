import type { Response, Request } from 'express'
import { isMappingError } from '../../scripting/wiremock/mapping-members.ts'

/** An admin refusal (RFC 9457): one sentence, never a stack trace. */
export const sendProblem = (
  response: Response,
  status: number,
  title: string,
  detail: string,
): void => {
  // Past Express's own `set` and `send`, which would add a charset that the type does not have.
  response.status(status).setHeader('Content-Type', 'application/problem+json')
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }))
}

/** Answers 404 with a problem; `detail` is one sentence. */
export const notFound = (response: Response, detail: string): void => {
  sendProblem(response, 404, 'Not found', detail)
}

/** Answers 400 for a body that cannot be used; `detail` is one sentence. */
export const badInput = (response: Response, detail: string): void => {
  sendProblem(response, 400, 'Body not understood', detail)
}

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

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Answers 400, as WireMock does, where an id in a path is none; false then. */
export const checkUuid = (response: Response, id: string): boolean => {
  if (UUID.test(id)) return true
  sendErrors(response, 400, `${id} is not a valid UUID`)
  return false
}

/**
 * A whole number in the query; undefined where there is none. Answers with the 500 that WireMock answers,
 * and a sentence, where it is something else: `refused`.
 */
export const wholeIn = (
  response: Response,
  query: Request['query'],
  name: string,
): number | undefined | 'refused' => {
  const text = query[name]
  if (text === undefined) return undefined
  if (typeof text === 'string' && /^\+?\d{1,10}$/.test(text) && Number(text) < 2 ** 31)
    return Number(text)
  sendProblem(
    response,
    500,
    'Query not understood',
    `${name} is a whole number from 0 to 2147483647.`,
  )
  return 'refused'
}

/** Some of a list: at most `limit` from the one at `offset`. */
export const pageOf = <T>(all: readonly T[], offset = 0, limit = all.length): readonly T[] =>
  all.slice(offset, offset + limit)
