import type { Response } from 'express'

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

export const notFound = (response: Response, detail: string): void => {
  sendProblem(response, 404, 'Not found', detail)
}

export const badInput = (response: Response, detail: string): void => {
  sendProblem(response, 400, 'Body not understood', detail)
}
