import { Router, type Response } from 'express'
import { casesOf } from '../../core/catalogue.ts'
import { parseClock } from '../../core/time.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { filledState, type Fixture } from '../../scripting/fixtures/fixture.ts'
import { createReadyMade, type ReadyMade } from '../../scripting/fixtures/read-fixture.ts'
import type { Clock } from '../../world/clock.ts'
import type { BeforeStates, Tenant } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { badInput, sendProblem } from './answer.ts'
import { readFields } from './fields.ts'
import { fixtureStubs, noRoomForStubs, putFixture } from './fixtures.ts'
import { withWorld } from './world.ts'

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
    const full = noRoomForStubs(stubs, own, limits)
    if (full !== undefined) {
      sendProblem(response, 422, 'Too many stubs', full)
      return
    }
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
  response.status(404).setHeader('Content-Type', 'application/problem+json')
  response.end(
    JSON.stringify({
      type: 'about:blank',
      title: 'Not found',
      status: 404,
      detail,
      states: own,
      fixtures,
      cases,
    }),
  )
}
