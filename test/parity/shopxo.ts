import { appMiniUserAuth } from '../../src/apis/app-mini-user-auth/index.ts'
import type { Services } from '../../src/core/context.ts'
import { openWorlds } from '../../src/world/worlds.ts'
import type { TenantWorld } from '../../src/world/tenant-world.ts'
import type { WorldData } from '../../src/world/world-data.ts'
import seedWorld from '../../fixtures/world.json' with { type: 'json' }
import { rawExchange, type RawResponse } from './raw-exchange.ts'
import type { ParityResult } from './result.ts'
import { serveApi } from './serve-api.ts'
import { showBytes, showParting } from './show.ts'
import { stateTold, type State } from './shopxo-states.ts'
import { standInWeChat } from './shopxo-wechat.ts'

/** A line of the ShopXO recordings. */
export interface ShopxoExchange {
  readonly id: string
  /** Absent in the lines of the follow-up endpoints. */
  readonly kind?: 'fixed' | 'user' | 'special'
  readonly world?: WorldData
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: readonly (readonly [name: string, value: string])[]
    readonly body: string
  }
  readonly response: {
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly cookie: boolean
    readonly body: string
  }
}

/**
 * Sends each recorded request to the shop, with the line's world over a fresh seed world, and compares the
 * answers. Special lines, whose state only their id tells, are skipped if shopxo-states.ts has no state for
 * them.
 */
export const replayShopxo = async (lines: readonly string[]): Promise<readonly ParityResult[]> => {
  if (lines.length === 0) return []
  const world = await openShop()
  let services: Services = world.services
  const served = await serveApi(appMiniUserAuth, { services: () => services })
  try {
    const results: ParityResult[] = []
    for (const line of lines) {
      const exchange = JSON.parse(line) as ShopxoExchange
      const state = stateOf(exchange)
      if (state === undefined) continue
      services = prepare(world, exchange, state)
      results.push(await replayOne(exchange, state, served.port))
    }
    return results
  } finally {
    await served.close()
  }
}

const openShop = async (): Promise<TenantWorld> => {
  const { people, codes, shopxoUsers } = seedWorld
  const worlds = await openWorlds({
    collections: appMiniUserAuth.collections,
    siteShapes: appMiniUserAuth.site === undefined ? [] : [appMiniUserAuth.site],
    seedWorld: { people, codes, shopxoUsers },
  })
  return worlds.of('shop')
}

/** A special line depends on more than its world, so it needs a state. Other lines need none. */
const stateOf = ({ id, kind }: ShopxoExchange): State | undefined =>
  stateTold(id) ?? (kind === 'special' ? undefined : {})

const prepare = (world: TenantWorld, exchange: ShopxoExchange, state: State): Services => {
  world.reset()
  world.patch({ ...exchange.world, ...state.world })
  if (state.now !== undefined) world.clock.set({ now: state.now, frozen: true })
  const { services } = world
  return { ...services, wechat: { ...services.wechat, ...standInWeChat(state.wechat) } }
}

const replayOne = async (
  exchange: ShopxoExchange,
  state: State,
  port: number,
): Promise<ParityResult> => {
  const { id, request } = exchange
  try {
    const isHead = request.method === 'HEAD'
    const response = await rawExchange(port, bytesOf(exchange), { isHead })
    const differences = compare(exchange, state, response)
    if (differences.length === 0) return { id, passed: true }
    return { id, passed: false, difference: [showRequest(exchange), ...differences].join('\n') }
  } catch (error) {
    return { id, passed: false, difference: `${showRequest(exchange)}\n    ${String(error)}` }
  }
}

const bytesOf = ({ request }: ShopxoExchange): Buffer => {
  const body = Buffer.from(request.body)
  const given = request.headers.map(([name, value]) => `${name}: ${value}`)
  const length = body.length > 0 ? [`content-length: ${body.length}`] : []
  const head = [
    `${request.method} ${request.path} HTTP/1.1`,
    'host: localhost',
    ...given,
    ...length,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

const compare = (
  { response: recorded }: ShopxoExchange,
  state: State,
  actual: RawResponse,
): readonly string[] => {
  const differences: string[] = []
  const check = (what: string, expected: string | undefined, is: string | undefined) => {
    if (expected !== is)
      differences.push(
        `    ${what}: expected ${expected ?? '(none)'}\n    ${what}: actual   ${is ?? '(none)'}`,
      )
  }
  check('status', String(recorded.status), String(actual.status))
  for (const name of ['content-type', 'allow'])
    check(name, recorded.headers[name], actual.headers.get(name))
  check('cookie', String(recorded.cookie), String(actual.headers.has('set-cookie')))
  const body = masked(recorded.body, state)
  const is = masked(actual.body.toString(), state)
  if (body.equals(is)) return differences
  return [
    ...differences,
    `    body: expected ${showBytes(body)}`,
    `    body: actual   ${showBytes(is)}`,
    `    ${showParting(body, is)}`,
  ]
}

/**
 * Masks values that change from run to run, or that belong to plugins which the recorded shop did not have
 * (README of the recordings).
 */
const masked = (body: string, { masksId = false }: State): Buffer => {
  const text = body
    .replace(/"token":"[\da-f]{32}"/, '"token":"…"')
    .replace(/("avatar":")https?:\\\/\\\/[^\\"]+/, '$1…')
    .replace(/rid: [^"]+"/, 'rid: …"')
    .replace(/"plugins_(?:distribution|user)_level":"\d+",/g, '')
  return Buffer.from(masksId ? text.replace(/"id":"\d+"/, '"id":"…"') : text)
}

const showRequest = ({ request }: ShopxoExchange): string =>
  [
    `    > ${request.method} ${request.path}`,
    ...request.headers.map(([name, value]) => `    > ${name}: ${value}`),
    `    > ${showBytes(Buffer.from(request.body))}`,
  ].join('\n')
