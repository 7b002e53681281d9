import { Router, type Request, type Response } from 'express'
import type { Api } from '../../core/api.ts'
import { isObject } from '../../core/is-object.ts'
import { sharedCollections } from '../../core/records.ts'
import type { Field } from '../../core/schema.ts'
import { WorldError, type WorldData } from '../../world/world-data.ts'
import type { TenantWorld } from '../../world/tenant-world.ts'
import { type Admin, badInput } from './admin.ts'
import { signedDurationMs } from '../../core/time.ts'
import type { Clock } from '../../world/clock.ts'
import { readFields } from './json-body.ts'

/**
 * The calls that read, change and replace the world of a tenant, in the format of
 * docs/spec/control.md#format-of-the-world, and the call that resets the tenant.
 */
export const world = ({ apis, tenant }: Admin): Router => {
  const router = Router()

  const change =
    (how: (world: TenantWorld, data: WorldData) => void) =>
    (request: Request, response: Response): void => {
      const own = tenant(request).world
      withWorld(response, apis, request.body, (data) => {
        how(own, data)
        response.json(own.data())
      })
    }

  router.post('/reset', (request, response) => {
    tenant(request).reset()
    response.end()
  })
  router.get('/world', (request, response) => {
    response.json(tenant(request).world.data())
  })
  router.patch(
    '/world',
    change((own, data) => {
      own.patch(data)
    }),
  )
  router.put(
    '/world',
    change((own, data) => {
      own.replace(data)
    }),
  )
  return router
}

/** Calls `act` with a body that is a world. Answers 400 if it is no object or if `act` throws WorldError. */
export const withWorld = (
  response: Response,
  apis: readonly Api[],
  body: unknown,
  act: (data: WorldData) => void,
): void => {
  if (!isObject(body)) {
    badInput(response, 'The body must be a JSON object: lists by name, and site.')
    return
  }
  try {
    act(numbersAsText(apis, body))
  } catch (error) {
    if (!(error instanceof WorldError)) throw error
    badInput(response, error.message)
  }
}

/**
 * Returns a world's data with numbers turned into texts where the field is a text, as in
 * `phone: 13800138000`. All other values are kept, so that the later check reports what does not fit.
 */
const numbersAsText = (
  apis: readonly Api[],
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const fields = new Map<string, Field>()
  for (const { name, shape } of [...sharedCollections, ...apis.flatMap((api) => api.collections)])
    fields.set(name, { kind: 'list', of: { kind: 'object', of: shape } })
  const site = Object.assign({}, ...apis.map((api) => api.site?.fields ?? {})) as Record<
    string,
    Field
  >
  fields.set('site', { kind: 'object', of: { name: 'site', fields: site } })
  return members(data, (name) => fields.get(name))
}

const read = (field: Field, value: unknown): unknown => {
  switch (field.kind) {
    case 'string':
    case 'dateTime':
      return typeof value === 'number' && Number.isFinite(value) ? String(value) : value
    case 'list':
      if (Array.isArray(value)) return value.map((item: unknown) => read(field.of, item))
      return field.orOne === true ? read(field.of, value) : value
    case 'map':
      return isObject(value) ? members(value, () => field.of) : value
    case 'object':
      return isObject(value)
        ? members(value, (name) =>
            Object.hasOwn(field.of.fields, name) ? field.of.fields[name] : undefined,
          )
        : value
    default:
      return value
  }
}

const members = (
  value: Readonly<Record<string, unknown>>,
  fieldOf: (name: string) => Field | undefined,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const field = fieldOf(name)
      return [name, field === undefined ? member : read(field, member)]
    }),
  )

/** Members of the body of `PUT /clock`: an ISO 8601 instant, or a shift from the real time (ms). */
export const clockFields = { now: 'text?', frozen: 'truth?', offsetMs: 'number?' } as const
/** Members of the body of `POST /clock/advance`: milliseconds, or a duration such as `2h30m`. */
export const advanceFields = { ms: 'number?', by: 'text?' } as const

/** The calls for the clock of a tenant. All times follow it, including the `Date` header. */
export const clock = ({ tenant }: Admin): Router => {
  const router = Router()

  /** `act` returns a refusal in one sentence, or undefined. The clock itself throws RangeError. */
  const change =
    (act: (own: Clock, body: unknown) => string | undefined) =>
    (request: Request, response: Response): void => {
      const own = tenant(request).world.clock
      const why = refusal(() => act(own, request.body))
      if (why === undefined) response.json(own.state())
      else badInput(response, why)
    }

  router.get(
    '/clock',
    change(() => undefined),
  )
  router.put(
    '/clock',
    change((own, body) => {
      const read = readFields(body, clockFields)
      if (!read.ok) return read.why
      const { now, frozen, offsetMs } = read.fields
      own.set({
        ...(now === undefined ? {} : { now }),
        ...(frozen === undefined ? {} : { frozen }),
        ...(offsetMs === undefined ? {} : { offsetMs }),
      })
      return undefined
    }),
  )
  router.post(
    '/clock/advance',
    change((own, body) => {
      const read = readFields(body, advanceFields)
      if (!read.ok) return read.why
      const { ms, by } = read.fields
      if ((ms === undefined) === (by === undefined))
        return 'Say how far: ms, or by in words such as 90s, 2h30m or -5m.'
      const far = ms ?? signedDurationMs(by ?? '')
      if (far === undefined)
        return `by ${JSON.stringify(by)} cannot be: use a duration such as 90s, 2h30m or -5m.`
      own.advance(far)
      return undefined
    }),
  )
  router.post(
    '/clock/freeze',
    change((own) => {
      own.freeze()
      return undefined
    }),
  )
  router.post(
    '/clock/resume',
    change((own) => {
      own.resume()
      return undefined
    }),
  )
  return router
}

const refusal = (act: () => string | undefined): string | undefined => {
  try {
    return act()
  } catch (error) {
    if (error instanceof RangeError) return error.message
    throw error
  }
}
