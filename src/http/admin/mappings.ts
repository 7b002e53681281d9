import { Router, type Request, type Response } from 'express'
import type { Stub } from '../../scripting/stubs/stub.ts'
import { toMapping, toStub } from '../../scripting/wiremock/mapping.ts'
import { object } from '../../scripting/wiremock/mapping-members.ts'
import type { Tenant } from '../tenants.ts'
import {
  type Admin,
  notFound,
  sendProblem,
  checkUuid,
  DUPLICATE_ID,
  sendErrors,
  withMappings,
  pageOf,
  wholeIn,
} from './admin.ts'
import { importMappings, idsOf, stubRoom, sendMappings } from './mapping-sets.ts'
import { compileConditions } from '../../scripting/stubs/request-match.ts'

/** The calls for stub mappings, in WireMock's shapes. */
export const mappings = (admin: Admin): Router => {
  const { tenant } = admin
  const router = Router({ strict: true })
  const room = stubRoom(admin)

  router.get('/mappings', (request, response) => {
    const limit = wholeIn(response, request.query, 'limit')
    if (limit === 'refused') return
    const offset = wholeIn(response, request.query, 'offset')
    if (offset === 'refused') return
    const { stubs } = tenant(request).script
    const all = stubs.list()
    if (offset !== undefined && offset > all.length) {
      const detail = `There are ${all.length} stub mappings: the offset is at most that.`
      sendProblem(response, 500, 'Query not understood', detail)
      return
    }
    const view =
      request.query['mock'] === 'true'
        ? (stub: Stub) => ({ ...toMapping(stub), mock: { matches: stubs.matches(stub.id) } })
        : toMapping
    sendMappings(response, pageOf(all, offset, limit), all.length, view)
  })

  router.post('/mappings', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const stub = toStub(object(request.body, '/'), idsOf(own))
      if (own.script.stubs.get(stub.id) !== undefined) {
        sendErrors(response, 422, 'Duplicate stub mapping ID', DUPLICATE_ID)
        return
      }
      room(own, [stub])
      own.script.stubs.put(stub, compileConditions)
      response.status(201).json(toMapping(stub))
    })
  })

  router.delete('/mappings', (request, response) => {
    tenant(request).script.stubs.clear()
    response.json({})
  })

  router.post('/mappings/reset', (request, response) => {
    const own = tenant(request)
    own.script.stubs.reset()
    own.furnish()
    response.end()
  })

  router.post('/mappings/save', (_request, response) => {
    sendProblem(
      response,
      501,
      'Not saved',
      'Stub mappings live as long as the server and are saved to no file: put them into a fixture (--fixtures).',
    )
  })

  router.post('/mappings/import', (request, response) => {
    withMappings(response, () => {
      importMappings(response, tenant(request), object(request.body, '/'), room)
    })
  })

  router.post('/mappings/edit', (request, response) => {
    withMappings(response, () => {
      const own = tenant(request)
      const stub = toStub(object(request.body, '/'), idsOf(own))
      if (own.script.stubs.get(stub.id) === undefined) {
        notFound(response, `There is no stub mapping ${stub.id}.`)
        return
      }
      room(own, [stub])
      own.script.stubs.put(stub, compileConditions)
      response.status(204).end()
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
        const given = object(request.body, '/')
        const changed = toStub({ ...given, id: stub.id, uuid: undefined }, () => stub.id)
        room(own, [changed])
        own.script.stubs.put(changed, compileConditions)
        response.json(toMapping(changed))
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

type StubHandler = (stub: Stub, own: Tenant, request: Request, response: Response) => void

const withStub =
  (tenant: Admin['tenant'], handle: StubHandler) =>
  (request: Request<{ id: string }>, response: Response): void => {
    const own = tenant(request)
    const { id } = request.params
    const stub = own.script.stubs.get(id) ?? own.script.stubs.get(id.toLowerCase())
    if (stub !== undefined) handle(stub, own, request, response)
    else if (checkUuid(response, id)) notFound(response, `There is no stub mapping ${id}.`)
  }
