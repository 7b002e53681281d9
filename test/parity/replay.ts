import { replayAspNet } from './aspnet.ts'
import { isExchange, replayExchanges } from './exchanges.ts'
import type { ParityResult } from './result.ts'
import { replayShopxo } from './shopxo.ts'
import { isSpring } from './spring-exchange.ts'
import { replaySpring } from './spring.ts'
import { isWireMock, replayWireMock } from './wiremock.ts'

/**
 * Replays recorded lines against the stack they were recorded from, which their fields tell: those of
 * `verify --record` and `serve --record` against the mock as it is shipped; of those that have groups,
 * these groups only.
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

/** ASP.NET's lines name the API and keep their bodies in base64. */
const isAspNet = (line: string): boolean => {
  const { api, request } = JSON.parse(line) as { api?: unknown; request?: object }
  return typeof api === 'string' && request !== undefined && 'bodyBase64' in request
}

/** ShopXO's lines have their bodies as text. */
const isShopxo = (line: string): boolean => {
  const { request, response } = JSON.parse(line) as { request?: object; response?: object }
  return request !== undefined && response !== undefined && 'cookie' in response
}
