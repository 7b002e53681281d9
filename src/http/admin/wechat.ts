import { Router, type Response } from 'express'
import { WorldError } from '../../world/world-data.ts'
import { type Admin, badInput } from './admin.ts'
import { readFields } from './json-body.ts'
import type { Tenant } from '../tenants.ts'
import type { IntrospectedToken } from '../../core/api.ts'
import { tokens as table } from '../../core/records.ts'

/** Members of the body of `POST /wechat/codes`. */
export const codeFields = {
  person: 'text?',
  error: 'text or number?',
  errmsg: 'text?',
  once: 'truth?',
  expiresInSeconds: 'number?',
  appId: 'text?',
  scope: 'text?',
  snapshot: 'truth?',
} as const
/** Members of the body of `POST /wechat/encrypt`. */
export const encryptFields = {
  person: 'text?',
  phone: 'text?',
  appId: 'text?',
  sessionKey: 'text?',
} as const
/** Members of the body of `POST /wechat/sign`. */
export const signFields = { person: 'text?', appId: 'text?' } as const
/** Members of the body of `PUT /wechat/current`: the id of a person in the world. */
export const currentFields = { person: 'text?' } as const

/**
 * The calls that make what WeChat would give to a client, such as login codes and encrypted data
 * (docs/spec/behaviour.md#wechat-pretended).
 */
export const wechat = ({ tenant }: Admin): Router => {
  const router = Router()

  router.post('/wechat/codes', (request, response) => {
    const read = readFields(request.body ?? {}, codeFields)
    if (!read.ok) badInput(response, read.why)
    else answer(response, () => tenant(request).world.wechat.issueCode(read.fields))
  })

  router.post('/wechat/encrypt', (request, response) => {
    const read = readFields(request.body ?? {}, encryptFields)
    if (!read.ok) badInput(response, read.why)
    else answer(response, () => tenant(request).world.wechat.encrypt(read.fields))
  })

  router.post('/wechat/sign', (request, response) => {
    const read = readFields(request.body ?? {}, signFields)
    if (!read.ok) badInput(response, read.why)
    else answer(response, () => tenant(request).world.wechat.sign(read.fields))
  })

  router.get('/wechat/current', (request, response) => {
    response.json({ person: tenant(request).world.wechat.holder()?.id ?? null })
  })

  router.put('/wechat/current', (request, response) => {
    const read = readFields(request.body ?? {}, currentFields)
    if (!read.ok) badInput(response, read.why)
    else
      answer(response, () => ({
        person: tenant(request).world.wechat.give(read.fields.person)?.id ?? null,
      }))
  })
  return router
}

/** Answers 400 for a name that the world does not have, and for a time out of range. */
const answer = (response: Response, make: () => object): void => {
  try {
    response.json(make())
  } catch (error) {
    if (!(error instanceof WorldError || error instanceof RangeError)) throw error
    badInput(response, error.message)
  }
}

/** Members of the body of `POST /sms`. Without `code` the mock makes one. */
export const smsFields = { mobile: 'text', code: 'text?' } as const

/** The calls that list the text messages of all phones and send one. */
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

/** Members of the body of `POST /tokens/introspect`. */
export const tokenFields = { token: 'text' } as const

/** The calls that tell whether a token is valid in this mock, and list the public keys of signed tokens. */
export const tokens = ({ apis, tenant }: Admin): Router => {
  const router = Router()

  router.post('/tokens/introspect', (request, response) => {
    const read = readFields(request.body, tokenFields)
    if (!read.ok) {
      badInput(response, read.why)
      return
    }
    const own = tenant(request)
    // The IoT platform's tokens contain the scheme `Bearer`. Other APIs use the scheme only in a header.
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
