import { Router } from 'express'
import type { Tenant } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'
import { readFields } from './fields.ts'

export const smsFields = { mobile: 'text', code: 'text?' } as const

/** The phones' inbox: messages that were sent, and sending one. */
export const sms = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/sms', (request, response) => {
    response.json(inbox(tenant(request)))
  })

  router.post('/sms', (request, response) => {
    const own = tenant(request)
    const read = readFields(request.body, smsFields)
    if (!read.ok) {
      badInput(response, read.why)
      return
    }
    own.world.sms.deliver(read.fields.mobile, read.fields.code)
    response.json(inbox(own))
  })
  return router
}

const inbox = ({ world }: Tenant) => ({ messages: world.sms.messages() })
