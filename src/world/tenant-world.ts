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

/** One tenant: its world, its clock, and the services that handlers use. */
export interface TenantWorld {
  readonly key: string
  readonly services: Services
  readonly clock: Clock
  /** The WeChat app on a phone, for the admin API. */
  readonly wechat: Phone
  /** The numbers of issued codes and of made-up newcomers, which replicas share. */
  readonly counts: { readonly codes: WorldCount; readonly newcomers: WorldCount }
  readonly sms: SmsOutbox
  readonly data: () => WorldData
  /**
   * Merges data into the world: records by key, field by field. Null removes a field. Throws WorldError
   * or WorldsFullError; then nothing has changed.
   */
  readonly patch: (data: WorldData) => void
  /** Replaces the world. Throws WorldError or WorldsFullError; then nothing has changed. */
  readonly replace: (data: WorldData) => void
  /** Throws WorldError if the data cannot replace the world. */
  readonly check: (data: WorldData) => void
  /** Sets the world and the clock as they were at the start. */
  readonly reset: () => void
  /** Applies another replica's change. The caller discards what this reports to `changes`. */
  readonly apply: (change: Change) => void
}

/** The world, seed and clock with which tenants start. */
export interface Start {
  readonly world: ComposedWorld
  /** Absent: tenants use their stored seed, or the default seed. */
  readonly seed: string | undefined
  /** The value of `--clock`, as text and as read. */
  readonly clock: { readonly text: string; readonly start: ClockStart } | undefined
}

interface TenantOptions extends Omit<TablesOptions, 'mayChange'> {
  readonly key: string
  readonly strict: boolean
  /** Whether denying on the consent page redirects, if the world has no `site.denyRedirects`. */
  readonly denyRedirects: boolean
  /** Called at each reset, because fixtures may have changed. */
  readonly start: () => Start
  /** Present if replicas share the world. */
  readonly shared?: Pick<Shared, 'mayChange' | 'realNow'> | undefined
}

const SEED = 'wechat-login-mock'

/** Creates a tenant on its stored state. Does not fill the world: a new tenant has to be reset first. */
export const createTenantWorld = (options: TenantOptions): TenantWorld => {
  const { key, format, state, changes, start, shared } = options
  const { strict, denyRedirects } = options
  const from = (): string | undefined => start().clock?.text
  const clock = createClock({
    start: () => start().clock?.start,
    // A stored setting counts only under the same --clock under which it was made.
    setting: state.clock?.from === from() ? state.clock : undefined,
    ...(shared === undefined ? {} : { real: shared.realNow }),
    changed: (given) => {
      // If a clock starts frozen, its offset depends on the moment of the start. Replicas share this moment.
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
 * Creates the function that applies another replica's changes to a tenant in use. Changes go through the
 * tenant's tables, so that their sizes and indexes stay right. `settingsChanged` is called after the
 * seed, the clock and `kept` were replaced.
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
      // This replica does not serve the API that has this list.
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
