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

/** WireMock's global settings that have an effect: the delay of answers without a delay of their own. */
export interface Settings {
  readonly delay: DelayPlan | undefined
  /** Extended settings. They are only stored for the client that set them. */
  readonly extended: Readonly<Record<string, unknown>> | undefined
  /** Number of answers delayed since the delay was set. It makes each answer's random delay differ. */
  readonly delayed: number
}

const noSettings: Settings = { delay: undefined, extended: undefined, delayed: 0 }

/** The state of a tenant before Pact's verifier set up the provider states of an interaction. */
export interface BeforeStates {
  readonly world: WorldData
  readonly uses: readonly Use[]
  readonly clock: ReturnType<Clock['state']>
  /** Ids of the stubs that were added since. */
  readonly stubs: readonly string[]
}

/** A tenant with everything that belongs to it alone. */
export interface Tenant {
  readonly key: string
  readonly world: TenantWorld
  readonly script: Script
  /** WireMock's global settings. Replace the whole object; never change it. */
  settings: Settings
  /** Returns the answer with the delay of the global settings, unless it has a delay of its own. */
  readonly delayed: (reply: Reply) => Reply
  readonly snapshots: KeptSnapshots
  /** Set between setup and teardown of Pact's states. Replace the whole object; never change it. */
  beforeStates: BeforeStates | undefined
  /** Calls `listener` for each new entry of the journal. Returns a function that stops the calls. */
  readonly follow: (listener: (entry: { readonly sequence: number }) => void) => () => void
  /** Resets world, journal, stubs, scenarios, cases in use, clock, coverage and settings. */
  reset(): void
  /** Applies the fixtures and options once more. */
  furnish(): void
}

/** The tenants of a server, by their keys. */
export interface Tenants {
  /** Returns a tenant. The first call makes it. Throws NoRoomError. */
  of(key: string): Tenant
  has(key: string): boolean
  /** Makes a tenant as `of` does, but does not keep it: for an answer that must not make a tenant. */
  passing(key: string): Tenant
  /** Protects a tenant from being dropped for another. Does nothing if there is no such tenant. */
  keep(key: string): void
  keys(): readonly string[]
  /** Returns the approximate bytes of the stubs of all tenants. */
  stubBytes(): number
  /** Returns the approximate bytes of the snapshots of all tenants. */
  snapshotBytes(): number
  /** Deletes a tenant. Returns false if there is no such tenant. */
  drop(key: string): boolean
}

/**
 * Creates the tenants of a server. `create` makes the script of a new tenant. `furnish` applies fixtures and
 * options to a new tenant and after each reset. `record` makes the recorder of changes that replicas share.
 * A tenant's script goes when its world is dropped.
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
  /** Clears the journals of dropped tenants, because their bytes count towards the limit of all journals. */
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
        // A call that must change nothing does not count.
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
    // A tenant that replicas share already has its fixtures: they are part of the shared records.
    if (shared === undefined || isNew) furnish(tenant)
    return tenant
  }
  return {
    of: (key) => {
      const isNew = shared !== undefined && !worlds.has(key)
      if (isNew) shared.mayChange()
      // Called for each request, because the worlds record which tenant was used last.
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

/** Creates the shared part of a value that is replaced and never changed in place. Undefined: no value. */
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
