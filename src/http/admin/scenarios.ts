import { Router } from 'express'
import { toMapping } from '../../scripting/wiremock/mapping.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'
import { INVALID_STATE, sendErrors } from './mapping-errors.ts'

export const stateFields = { state: 'text?' } as const

/** The state machines that stubs make up, in WireMock's shapes. */
export const scenarios = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/scenarios', (request, response) => {
    const { stubs } = tenant(request).script
    const mappingsOf = (name: string) =>
      stubs
        .list()
        .filter(({ scenario }) => scenario?.name === name)
        .reverse()
    response.json({
      scenarios: stubs.scenarios().map((scenario) => ({
        id: scenario.name,
        ...scenario,
        mappings: mappingsOf(scenario.name).map(toMapping),
      })),
    })
  })

  router.post('/scenarios/reset', (request, response) => {
    tenant(request).script.stubs.resetScenarios()
    response.json({})
  })

  router.put('/scenarios/:name/state', (request, response) => {
    const { stubs } = tenant(request).script
    const { name } = request.params
    const scenario = stubs.scenarios().find((one) => one.name === name)
    const read = readFields(request.body ?? { state: STARTED }, stateFields)
    if (scenario === undefined) sendErrors(response, 404, `Scenario ${name} does not exist`)
    else if (!read.ok) badInput(response, read.why)
    else if (stubs.setState(name, read.fields.state ?? '')) response.json({})
    else {
      const state = read.fields.state ?? 'null'
      sendErrors(response, 422, `Scenario ${name} does not support state ${state}`, INVALID_STATE)
    }
  })
  return router
}

/** Without a state WireMock sets the first one. */
const STARTED = 'Started'
