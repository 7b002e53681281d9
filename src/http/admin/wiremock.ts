import { Router, type Request, type Response } from 'express'
import type { DelayPlan } from '../../scripting/stubs/stub.ts'
import {
  checkMembers,
  mappingError,
  object,
  delayOf,
  toDelayPlan,
} from '../../scripting/wiremock/mapping-members.ts'
import type { Settings } from '../tenants.ts'
import {
  type Admin,
  sendProblem,
  withMappings,
  INVALID_STATE,
  sendErrors,
  sendUnreadable,
} from './admin.ts'
import { toMapping } from '../../scripting/wiremock/mapping.ts'
import { readFields } from './json-body.ts'

/** The calls for WireMock's global settings of a tenant: the delay of all answers, and extended settings. */
export const settings = ({ tenant }: Admin): Router => {
  const router = Router({ strict: true })

  router.get('/settings', (request, response) => {
    response.json({ settings: view(tenant(request).settings) })
  })

  const update = (request: Request, response: Response): void => {
    withMappings(response, () => {
      tenant(request).settings = readSettings(request.body)
      response.end()
    })
  }
  router.post('/settings', update)
  router.put('/settings', update)

  router.patch('/settings/extended', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const { extended } = own.settings
      const given = object(request.body, '/')
      checkMembers(given, '', ['extended'])
      // WireMock fails here, too: it has no object to merge the members into.
      if (extended === undefined)
        sendProblem(
          response,
          500,
          'No extended settings',
          'There are no extended settings to change yet: set some by POST /__admin/settings.',
        )
      else {
        const more = object(given['extended'] ?? {}, '/extended')
        own.settings = { ...own.settings, extended: { ...extended, ...more } }
        response.json({})
      }
    })
  })
  return router
}

const known = ['fixedDelay', 'delayDistribution', 'extended', 'proxyPassThrough']

/** Reads settings, also in a member `settings` as in `GET`. A distribution overrides a fixed delay (I). */
const readSettings = (body: unknown): Settings => {
  const outer = object(body, '')
  const given = 'settings' in outer ? object(outer['settings'], '/settings') : outer
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger !== undefined)
    throw mappingError(`/${stranger}`, `There is no setting ${stranger}: use ${known.join(', ')}.`)
  const { fixedDelay, delayDistribution, extended } = given
  return {
    delay:
      delayDistribution == null
        ? fixedOf(fixedDelay)
        : toDelayPlan(delayDistribution, '/delayDistribution'),
    extended: extended == null ? undefined : object(extended, '/extended'),
    delayed: 0,
  }
}

const fixedOf = (fixedDelay: unknown): DelayPlan | undefined =>
  fixedDelay == null ? undefined : delayOf(fixedDelay, '/fixedDelay')

const view = ({ delay, extended }: Settings) => ({
  fixedDelay: typeof delay === 'number' ? delay : null,
  delayDistribution: typeof delay === 'object' ? delay : null,
  extended: extended ?? null,
  proxyPassThrough: false,
})

/** Members of the body of `PUT /scenarios/{name}/state`. */
export const stateFields = { state: 'text?' } as const

/** The calls for scenarios, in WireMock's shapes. */
export const scenarios = ({ tenant }: Admin): Router => {
  const router = Router({ strict: true })

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
    const read = readFields(request.body ?? {}, stateFields)
    if (scenario === undefined) sendErrors(response, 404, `Scenario ${name} does not exist`)
    else if (request.body === undefined) {
      // Without a body the scenario is reset to Started, even if no stub names that state (R).
      stubs.resetScenarios(name)
      response.json({})
    } else if (!read.ok) sendUnreadable(response, '/', read.why)
    else if (stubs.setState(name, read.fields.state ?? '')) response.json({})
    else {
      const state = read.fields.state ?? 'null'
      sendErrors(response, 422, `Scenario ${name} does not support state ${state}`, INVALID_STATE)
    }
  })
  return router
}

/** WireMock's calls for recordings, all refused but the status. This server never records stubs. */
export const recordings = (): Router => {
  const router = Router({ strict: true })
  const refuse = (_request: unknown, response: Response): void => {
    sendProblem(
      response,
      501,
      'Not recorded',
      'This server records no stubs: write them, make them from a HAR file with the command `stubs from`, or see GET /__admin/requests for what came.',
    )
  }
  router.get('/recordings/status', (_request, response) => {
    response.json({ status: 'NeverStarted' })
  })
  router.post('/recordings/start', refuse)
  router.post('/recordings/stop', refuse)
  router.post('/recordings/snapshot', refuse)
  return router
}
