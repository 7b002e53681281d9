import type { Response } from 'express'
import type { Api } from '../../core/api.ts'
import { numbersAsText } from '../../core/numbers-as-text.ts'
import { WorldError } from '../../world/world-error.ts'
import type { WorldData } from '../../world/worlds.ts'
import { badInput } from './answer.ts'

/** Does something with a body that is a world; says what is wrong with one that is not. */
export const withWorld = (
  response: Response,
  apis: readonly Api[],
  body: unknown,
  act: (data: WorldData) => void,
): void => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    badInput(response, 'The body must be a JSON object: lists by name, and site.')
    return
  }
  try {
    act(numbersAsText(apis, body as WorldData))
  } catch (error) {
    if (!(error instanceof WorldError)) throw error
    badInput(response, error.message)
  }
}
