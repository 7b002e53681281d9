import type { Reply } from '../core/wire.ts'
import type { Script } from '../scripting/script.ts'
import type { Sharing } from '../scripting/shared/script-change.ts'
import type { ScriptRecorder, SharedPart } from '../scripting/shared/shared-script.ts'
import { drawDelay } from '../scripting/stubs/answer.ts'
import type { DelayPlan } from '../scripting/stubs/stub.ts'
import type { Use } from '../scripting/use.ts'
import type { Clock } from '../world/clock.ts'
import type { TenantWorld } from '../world/tenant-world.ts'
import type { WorldData } from '../world/world-data.ts'
import type { Worlds } from '../world/worlds.ts'
import { createKeptSnapshots, type KeptSnapshots } from './kept-snapshots.ts'

export { DEFAULT_TENANT } from '../world/store.ts'

/** WireMock's global settings, as far as they do anything: the delay of answers that have none of their own. */
export interface Settings {
  readonly delay: DelayPlan | undefined
  /** Kept for whoever put them there. */
  readonly extended: Readonly<Record<string, unknown>> | undefined
  /** Answers delayed since the delay was set; each draws anew. */
  readonly delayed: number
}

const noSettings: Settings = { delay: undefined, extended: undefined, delayed: 0 }

/** A tenant as it was before the states of an interaction that Pact's verifier set up. */
export interface BeforeStates {
  readonly world: WorldData
  readonly uses: readonly Use[]
  readonly clock: ReturnType<Clock['state']>
  /** Ids of stubs that were put since. */
  readonly stubs: readonly string[]
}

/** Everything one tenant has to itself. */
export interface Tenant {
  readonly key: string
  readonly world: TenantWorld
  readonly script: Script
  /** WireMock's global settings; replaced as a whole. */
  settings: Settings
  /** The answer with the delay of everything, unless it has one of its own. */
  readonly delayed: (reply: Reply) => Reply
  readonly snapshots: KeptSnapshots
  /** Of Pact's states, between setup and teardown; replaced as a whole. */
  beforeStates: BeforeStates | undefined
  /** Calls back for each new entry of the journal until the function that is returned is called. */
  readonly follow: (listener: (entry: { readonly sequence: number }) => void) => () => void
  /** World, journal, stubs, scenarios, cases in use, clock and coverage back to the start. */
  reset(): void
  /** Puts in what fixtures and options say, once more. */
  furnish(): void
}

/** The tenants of a server, by their keys. */
export interface Tenants {
  /** Made on first use. Throws NoRoomError. */
  of(key: string): Tenant
  has(key: string): boolean
  /** As `of` makes one, but held by nobody: for an answer that makes no tenant. */
  passing(key: string): Tenant
  /** Never drops it for another from now on. Nothing where there is none. */
  keep(key: string): void
  keys(): readonly string[]
  /** Bytes of the stubs of all tenants, roughly. */
  stubBytes(): number
  /** Bytes of the snapshots of all tenants, roughly. */
  snapshotBytes(): number
  /** False when there was none. */
  drop(key: string): boolean
}

/**
 * `create` makes a new tenant's script; `furnish` puts into it what fixtures and options say, at first
 * and after each reset. A world that is dropped takes its script along. `record`: takes down what becomes of
 * one that replicas share.
 */
export const createTenants = (
  worlds: Worlds,
  create: (world: TenantWorld, sharing: Sharing | undefined) => Script,
  furnish: (tenant: Tenant) => void,
  record?: (world: TenantWorld) => ScriptRecorder,
): Tenants => {
  const { shared } = worlds
  const known = new WeakMap<TenantWorld, Tenant>()
  const byKey = new Map<string, Tenant>()
  /** The journals share what they may keep: those of dropped tenants give back theirs. */
  const forgetDropped = (coming: string): void => {
    for (const [key, { script }] of byKey)
      if (key === coming || !worlds.has(key)) {
        script.journal.clear()
        byKey.delete(key)
      }
  }
  const make = (key: string, world: TenantWorld, recorder?: ScriptRecorder): Tenant => {
    const script = create(world, recorder?.sharing)
    const tenant: Tenant = {
      key,
      world,
      script,
      settings: noSettings,
      delayed: (reply) => {
        const { delay, delayed } = tenant.settings
        if (delay === undefined || reply.delay !== undefined) return reply
        // A turn that must change nothing does not count.
        if (shared?.isGuarded() !== true)
          tenant.settings = { ...tenant.settings, delayed: delayed + 1 }
        const { derive } = world.services
        const beforeMs = drawDelay(derive, delay, 'settings', String(delayed))
        return { ...reply, delay: { beforeMs } }
      },
      snapshots: createKeptSnapshots(recorder !== undefined),
      beforeStates: undefined,
      follow: (listener) => (recorder ?? script.journal).follow(listener),
      reset: () => {
        world.reset()
        script.reset()
        tenant.settings = noSettings
        furnish(tenant)
      },
      furnish: () => {
        furnish(tenant)
      },
    }
    return tenant
  }
  const begin = (key: string, world: TenantWorld, isNew: boolean): Tenant => {
    forgetDropped(key)
    const recorder = record?.(world)
    const tenant = make(key, world, recorder)
    known.set(world, tenant)
    byKey.set(key, tenant)
    if (recorder !== undefined) {
      recorder.record(tenant.script, [
        valuePart('settings', {
          get: () => tenant.settings,
          set: (settings) => {
            tenant.settings = settings ?? noSettings
          },
        }),
        tenant.snapshots.shared,
        valuePart('before', {
          get: () => tenant.beforeStates,
          set: (before) => {
            tenant.beforeStates = before
          },
        }),
        ...Object.entries(world.counts).map(([name, { count, take }]) =>
          valuePart(name, { get: count, set: take }),
        ),
      ])
      shared?.attachScript(key, recorder)
    }
    // What replicas share says itself what was put in.
    if (shared === undefined || isNew) furnish(tenant)
    return tenant
  }
  return {
    of: (key) => {
      const isNew = shared !== undefined && !worlds.has(key)
      if (isNew) shared.mayChange()
      // Asked each time: the worlds keep count of who was used last.
      const world = worlds.of(key)
      return known.get(world) ?? begin(key, world, isNew)
    },
    has: (key) => worlds.has(key),
    passing: (key) => {
      const tenant = make(key, worlds.passing(key))
      furnish(tenant)
      return tenant
    },
    keep: (key) => {
      worlds.keep(key)
    },
    keys: () => worlds.keys(),
    stubBytes: () =>
      [...byKey].reduce(
        (sum, [key, { script }]) => sum + (worlds.has(key) ? script.stubs.bytes() : 0),
        0,
      ),
    snapshotBytes: () =>
      [...byKey].reduce(
        (sum, [key, { snapshots }]) => sum + (worlds.has(key) ? snapshots.bytes() : 0),
        0,
      ),
    drop: (key) => worlds.drop(key),
  }
}

/** A value, never changed in place, among what replicas share; undefined at first. */
const valuePart = <T>(
  name: string,
  { get, set }: { readonly get: () => T | undefined; readonly set: (value: T | undefined) => void },
): SharedPart => {
  let told = get()
  const record = () => ({ [name]: told ?? null })
  const take = (value: T | undefined): void => {
    set(value)
    told = get()
  }
  return {
    changed: () => {
      if (get() === told) return undefined
      told = get()
      return record()
    },
    whole: () => (get() === undefined ? [] : [record()]),
    apply: (given) => {
      const value = (given as Readonly<Record<string, T | null | undefined>>)[name]
      if (value === undefined) return false
      take(value ?? undefined)
      return true
    },
    clear: () => {
      take(undefined)
    },
  }
}
