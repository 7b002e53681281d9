import { Router } from 'express'
import { nobody, peopleIn } from '../../scripting/fixtures/check-fixture.ts'
import { createFixtureReader, problemText } from '../../scripting/fixtures/read-fixture.ts'
import type { Admin } from './admin.ts'
import { badInput, sendProblem } from './answer.ts'
import { readFields } from './fields.ts'
import { withWorld } from './world.ts'
import { type Fixture, stubsOf, usesOf } from '../../scripting/fixtures/fixture.ts'
import type { Stub } from '../../scripting/stubs/stub.ts'
import type { Limits } from '../limits.ts'
import type { Tenant } from '../tenants.ts'
import { compileConditions } from '../../scripting/stubs/request-match.ts'

/** Members of the body of `POST /fixtures`: YAML or JSON, and the name that problems call it by. */
export const fixtureFields = { text: 'text', name: 'text?' } as const

/** What a tenant cannot be given afterwards, and what to do instead. */
const atStartOnly = [
  ['clock', 'set the clock with PUT /__admin/clock'],
  ['seed', 'start the server with --seed'],
  ['states', 'start the server with --fixtures'],
] as const

/**
 * A fixture of the tenant's own: its world is merged, its stubs, scenarios and cases in use are put.
 * What does not fit is refused with its lines, and then nothing is changed.
 */
export const fixtures = ({ apis, tenant, limits }: Admin): Router => {
  const router = Router()
  const read = createFixtureReader(apis)

  router.post('/fixtures', (request, response) => {
    const fields = readFields(request.body, fixtureFields)
    if (!fields.ok) {
      badInput(response, fields.why)
      return
    }
    const { text, name = 'fixture' } = fields.fields
    const result = read(name, text)
    if (result.kind === 'problems') {
      const detail = result.problems.map(problemText).join('\n')
      sendProblem(response, 422, 'Fixture not understood', detail)
      return
    }
    const { fixture } = result
    const unfit = atStartOnly.find(([member]) => fixture[member] !== undefined)
    if (unfit !== undefined) {
      const [member, instead] = unfit
      sendProblem(
        response,
        422,
        'Fixture not understood',
        `${name}: ${member} works in a fixture file at the start only; ${instead}.`,
      )
      return
    }
    const own = tenant(request)
    const people = peopleIn([own.world.data(), fixture.world ?? {}])
    const stranger = result.people?.find(({ person }) => !people.has(person))
    if (stranger !== undefined) {
      const message = `${stranger.path}: ${nobody(stranger.person, people)}`
      const detail = problemText({ ...stranger, message })
      sendProblem(response, 422, 'Fixture not understood', detail)
      return
    }
    const stubs = fixtureStubs(fixture, name, own)
    const full = noRoomForStubs(stubs, own, limits)
    if (full !== undefined) {
      sendProblem(response, 422, 'Too many stubs', full)
      return
    }
    withWorld(response, apis, fixture.world ?? {}, () => {
      putFixture(fixture, stubs, own)
      response.json({ stubs: stubs.map(({ id }) => id) })
    })
  })
  return router
}

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
  for (const stub of stubs) script.stubs.put(stub, compileConditions)
  script.uses.putTurns(usesOf(fixture))
}
