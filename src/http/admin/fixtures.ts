import { Router, type Response } from 'express'
import { nobody, peopleIn } from '../../scripting/fixtures/check-fixture.ts'
import {
  createFixtureReader,
  problemText,
  createReadyMade,
  type ReadyMade,
} from '../../scripting/fixtures/read-fixture.ts'
import { type Admin, badInput, sendProblem } from './admin.ts'
import { readFields } from './json-body.ts'
import { withWorld } from './world.ts'
import { type Fixture, stubsOf, usesOf, filledState } from '../../scripting/fixtures/fixture.ts'
import type { Stub } from '../../scripting/stubs/stub.ts'
import type { Limits } from '../limits.ts'
import type { Tenant, BeforeStates } from '../tenants.ts'
import { compileConditions } from '../../scripting/stubs/request-match.ts'
import { casesOf } from '../../core/catalogue.ts'
import { parseClock } from '../../core/time.ts'
import { nearestName } from '../../core/nearest-name.ts'
import type { Clock } from '../../world/clock.ts'

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
    if (!hasRoom(response, stubs, own, limits)) return
    withWorld(response, apis, fixture.world ?? {}, () => {
      putFixture(fixture, stubs, own)
      response.json({ stubs: stubs.map(({ id }) => id) })
    })
  })
  return router
}

/** The stubs of a fixture, with ids of the tenant's own. `name`: what the fixture is called. */
const fixtureStubs = (fixture: Fixture, name: string, { world }: Tenant): readonly Stub[] =>
  stubsOf(fixture, (origin) => world.services.derive('stub', origin).guid(), name)

/** Whether a tenant has room for so many stubs more; answers 422 where it has not. */
const hasRoom = (
  response: Response,
  more: readonly Stub[],
  { script }: Tenant,
  { stubs }: Limits,
): boolean => {
  const count = script.stubs.size() + more.length
  if (count <= stubs) return true
  const detail = `There would be ${count} stubs, and ${stubs} are a tenant's most; delete some first or raise --stubs.`
  sendProblem(response, 422, 'Too many stubs', detail)
  return false
}

/** Merges the fixture's world, then puts its stubs and cases in use. Throws WorldError and WorldsFullError, changing nothing. */
const putFixture = (fixture: Fixture, stubs: readonly Stub[], { script, world }: Tenant): void => {
  if (fixture.world !== undefined) world.patch(fixture.world)
  for (const stub of stubs) script.stubs.put(stub, compileConditions)
  script.uses.putTurns(usesOf(fixture))
}

/** Members of the body of `POST /pact/provider-states`, as Pact’s verifier sends them. */
export const providerStateFields = {
  consumer: 'text?',
  state: 'text',
  params: 'object?',
  action: 'text',
} as const

type Params = Readonly<Record<string, unknown>>

/** What a state changes, and what the verifier is told of it. */
interface Change {
  readonly fixture: Fixture
  readonly values: Params
}

/**
 * Pact's provider states. A state is an entry of a fixture's `states`, a case, or a ready-made fixture; the
 * first of these that has the name. A teardown brings back what was before the first setup: world, clock,
 * cases in use, stubs; the journal stays.
 */
export const providerStates = (admin: Admin): Router => {
  const { apis, tenant, limits } = admin
  const router = Router()
  const readyMade = createReadyMade(apis, admin.fixturesFolder)

  router.post('/pact/provider-states', (request, response) => {
    const read = readFields(request.body, providerStateFields)
    if (!read.ok) {
      badInput(response, read.why)
      return
    }
    const { state, params = {}, action } = read.fields
    if (action !== 'setup' && action !== 'teardown') {
      badInput(response, `action must be setup or teardown, not ${JSON.stringify(action)}.`)
      return
    }
    // The verifier names no state for an interaction that needs none.
    const change =
      state === '' ? { fixture: {}, values: {} } : changeOf(admin, readyMade, state, params)
    if (change === undefined) {
      sendUnknown(response, admin, readyMade, state)
      return
    }
    const own = tenant(request)
    if (action === 'teardown') {
      if (own.beforeStates !== undefined) bringBack(own, own.beforeStates)
      own.beforeStates = undefined
      response.json({})
      return
    }
    const { fixture, values } = change
    const stubs = fixtureStubs(fixture, state, own)
    if (!hasRoom(response, stubs, own, limits)) return
    const before = own.beforeStates ?? remember(own)
    withWorld(response, apis, fixture.world ?? {}, () => {
      putFixture(fixture, stubs, own)
      if (fixture.clock !== undefined) setClock(own.world.clock, fixture.clock)
      own.beforeStates = { ...before, stubs: [...before.stubs, ...stubs.map(({ id }) => id)] }
      response.json(values)
    })
  })
  return router
}

const changeOf = (
  { apis, states }: Admin,
  readyMade: ReadyMade,
  name: string,
  params: Params,
): Change | undefined => {
  const state = states().get(name)
  if (state !== undefined) {
    const { values = {}, ...fixture } = filledState(state, params)
    return { fixture, values: { ...params, ...values } }
  }
  if (caseNames(apis).includes(name)) return { fixture: { use: name }, values: params }
  const fixture = readyMade.read(name)
  return fixture === undefined ? undefined : { fixture, values: params }
}

const caseNames = (apis: Admin['apis']): readonly string[] => [
  ...new Set([
    ...apis.flatMap((api) => casesOf(api).map(({ name }) => name)),
    ...apis.flatMap((api) => casesOf(api).map(({ name }) => `${api.name}/${name}`)),
  ]),
]

const remember = ({ world, script }: Tenant): BeforeStates => ({
  world: world.data(),
  uses: script.uses.list(),
  clock: world.clock.state(),
  stubs: [],
})

const bringBack = ({ world, script }: Tenant, before: BeforeStates): void => {
  for (const id of before.stubs) script.stubs.remove(id)
  script.uses.clear()
  script.uses.putTurns(before.uses)
  const { now, frozen, offsetMs } = before.clock
  world.clock.set(frozen ? { now, frozen } : { offsetMs, frozen })
  world.replace(before.world)
}

/** As a fixture at the start: stands still at an instant, or runs apart from the real time. */
const setClock = (clock: Clock, text: string): void => {
  const start = parseClock(text)
  if (start === undefined) return
  clock.set(
    start.kind === 'frozen'
      ? { now: new Date(start.at).toISOString(), frozen: true }
      : { offsetMs: start.offsetMs, frozen: false },
  )
}

/** A refusal with all names that there are. */
const sendUnknown = (
  response: Response,
  { apis, states }: Admin,
  readyMade: ReadyMade,
  name: string,
): void => {
  const own = [...states().keys()]
  const [fixtures, cases] = [readyMade.names(), caseNames(apis)]
  const near = nearestName(name, [...own, ...fixtures, ...cases])
  const known = own.length === 0 ? 'no fixture of the server has `states`' : own.join(', ')
  const detail =
    near === undefined
      ? `There is no state ${JSON.stringify(name)}. Of fixtures: ${known}. Ready-made: ${fixtures.join(', ')}. Every case is one, too.`
      : `There is no state ${JSON.stringify(name)}; did you mean ${near}?`
  sendProblem(response, 404, 'Not found', detail, { states: own, fixtures, cases })
}
