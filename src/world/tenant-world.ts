import type { Derive, Phone, Services } from '../core/context.ts'
import type { ClockStart } from '../core/time.ts'
import { type ComposedWorld, composeWorld, type WorldData, type WorldFormat } from './world-data.ts'
import { type Clock, type ClockSetting, createClock } from './clock.ts'
import { createDerive, createFake } from './derive.ts'
import { createIssuedCodes } from './issued-codes.ts'
import { createPersons, createProfiler } from './persons.ts'
import type { Shared, Tenants, TenantState } from './store.ts'
import { createSms, type SmsOutbox } from './sms.ts'
import { type Change, createReplay, readSettings, type TenantSettings } from './state/change.ts'
import { createWeChat } from './wechat.ts'
import { type TablesOptions, TenantTables, type WorldCount } from './world.ts'

/** One tenant: its world, its clock, and what handlers may touch of them. */
export interface TenantWorld {
  readonly key: string
  readonly services: Services
  readonly clock: Clock
  /** What WeChat and the phone network do for whoever scripts them. */
  readonly wechat: Phone
  /** Codes that were issued, and newcomers that were made up. */
  readonly counts: { readonly codes: WorldCount; readonly newcomers: WorldCount }
  readonly sms: SmsOutbox
  readonly data: () => WorldData
  /** Merges lists by key, field by field; null takes a field away. Throws WorldError and WorldsFullError, changing nothing. */
  readonly patch: (data: WorldData) => void
  /** Throws WorldError and WorldsFullError, changing nothing. */
  readonly replace: (data: WorldData) => void
  /** Throws WorldError for data that could not be put in its place. */
  readonly check: (data: WorldData) => void
  /** World and clock back to the start. */
  readonly reset: () => void
  /** Takes what another replica has changed, and tells nobody of it. */
  readonly apply: (change: Change) => void
}

/** What tenants start from. */
export interface Start {
  readonly world: ComposedWorld
  /** Absent: the tenant's own, as kept; else the usual one. */
  readonly seed: string | undefined
  /** As it was written, and what that means. */
  readonly clock: { readonly text: string; readonly start: ClockStart } | undefined
}

interface TenantOptions extends Omit<TablesOptions, 'mayChange'> {
  readonly key: string
  readonly strict: boolean
  /** What denying does on the consent page where the world does not say. */
  readonly denyRedirects: boolean
  /** Asked at each reset: fixtures may have changed. */
  readonly start: () => Start
  /** Where replicas share the world. */
  readonly shared?: Pick<Shared, 'mayChange' | 'realNow'> | undefined
}

const SEED = 'wechat-login-mock'

export const createTenantWorld = (options: TenantOptions): TenantWorld => {
  const { key, format, state, changes, start, shared } = options
  const { strict, denyRedirects } = options
  const from = (): string | undefined => start().clock?.text
  const clock = createClock({
    start: () => start().clock?.start,
    // Another --clock than the one it was set under counts for more.
    setting: state.clock?.from === from() ? state.clock : undefined,
    ...(shared === undefined ? {} : { real: shared.realNow }),
    changed: (given) => {
      // Of a clock that stands still from the start replicas share since when.
      const setting = given ?? (shared === undefined ? undefined : stoppedAt(clock))
      state.clock = setting && { ...setting, from: from() }
      changes.settings()
    },
  })
  const seedOf = (): string => {
    const seed = start().seed ?? state.seed ?? SEED
    if (seed !== state.seed && start().seed !== undefined) {
      state.seed = seed
      changes.settings()
    }
    return seed
  }
  const world = new TenantTables({ ...options, mayChange: shared?.mayChange })
  const { now } = clock
  let seeded = createDerive(seedOf())
  const derive: Derive = (purpose, ...parts) => seeded(purpose, ...parts)
  const persons = createPersons(derive, world)
  const profile = createProfiler(derive)
  const wechat = createWeChat({
    ...{ strict, denyRedirects, now, derive, world, persons, profile },
    isShared: shared !== undefined,
  })
  const sms = createSms(now, derive, world)
  const { issued, ...phone } = createIssuedCodes({ now, derive, world, persons, wechat })
  const apply =
    shared === undefined
      ? () => undefined
      : createLiveWorld(format, state, world, () => {
          seeded = createDerive(start().seed ?? state.seed ?? SEED)
          clock.take(state.clock?.from === from() ? state.clock : undefined)
        })
  return {
    key,
    clock,
    apply,
    services: { now, derive, fake: createFake(derive, now), world, wechat, sms, phone },
    wechat: phone,
    counts: { codes: issued, newcomers: persons.newcomers },
    sms,
    data: () => world.data(),
    patch: (data) => {
      world.patch(data)
    },
    replace: (data) => {
      const composed = composeWorld(format, [data])
      world.expectRoom(composed)
      world.replace(composed)
    },
    check: (data) => {
      composeWorld(format, [data])
    },
    reset: () => {
      seeded = createDerive(seedOf())
      world.replace(start().world)
      clock.reset()
    },
  }
}

const stoppedAt = (clock: Clock): ClockSetting | undefined => {
  const { now, frozen, offsetMs } = clock.state()
  return frozen ? { frozenAt: Date.parse(now), offsetMs } : undefined
}

/**
 * Applies changes that another replica has made to a tenant in use: through its tables, so that what they
 * have counted and indexed stays right. `settingsChanged`: seed, clock and whether it is kept are others.
 */
const createLiveWorld = (
  format: WorldFormat,
  state: TenantState,
  world: TenantTables,
  settingsChanged: () => void,
): ((change: Change) => void) => {
  const begun: Tenants = new Map()
  const stage = createReplay(format, begun)
  let isInParts = false

  const become = (next: TenantState): void => {
    world.replace({ lists: next.lists, site: next.site })
    takeSettings(next)
  }
  const takeSettings = ({ seed, clock, kept }: TenantSettings): void => {
    Object.assign(state, { seed, clock, kept })
    settingsChanged()
  }

  return (change) => {
    if ('journal' in change || 'dropped' in change) return
    if ('parts' in change) isInParts = true
    if (isInParts || 'world' in change) {
      stage(change)
      const whole = begun.get(change.t)
      if (whole === undefined) return
      isInParts = false
      begun.clear()
      become(whole)
    } else if ('whole' in change) return
    else if ('site' in change) {
      state.site = change.site
      takeSettings(readSettings(change.settings))
    } else {
      const collection = format.collections.get(change.l)
      // Of an API that this replica does not serve.
      if (collection === undefined) return
      const table = world.table(collection)
      if ('d' in change) for (const key of change.d) table.delete(key)
      else
        for (const row of ['n' in change ? change.n : change.r].flat()) {
          const key = row[collection.key] as string
          if ('n' in change) table.delete(key)
          table.put(row)
        }
    }
  }
}
