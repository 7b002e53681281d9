import { replayAspNet } from './aspnet.ts'
import { isExchange, replayExchanges } from './exchanges.ts'
import type { ParityResult } from './result.ts'
import { replayShopxo } from './shopxo.ts'
import { isSpring } from './spring-exchange.ts'
import { replaySpring } from './spring.ts'
import { isWireMock, replayWireMock } from './wiremock.ts'

/**
 * Replays recorded lines against the stack that they were recorded from, which is recognised by their fields.
 * Lines of `verify --record` and `serve --record` are replayed against the shipped mock. `groups` selects
 * groups of the recordings that have groups. Throws an Error for lines of no known recording.
 */
export const replay = async (
  given: readonly string[],
  groups: readonly string[] = [],
): Promise<readonly ParityResult[]> => {
  const wiremock = given.filter(isWireMock)
  const spring = given.filter(isSpring)
  const exchanges = given.filter(isExchange)
  const lines = given.filter((line) => !isWireMock(line) && !isSpring(line) && !isExchange(line))
  const aspnet = lines.filter(isAspNet)
  const others = lines.filter((line) => !isAspNet(line))
  const unknown = others.filter((line) => !isShopxo(line))
  if (unknown.length > 0) throw new Error(`${unknown.length} lines are of no known recording.`)
  return [
    ...(await replayAspNet(aspnet)),
    ...(await replayShopxo(others)),
    ...(await replaySpring(spring, groups)),
    ...(await replayWireMock(wiremock, groups)),
    ...(await replayExchanges(exchanges)),
  ]
}

/** Whether a line belongs to the ASP.NET recordings, which name the API and have bodies in base64. */
const isAspNet = (line: string): boolean => {
  const { api, request } = JSON.parse(line) as { api?: unknown; request?: object }
  return typeof api === 'string' && request !== undefined && 'bodyBase64' in request
}

/**
 * Whether a line belongs to the ShopXO recordings, which have bodies as text and tell whether a cookie was
 * set.
 */
const isShopxo = (line: string): boolean => {
  const { request, response } = JSON.parse(line) as { request?: object; response?: object }
  return request !== undefined && response !== undefined && 'cookie' in response
}
