import type { Derive } from '../../core/context.ts'
import { LONGEST_DELAY_MS } from '../../core/wire.ts'
import type { DelayPlan } from './stub.ts'

const RESOLUTION = 2 ** 32

/** The milliseconds of a plan. The same seed and the same parts draw the same. */
export const drawDelay = (
  derive: Derive,
  plan: DelayPlan,
  ...parts: readonly [string, string]
): number => {
  if (typeof plan === 'number') return plan
  const draw = (which: string) =>
    (derive('delay', ...parts, which).below(RESOLUTION) + 0.5) / RESOLUTION
  const ms =
    plan.type === 'uniform'
      ? plan.lower + draw('u') * (plan.upper - plan.lower)
      : plan.median * Math.exp(plan.sigma * gaussian(draw('u'), draw('v')))
  const most = plan.type === 'lognormal' ? (plan.most ?? LONGEST_DELAY_MS) : LONGEST_DELAY_MS
  return Math.min(LONGEST_DELAY_MS, most, Math.round(ms))
}

/** Box and Muller. */
const gaussian = (u: number, v: number): number =>
  Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v)
