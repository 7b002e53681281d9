import type { RequestHandler, Response } from 'express'
import { UNWRITTEN, unwrittenBecause, type Durable } from '../deliver.ts'
import { sendProblem } from './answer.ts'

/** Probes tell of a disk that hangs and do not hang with it; a stop needs no disk. */
const exempt = new Set(['/livez', '/readyz', '/health', '/shutdown'])

/** Calls that change nothing but what a first look at a tenant makes. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Holds answers back until the changes that they may tell of are safe on disk, as the data plane does:
 * whatever asks, for a first look at a tenant makes it. While the disk cannot be written, calls that
 * change something are refused before they do.
 */
export const holdBack =
  (durable: Durable): RequestHandler =>
  (request, response, next) => {
    if (exempt.has(request.path)) {
      next()
      return
    }
    const unkept = durable.status().degraded
    if (unkept !== undefined && !reading.has(request.method)) {
      sendProblem(response, 503, UNWRITTEN, unwrittenBecause(unkept))
      return
    }
    const end = response.end.bind(response) as (...given: unknown[]) => typeof response
    response.end = (...given: unknown[]) => {
      if (!durable.unsettled()) return end(...given)
      durable.settled().then(
        () => end(...given),
        (error: unknown) => {
          response.end = end
          replace(response, (error as Error).message)
        },
      )
      return response
    }
    next()
  }

/** Puts the refusal in place of an answer that is made; one that has begun to leave is broken off. */
const replace = (response: Response, reason: string): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  sendProblem(response, 503, UNWRITTEN, unwrittenBecause(reason))
}
