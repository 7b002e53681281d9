import type { ExampleRequest } from '../../core/api.ts'
import { commonFields } from './dtos.ts'

/** The document's authcode. */
export const documentedCode = '041KIFll2LRIW74DSzll2BlMpn4KIFlb'

/** Whoever is let in when nobody could be made out. */
export const exampleOpenId = 'oCallerOfAppMiniUserAuth0000'

/** As the shop's own uni-app client asks: common parameters in the query, the others as JSON. */
const common = {
  application: 'app',
  application_client_type: 'weixin',
  token: '',
} as const

/** An example request of an action; a change to null takes a parameter away. */
export const exampleOf =
  (path: string, fields: Readonly<Record<string, unknown>>) =>
  (changes: Readonly<Record<string, unknown>> = {}): ExampleRequest => {
    const all: Readonly<Record<string, unknown>> = { ...common, ...fields, ...changes }
    const given = Object.entries(all).filter(([, value]) => value !== null)
    const query = given.filter(([name]) => Object.hasOwn(commonFields, name))
    return {
      method: 'POST',
      target: `/api.php?s=${path}${query.map(pair).join('')}&ajax=ajax&uuid=${uuid}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        Object.fromEntries(given.filter(([name]) => !Object.hasOwn(commonFields, name))),
      ),
    }
  }

const pair = ([name, value]: readonly [string, unknown]): string =>
  `&${name}=${encodeURIComponent(String(value))}`

const uuid = '11111111-1111-4111-8111-111111111111'
