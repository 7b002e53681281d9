import { Router } from 'express'
import type { Admin } from './admin.ts'
import { badInput, notFound } from './answer.ts'
import { readFields } from './fields.ts'

/** The state machines that stubs make up, in WireMock's shapes. */
export const scenarios = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/scenarios', (request, response) => {
    const all = tenant(request).script.stubs.scenarios()
    response.json({ scenarios: all.map((scenario) => ({ id: scenario.name, ...scenario })) })
  })

  router.post('/scenarios/reset', (request, response) => {
    tenant(request).script.stubs.resetScenarios()
    response.json({})
  })

  router.put('/scenarios/:name/state', (request, response) => {
    const { stubs } = tenant(request).script
    const { name } = request.params
    const read = readFields(request.body ?? {}, { state: 'text?' })
    const scenario = stubs.scenarios().find((one) => one.name === name)
    if (scenario === undefined) notFound(response, `There is no scenario ${name}.`)
    else if (!read.ok) badInput(response, read.why)
    else if (stubs.setState(name, read.fields.state ?? STARTED)) response.json({})
    else
      badInput(
        response,
        `The scenario ${name} has no such state; there is ${scenario.possibleStates.join(', ')}.`,
      )
  })
  return router
}

/** Without a state WireMock sets the first one. */
const STARTED = 'Started'
