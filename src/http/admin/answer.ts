import type { Response } from 'express'

/** An admin refusal (RFC 9457): one sentence, never a stack trace. */
export const sendProblem = (
  response: Response,
  status: number,
  title: string,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): void => {
  response
    .status(status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail, ...more }))
}

export const notFound = (response: Response, detail: string): void => {
  sendProblem(response, 404, 'Not found', detail)
}

export const badInput = (response: Response, detail: string): void => {
  sendProblem(response, 400, 'Body not understood', detail)
}
