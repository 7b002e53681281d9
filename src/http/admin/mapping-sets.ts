import { Router, type Response } from 'express'
import type { Stub } from '../../scripting/stubs/stub.ts'
import { toStub, toMapping } from '../../scripting/wiremock/mapping.ts'
import type { Tenant } from '../tenants.ts'
import { metadataTest } from '../../scripting/wiremock/pattern-search.ts'
import { object } from '../../scripting/wiremock/mapping-members.ts'
import type { Admin } from './admin.ts'
import { withMappings } from './answer.ts'
import { pipeline, Readable } from 'node:stream'

/** Several stub mappings at once, in WireMock's shapes: those nothing matched, those of some metadata. */
export const mappingSets = ({ tenant }: Admin): Router => {
  const router = Router()

  router.get('/mappings/unmatched', (request, response) => {
    sendMappings(response, unmatched(tenant(request)))
  })

  router.delete('/mappings/unmatched', (request, response) => {
    const own = tenant(request)
    for (const { id } of unmatched(own)) own.script.stubs.remove(id)
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

  // By id, or else by an equal request pattern.
  router.post('/mappings/remove', (request, response) => {
    withMappings(response, () => {
      const { stubs } = tenant(request).script
      const named = toStub(object(request.body, '/'), () => '')
      const found =
        stubs.get(named.id) ??
        stubs.list().find((stub) => isSame(stub, toMapping(named)['request']))
      if (found !== undefined) stubs.remove(found.id)
      response.end()
    })
  })
  return router
}

/** Those that answered nothing that the journal has. */
const unmatched = ({ script: { stubs, journal } }: Tenant): readonly Stub[] => {
  const answered = new Set(journal.entries().map(({ call }) => stubs.answered(call)?.id))
  return stubs.list().filter(({ id }) => !answered.has(id))
}

const isSame = (stub: Stub, pattern: unknown): boolean =>
  JSON.stringify(sorted(toMapping(stub)['request'])) === JSON.stringify(sorted(pattern))

/** The same members in the same order; `ANY` is the method of a pattern that names none. */
const sorted = (pattern: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries({ method: 'ANY', ...object(pattern ?? {}, '/mappings') }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )

/** Fewer are sent as one text. */
const FEW = 100

/** A list of stub mappings and how many there are, one after the other: together they may be too long for a text. */
export const sendMappings = (
  response: Response,
  stubs: readonly Stub[],
  total = stubs.length,
  view: (stub: Stub) => object = toMapping,
): void => {
  response.type('application/json')
  if (stubs.length <= FEW && stubs.every(isSmall)) {
    response.end([...textOf(stubs, total, view)].join(''))
    return
  }
  // A mapping too long for a text makes the stream fail: that ends this answer and leaves the server running.
  pipeline(Readable.from(textOf(stubs, total, view)), response, () => undefined)
}

const isSmall = ({ respond }: Stub): boolean => {
  if ('sequence' in respond) return false
  const { body = '', base64Body = '' } = respond.response ?? {}
  return body.length + base64Body.length < 65_536
}

function* textOf(
  stubs: readonly Stub[],
  total: number,
  view: (stub: Stub) => object,
): Generator<string> {
  yield '{"mappings":['
  let before = ''
  for (const stub of stubs) {
    yield before + JSON.stringify(view(stub))
    before = ','
  }
  yield `],"meta":${JSON.stringify({ total })}}`
}
