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

/** Members of the body of `POST /fixtures`: the fixture as YAML or JSON, and its name for error messages. */
export const fixtureFields = { text: 'text', name: 'text?' } as const

/** The members of a fixture that take effect only when the server starts, and what to do instead. */
const atStartOnly = [
  ['clock', 'set the clock with PUT /__admin/clock'],
  ['seed', 'start the server with --seed'],
  ['states', 'start the server with --fixtures'],
] as const

/**
 * The call that adds a fixture to a tenant: it merges the world, and puts stubs, scenarios and cases in use.
 * A fixture with errors is refused with their lines, and nothing is changed.
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

/** Returns the stubs of a fixture with ids that are derived for the tenant. `name` is the fixture's name. */
const fixtureStubs = (fixture: Fixture, name: string, { world }: Tenant): readonly Stub[] =>
  stubsOf(fixture, (origin) => world.services.derive('stub', origin).guid(), name)

/** Returns whether a tenant has room for more stubs. If not, answers 422. */
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

/**
 * Merges the fixture's world, then puts its stubs and cases in use. Throws WorldError or WorldsFullError, in
 * which case nothing is changed.
 */
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

/** The fixture that sets up a state, and the values that the verifier receives. */
interface Change {
  readonly fixture: Fixture
  readonly values: Params
}

/**
 * The call for Pact's provider states. A state is an entry of a fixture's `states`, a case, or a ready-made
 * fixture; the first of these with that name is used. A teardown restores the world, clock, cases in use and
 * stubs from before the first setup. The journal is kept.
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
    // The verifier sends an empty name for an interaction without a state.
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

/** Sets the clock as a fixture at the start does: frozen at an instant, or shifted from the real time. */
const setClock = (clock: Clock, text: string): void => {
  const start = parseClock(text)
  if (start === undefined) return
  clock.set(
    start.kind === 'frozen'
      ? { now: new Date(start.at).toISOString(), frozen: true }
      : { offsetMs: start.offsetMs, frozen: false },
  )
}

/** Answers 404 with the names of all states. */
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
