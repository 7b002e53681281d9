import { Router, type Request, type Response } from 'express'
import type { Api } from '../../core/api.ts'
import { isObject } from '../../core/is-object.ts'
import { sharedCollections } from '../../core/records.ts'
import type { Field } from '../../core/schema.ts'
import { WorldError, type WorldData } from '../../world/world-data.ts'
import type { TenantWorld } from '../../world/tenant-world.ts'
import type { Admin } from './admin.ts'
import { badInput } from './answer.ts'

/**
 * The tenant's world in the format of docs/spec/control.md#format-of-the-world: read, merged into,
 * replaced.
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

/** World, journal, stubs, scenarios, cases in use, clock and coverage of the tenant back to the start. */
export const reset = ({ tenant }: Admin): Router => {
  const router = Router()
  router.post('/reset', (request, response) => {
    tenant(request).reset()
    response.end()
  })
  return router
}

/** Does something with a body that is a world; says what is wrong with one that is not. */
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
 * A world's data as somebody wrote it, with numbers where its fields are texts made texts:
 * `phone: 13800138000`. What does not fit stays as it is, for the check to say so.
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
