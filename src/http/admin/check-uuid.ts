import type { Response } from 'express'
import { sendErrors } from './mapping-errors.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Answers 400, as WireMock does, where an id in a path is none; false then. */
export const checkUuid = (response: Response, id: string): boolean => {
  if (UUID.test(id)) return true
  sendErrors(response, 400, `${id} is not a valid UUID`)
  return false
}
