import { Router, type Response } from 'express'
import type { Stub } from '../../scripting/stubs/stub.ts'
import type { Stubs } from '../../scripting/stubs/stubs.ts'
import { toMapping } from '../../scripting/wiremock/mapping.ts'
import { metadataTest } from '../../scripting/wiremock/metadata.ts'
import { mappingError, object } from '../../scripting/wiremock/request-pattern.ts'
import type { Admin } from './admin.ts'
import { withMappings } from './mapping-errors.ts'

/** Several stub mappings at once, in WireMock's shapes: those nothing matched, those of some metadata. */
export const mappingSets = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/mappings/unmatched', (request, response) => {
    sendMappings(response, unmatched(tenant(request).script.stubs))
  })

  router.delete('/mappings/unmatched', (request, response) => {
    const { stubs } = tenant(request).script
    for (const { id } of unmatched(stubs)) stubs.remove(id)
    response.json({})
  })

  router.post('/mappings/find-by-metadata', (request, response) => {
    withMappings(response, () => {
      const has = metadataTest(request.body)
      sendMappings(response, tenant(request).script.stubs.list().filter(has))
    })
  })

  router.post('/mappings/remove-by-metadata', (request, response) => {
    withMappings(response, () => {
      const { stubs } = tenant(request).script
      const has = metadataTest(request.body)
      for (const stub of stubs.list()) if (has(stub)) stubs.remove(stub.id)
      response.json({})
    })
  })

  // By id, or by an equal request pattern.
  router.post('/mappings/remove', (request, response) => {
    withMappings(response, () => {
      const { stubs } = tenant(request).script
      const { mappings: named } = object(request.body, '')
      if (!Array.isArray(named)) throw mappingError('/mappings', 'mappings is a list.')
      for (const one of named) {
        const { id, request: pattern } = object(one, '/mappings')
        for (const stub of stubs.list())
          if (stub.id === id || (id === undefined && isSame(stub, pattern))) stubs.remove(stub.id)
      }
      response.json({})
    })
  })
  return router
}

const unmatched = (stubs: Stubs): readonly Stub[] =>
  stubs.list().filter(({ id }) => stubs.matches(id) === 0)

const sendMappings = (response: Response, stubs: readonly Stub[]): void => {
  response.json({ mappings: stubs.map(toMapping), meta: { total: stubs.length } })
}

const isSame = (stub: Stub, pattern: unknown): boolean =>
  JSON.stringify(sorted(toMapping(stub)['request'])) === JSON.stringify(sorted(pattern))

/** The same members in the same order; `ANY` is the method of a pattern that names none. */
const sorted = (pattern: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries({ method: 'ANY', ...object(pattern ?? {}, '/mappings') }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )
