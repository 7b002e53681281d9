import type { Script } from '../scripting/script.ts'
import type { TenantWorld, Worlds } from '../world/worlds.ts'

/** Everything one tenant has to itself. */
export interface Tenant {
  readonly key: string
  readonly world: TenantWorld
  readonly script: Script
}

export interface Tenants {
  /** Made on first use. */
  of(key: string): Tenant
  keys(): readonly string[]
  /** False when there was none. */
  drop(key: string): boolean
}

export const DEFAULT_TENANT = 'default'

/** `furnish` gives a new tenant's world its script. A world that is dropped takes its script along. */
export const createTenants = (
  worlds: Worlds,
  furnish: (world: TenantWorld) => Script,
): Tenants => {
  const furnished = new WeakMap<TenantWorld, Tenant>()
  return {
    of: (key) => {
      // Asked each time: the worlds keep count of who was used last.
      const world = worlds.of(key)
      let tenant = furnished.get(world)
      if (tenant === undefined) {
        tenant = { key, world, script: furnish(world) }
        furnished.set(world, tenant)
      }
      return tenant
    },
    keys: () => worlds.keys(),
    drop: (key) => worlds.drop(key),
  }
}
