import type { Api } from './api.ts'
import type { Claim } from './dialect.ts'
import type { WireRequest } from './wire.ts'

/** The API that a request is for, and what it claims of it. */
export interface Routed {
  readonly api: Api
  readonly claim: Claim
}

/** Asks each API, in order; the surest claim wins. Throws at start if no dialect takes the rest. */
export const createRouter = (apis: readonly Api[]): ((request: WireRequest) => Routed) => {
  const claimants = apis.map((api) => ({ api, claims: api.dialect.claims(api) }))
  return (request) => {
    let best: Routed | undefined
    for (const { api, claims } of claimants) {
      const claim = claims(request)
      if (claim === undefined) continue
      if (claim.rank === 2) return { api, claim }
      if (best === undefined || claim.rank > best.claim.rank) best = { api, claim }
    }
    if (best === undefined)
      throw new Error(`No API claims ${request.path}: add one whose dialect takes the rest.`)
    const { api, claim } = best
    return claim.settle === undefined ? best : { api, claim: claim.settle(request) }
  }
}
