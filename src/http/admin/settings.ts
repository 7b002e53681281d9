import { Router } from 'express'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'

const LONGEST_MS = 600_000

/** WireMock's global settings; of these only the fixed delay does anything here, for one tenant. */
export const settings = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/settings', (request, response) => {
    const { fixedDelay = null } = tenant(request).settings
    response.json({ settings: { fixedDelay, delayDistribution: null, extended: {} } })
  })

  router.post('/settings', (request, response) => {
    const read = readFields(request.body, {
      fixedDelay: 'number?',
      delayDistribution: 'object?',
      extended: 'object?',
    })
    const why = read.ok ? refusal(read.fields) : read.why
    if (!read.ok || why !== undefined) {
      badInput(response, why ?? '')
      return
    }
    tenant(request).settings.fixedDelay = read.fields.fixedDelay
    response.json({})
  })
  return router
}

const refusal = (fields: {
  readonly fixedDelay: number | undefined
  readonly delayDistribution: object | undefined
}): string | undefined => {
  const { fixedDelay = 0, delayDistribution } = fields
  if (delayDistribution !== undefined)
    return 'A delay distribution for everything is not supported; give it to a stub.'
  return fixedDelay >= 0 && fixedDelay <= LONGEST_MS
    ? undefined
    : `fixedDelay is from 0 to ${LONGEST_MS} ms, not ${fixedDelay}.`
}
