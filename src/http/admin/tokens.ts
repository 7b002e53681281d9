import { Router } from 'express'
import type { IntrospectedToken } from '../../core/api.ts'
import { tokens as table } from '../../core/records.ts'
import type { Tenant } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'

/** Members of the body of `POST /tokens/introspect`. */
export const tokenFields = { token: 'text' } as const

/** Whether a token is this mock's and alive, and the keys that verify the signed ones. */
export const tokens = ({ apis, tenant }: Admin): Router => {
  const router = Router()

  router.post('/tokens/introspect', (request, response) => {
    const read = readFields(request.body, tokenFields)
    if (!read.ok) {
      badInput(response, read.why)
      return
    }
    const own = tenant(request)
    // The IoT platform's token value holds the scheme; others send it in a header only.
    const bare = read.fields.token.replace(/^Bearer /i, '')
    const { services } = own.world
    for (const spelt of new Set([read.fields.token, bare, `Bearer ${bare}`])) {
      const kept = keptToken(own, spelt)
      if (kept !== undefined) {
        response.json(kept)
        return
      }
      for (const api of apis) {
        const known = api.introspect?.(spelt, services)
        if (known !== undefined) {
          response.json(view(api.name, known))
          return
        }
      }
    }
    response.json({ active: false })
  })

  router.get('/jwks.json', (request, response) => {
    const { services } = tenant(request).world
    response.json({ keys: apis.flatMap((api) => api.jwks?.(services) ?? []) })
  })
  return router
}

const view = (api: string, { active, kind, subject, expiresAt }: IntrospectedToken) => ({
  active,
  api,
  kind,
  subject,
  expiresAt: new Date(expiresAt).toISOString(),
})

const keptToken = ({ world }: Tenant, token: string) => {
  const record = world.services.world.table(table).get(token)
  if (record === undefined) return undefined
  const { api, kind, subject, expiresAt } = record
  const ended = expiresAt != null && Date.parse(expiresAt) <= world.clock.now()
  return {
    active: !ended && kind !== 'revoked',
    ...(api == null ? {} : { api }),
    ...(kind == null ? {} : { kind }),
    ...(subject == null ? {} : { subject }),
    ...(expiresAt == null ? {} : { expiresAt }),
  }
}
