import type { Log } from '../core/log.ts'
import type { Tenants } from '../http/tenants.ts'
import type { FixtureSet } from '../scripting/fixtures/fixture-set.ts'
import { WorldsFullError } from '../world/world-room.ts'
import type { StartOptions, Worlds } from '../world/worlds.ts'
import type { MockOptions } from './options.ts'

/** Returns what worlds start from. Options override fixtures. */
export const startOf = (options: MockOptions, set: FixtureSet | undefined): StartOptions => ({
  overlays: set?.worlds() ?? [],
  seed: options.seed ?? set?.seed(),
  clock: options.clock ?? set?.clock(),
})

/**
 * Reads fixtures again when they change, and applies them to all tenants. If there are problems, it logs them
 * and changes nothing. Returns a function that stops watching.
 */
export const watchFixtures = (
  set: FixtureSet,
  options: MockOptions,
  worlds: Worlds,
  tenants: Tenants,
  log: Log,
): (() => void) =>
  set.watch(
    (problems) => {
      for (const problem of problems) log('error', `fixture not taken: ${problem}`)
      if (problems.length > 0) return
      for (const key of tenants.keys()) {
        const tenant = tenants.of(key)
        try {
          for (const world of set.worlds()) tenant.world.patch(world)
          tenant.furnish()
        } catch (error) {
          if (!(error instanceof WorldsFullError)) throw error
          log('error', `fixture not taken by tenant ${key}: ${error.message}`)
        }
      }
      log('info', 'fixtures read again')
    },
    () => {
      worlds.startFrom(startOf(options, set))
    },
    options.watchInterval,
  )
