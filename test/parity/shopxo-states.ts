import type { Exchange } from '../../src/core/context.ts'
import type { WorldData } from '../../src/world/world-data.ts'
import { refused } from './shopxo-wechat.ts'

/** The conditions in which a line was recorded, in addition to the `world` of the line. */
export interface State {
  readonly world?: WorldData
  /** The time in ISO 8601, if the answer shows it. */
  readonly now?: string
  /** The answer of WeChat to any code. */
  readonly wechat?: Exchange
  /** Whether the answer shows the id of a newly registered user. */
  readonly masksId?: boolean
}

const user = (columns: Readonly<Record<string, string>>): WorldData => ({
  shopxoUsers: [{ id: '1', weixin_web_openid: '', integral: '0', ...columns }],
})

const gaveToken = (token: string): WorldData => ({
  tokens: [{ token, api: 'app-mini-user-auth', kind: 'access', subject: '1' }],
})

/** The states of lines that have only an id to tell them. They were read off the recorded answers. */
const states: Readonly<Record<string, State>> = {
  noappid: { wechat: refused(41002, 'appid missing, rid: 60000000-00000000-00000000') },
  union_bind: {
    world: user({ weixin_openid: '', weixin_unionid: 'uBIND' }),
    now: '2026-11-20T23:13:01Z',
  },
  union_other_openid: { world: user({ weixin_openid: 'oOTHER', weixin_unionid: 'uBIND' }) },
  audit_info: { world: { shopxoUsers: [{ id: '9', weixin_openid: 'oAUD', status: '3' }] } },
  info_existing: { world: user({ weixin_unionid: '' }) },
  info_mand_new: { world: { site: { mandatoryBindMobile: 1 } } },
  info_new_nomand: { now: '2026-11-20T23:13:03Z', masksId: true },
  use_t1: { world: gaveToken('584c6d95891d878ba20d5b6be357379b') },
  use_t2: { world: gaveToken('c1c5e3b98127b2657c6ef4ffaadd42b4') },
  token_in_json: { world: gaveToken('c1c5e3b98127b2657c6ef4ffaadd42b4') },
}

/** Returns the state of a line by its id. Returns undefined if this file has no state for the line. */
export const stateTold = (id: string): State | undefined =>
  Object.hasOwn(states, id) ? states[id] : undefined
