import type { Routed } from '../core/routing.ts'
import type { Reply } from '../core/wire.ts'
import { problem } from '../scripting/problem.ts'
import { isCrossSite } from './browser-walls.ts'
import type { Exchange } from './exchange.ts'
import type { Tenant, Tenants } from './tenants.ts'

/**
 * What is answered for a tenant that is not there, without making it; undefined where it is to be made:
 * for an operation, and where a stub answers. Any page could fill all places with links and images.
 */
export const answerUnknown = (
  key: string,
  exchange: Exchange,
  { claim }: Routed,
  tenants: Tenants,
  respond: (tenant: Tenant) => Reply | Promise<Reply>,
): Reply | undefined => {
  if (isCrossSite(exchange.headers)) return foreign(key)
  if (claim.operation !== undefined) return undefined
  const passing = tenants.passing(key)
  const reply = respond(passing)
  // Only an operation, or a back end, whose tenants are made, answers later.
  if (reply instanceof Promise) return undefined
  const decider = passing.script.journal.latest()?.trace.decider
  // What its journal holds counts among all journals.
  passing.script.journal.clear()
  return decider === 'stub' || decider === 'scenario' ? undefined : reply
}

const foreign = (key: string): Reply =>
  problem(
    403,
    'Tenant not made',
    `There is no tenant ${key}, and a page of another site makes none: make it by an admin call, such as GET /t/${key}/__admin/world.`,
  )
