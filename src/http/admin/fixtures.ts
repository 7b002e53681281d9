import { Router } from 'express'
import { nobody, peopleIn } from '../../scripting/fixtures/person-references.ts'
import { createFixtureReader, problemText } from '../../scripting/fixtures/read-fixture.ts'
import { stubsOf, usesOf } from '../../scripting/fixtures/to-stubs.ts'
import type { Admin } from './admin.ts'
import { badInput, sendProblem } from './answer.ts'
import { readFields } from './fields.ts'
import { withWorld } from './with-world.ts'

export const fixtureFields = { text: 'text', name: 'text?' } as const

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
    const unfit = (['clock', 'seed'] as const).find((member) => fixture[member] !== undefined)
    if (unfit !== undefined) {
      const instead =
        unfit === 'clock' ? 'set the clock with PUT /__admin/clock' : 'start the server with --seed'
      sendProblem(
        response,
        422,
        'Fixture not understood',
        `${name}: ${unfit} works in a fixture file at the start only; ${instead}.`,
      )
      return
    }
    const { script, world } = tenant(request)
    const people = peopleIn([world.data(), fixture.world ?? {}])
    const stranger = result.people?.find(({ person }) => !people.has(person))
    if (stranger !== undefined) {
      const message = `${stranger.path}: ${nobody(stranger.person, people)}`
      const detail = problemText({ ...stranger, message })
      sendProblem(response, 422, 'Fixture not understood', detail)
      return
    }
    const stubs = stubsOf(fixture, (origin) => world.services.derive('stub', origin).guid(), name)
    if (script.stubs.size() + stubs.length > limits.stubs) {
      sendProblem(
        response,
        422,
        'Too many stubs',
        `There would be ${script.stubs.size() + stubs.length} stubs, and ${limits.stubs} are a tenant's most; delete some first or raise --stubs.`,
      )
      return
    }
    withWorld(response, apis, fixture.world ?? {}, (data) => {
      if (fixture.world !== undefined) world.patch(data)
      for (const stub of stubs) script.stubs.put(stub)
      script.uses.putTurns(usesOf(fixture))
      response.json({ stubs: stubs.map(({ id }) => id) })
    })
  })
  return router
}
