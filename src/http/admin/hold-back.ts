import type { RequestHandler } from 'express'
import type { Worlds } from '../../world/worlds.ts'

/** They are to tell of a disk that hangs, not to hang with it. */
const probes = new Set(['/livez', '/readyz', '/health'])

/**
 * Holds answers back until the changes that they may tell of are safe on disk, as the lane does with
 * its own: whatever asks, for a first look at a tenant makes it.
 */
export const holdBack =
  (durable: Pick<Worlds, 'unsettled' | 'settled'>): RequestHandler =>
  (request, response, next) => {
    if (!probes.has(request.path)) {
      const end = response.end.bind(response) as (...given: unknown[]) => typeof response
      response.end = (...given: unknown[]) => {
        if (!durable.unsettled()) return end(...given)
        const leave = () => end(...given)
        // A disk that fails is the log's business and readyz's, not this client's.
        durable.settled().then(leave, leave)
        return response
      }
    }
    next()
  }
