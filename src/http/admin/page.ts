import type { Request, Response } from 'express'
import { sendProblem } from './answer.ts'

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
