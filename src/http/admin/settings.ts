import { Router, type Request, type Response } from 'express'
import type { DelayPlan } from '../../scripting/stubs/stub.ts'
import { checkMembers } from '../../scripting/wiremock/coerce.ts'
import { delayOf, toDelayPlan } from '../../scripting/wiremock/delay.ts'
import { mappingError, object } from '../../scripting/wiremock/request-pattern.ts'
import type { Settings } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { sendProblem } from './answer.ts'
import { withMappings } from './mapping-errors.ts'

/** WireMock's global settings, of one tenant: a delay for everything, and what is kept for others. */
export const settings = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/settings', (request, response) => {
    response.json({ settings: view(tenant(request).settings) })
  })

  const update = (request: Request, response: Response): void => {
    withMappings(response, () => {
      Object.assign(tenant(request).settings, readSettings(request.body))
      response.end()
    })
  }
  router.post('/settings', update)
  router.put('/settings', update)

  router.patch('/settings/extended', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request).settings
      const given = object(request.body, '/')
      checkMembers(given, '', ['extended'])
      // As WireMock, which has nothing to put them into.
      if (own.extended === undefined)
        sendProblem(
          response,
          500,
          'No extended settings',
          'There are no extended settings to change yet: set some by POST /__admin/settings.',
        )
      else {
        own.extended = { ...own.extended, ...object(given['extended'] ?? {}, '/extended') }
        response.json({})
      }
    })
  })
  return router
}

const known = ['fixedDelay', 'delayDistribution', 'extended', 'proxyPassThrough']

/** The settings alone, or as `GET` gives them. A distribution goes before a fixed delay (I). */
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
