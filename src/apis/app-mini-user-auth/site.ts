import type { Services } from '../../core/context.ts'
import type { Envelope } from '../../dialects/thinkphp/index.ts'
import { cases } from './cases.ts'

type Site = Readonly<Record<string, unknown>>

/** What a closed shop says to every request; undefined while it is open. */
export const closedAnswer = ({ world }: Pick<Services, 'world'>): Envelope | undefined => {
  const { closed, closedReason } = world.site()
  if (closed === undefined || closed === null || closed === false) return undefined
  const { message, code } = cases['site-closed']
  const given = typeof closedReason === 'string' && closedReason !== ''
  return { msg: given ? closedReason : message, code, data: '' }
}

/** `is_mandatory_bind_mobile`: one setting for all users (R). */
export const mandatoryBindMobile = (site: Site): 0 | 1 =>
  Number(site['mandatoryBindMobile'] ?? 0) === 1 ? 1 : 0

/** What stands before a relative avatar. */
export const attachmentHost = (site: Site): string => {
  const host = site['attachmentHost']
  return typeof host === 'string' ? host : 'https://d1.shopxo.vip'
}
