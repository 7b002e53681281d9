import { Router, type Request, type Response } from 'express'
import type { Stub } from '../../scripting/stubs/stub.ts'
import { toMapping, toStub } from '../../scripting/wiremock/mapping.ts'
import { mappingError, object } from '../../scripting/wiremock/request-pattern.ts'
import type { Tenant } from '../tenants.ts'
import type { Admin } from './admin.ts'
import { notFound } from './answer.ts'
import { withMappings } from './mapping-errors.ts'

/** Stub mappings, in WireMock's shapes. */
export const mappings = ({ tenant, limits, log }: Admin): Router => {
  const router = Router()
  const checkRoom: CheckRoom = (wanted) => {
    if (wanted <= limits.stubs) return
    log('warn', `stub refused: ${limits.stubs} are a tenant's most`)
    throw mappingError(
      '',
      `There would be ${wanted} stubs, and ${limits.stubs} are a tenant's most; delete some first or raise --stubs.`,
    )
  }

  router.get('/mappings', (request, response) => {
    const all = tenant(request).script.stubs.list()
    const { limit, offset } = request.query
    const from = numberOf(offset, 0)
    const page = all.slice(from, from + numberOf(limit, all.length))
    const { stubs } = tenant(request).script
    const shown =
      request.query['mock'] === 'true'
        ? page.map((stub) => ({ ...toMapping(stub), mock: { matches: stubs.matches(stub.id) } }))
        : page.map(toMapping)
    response.json({ mappings: shown, meta: { total: all.length } })
  })

  router.post('/mappings', (request, response) => {
    withMappings(response, () => {
      response.status(201).json(toMapping(put(tenant(request), request.body, checkRoom)))
    })
  })

  router.delete('/mappings', (request, response) => {
    tenant(request).script.stubs.clear()
    response.json({})
  })

  router.post('/mappings/reset', (request, response) => {
    const own = tenant(request)
    own.script.stubs.clear()
    own.furnish()
    response.json({})
  })

  // WireMock writes its mappings to files; ours live in the tenant.
  router.post('/mappings/save', (_request, response) => {
    response.json({})
  })

  router.post('/mappings/import', (request, response) => {
    withMappings(response, () => {
      importMappings(tenant(request), object(request.body, ''), checkRoom)
      response.json({})
    })
  })

  router.get(
    '/mappings/:id',
    withStub(tenant, (stub, _own, _request, response) => {
      response.json(toMapping(stub))
    }),
  )

  router.put(
    '/mappings/:id',
    withStub(tenant, (stub, own, request, response) => {
      withMappings(response, () => {
        response.json(toMapping(put(own, { ...object(request.body, ''), id: stub.id }, checkRoom)))
      })
    }),
  )

  router.delete(
    '/mappings/:id',
    withStub(tenant, (stub, own, _request, response) => {
      own.script.stubs.remove(stub.id)
      response.json({})
    }),
  )
  return router
}

type Json = Readonly<Record<string, unknown>>
type StubHandler = (stub: Stub, own: Tenant, request: Request, response: Response) => void

const withStub =
  (tenant: Admin['tenant'], handle: StubHandler) =>
  (request: Request<{ id: string }>, response: Response): void => {
    const own = tenant(request)
    const stub = own.script.stubs.get(request.params.id)
    if (stub === undefined) notFound(response, `There is no stub mapping ${request.params.id}.`)
    else handle(stub, own, request, response)
  }

/** Throws a MappingError where a tenant would have too many stubs. */
type CheckRoom = (wanted: number) => void

const put = (own: Tenant, body: unknown, checkRoom: CheckRoom): Stub => {
  const { stubs } = own.script
  const stub = toStub(object(body, ''), idsOf(own))
  if (stubs.get(stub.id) === undefined) checkRoom(stubs.size() + 1)
  stubs.put(stub)
  return stub
}

/** All or, where one cannot be understood, none. The first of the list is the strongest, as in WireMock. */
const importMappings = (
  own: Tenant,
  { mappings: list, importOptions }: Json,
  checkRoom: CheckRoom,
): void => {
  if (!Array.isArray(list)) throw mappingError('/mappings', 'mappings is a list.')
  const { duplicatePolicy = 'OVERWRITE', deleteAllNotInImport = false } = object(
    importOptions ?? {},
    '/importOptions',
  )
  if (duplicatePolicy !== 'OVERWRITE' && duplicatePolicy !== 'IGNORE')
    throw mappingError('/importOptions/duplicatePolicy', 'The policy is OVERWRITE or IGNORE.')
  const { stubs } = own.script
  const newId = idsOf(own)
  const read = list.map((one) => toStub(object(one, '/mappings'), newId)).reverse()
  const named = new Set(read.map(({ id }) => id))
  const isNew = (id: string) => stubs.get(id) === undefined
  checkRoom(
    deleteAllNotInImport === true ? named.size : stubs.size() + [...named].filter(isNew).length,
  )
  if (deleteAllNotInImport === true)
    for (const { id } of stubs.list()) if (!named.has(id)) stubs.remove(id)
  for (const stub of read)
    if (duplicatePolicy === 'OVERWRITE' || stubs.get(stub.id) === undefined) stubs.put(stub)
}

/** Derived like every id: the first that is free. */
const idsOf = ({ world, script }: Tenant): (() => string) => {
  let next = script.stubs.size()
  return () => {
    let id: string
    do id = world.services.derive('mapping', String(next++)).guid()
    while (script.stubs.get(id) !== undefined)
    return id
  }
}

const numberOf = (text: unknown, otherwise: number): number =>
  typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : otherwise
