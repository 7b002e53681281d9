import type { Fixture } from '../../scripting/fixtures/fixture.ts'
import { stubsOf, usesOf } from '../../scripting/fixtures/to-stubs.ts'
import type { Stub } from '../../scripting/stubs/stub.ts'
import type { Limits } from '../limits.ts'
import type { Tenant } from '../tenants.ts'

/** The stubs of a fixture, with ids of the tenant's own. `name`: what the fixture is called. */
export const fixtureStubs = (fixture: Fixture, name: string, { world }: Tenant): readonly Stub[] =>
  stubsOf(fixture, (origin) => world.services.derive('stub', origin).guid(), name)

/** Why a tenant has no room for so many stubs more; undefined where it has. */
export const noRoomForStubs = (
  more: readonly Stub[],
  { script }: Tenant,
  limits: Limits,
): string | undefined => {
  const count = script.stubs.size() + more.length
  return count > limits.stubs
    ? `There would be ${count} stubs, and ${limits.stubs} are a tenant's most; delete some first or raise --stubs.`
    : undefined
}

/** Merges the fixture's world, then puts its stubs and cases in use. Throws WorldError and WorldsFullError, changing nothing. */
export const putFixture = (
  fixture: Fixture,
  stubs: readonly Stub[],
  { script, world }: Tenant,
): void => {
  if (fixture.world !== undefined) world.patch(fixture.world)
  for (const stub of stubs) script.stubs.put(stub)
  script.uses.putTurns(usesOf(fixture))
}
