import { pipeline, Readable } from 'node:stream'
import { Router, type Response } from 'express'
import { type Stub, weightOf } from '../../scripting/stubs/stub.ts'
import { toStub, toMapping } from '../../scripting/wiremock/mapping.ts'
import type { Tenant } from '../tenants.ts'
import { metadataTest } from '../../scripting/wiremock/pattern-search.ts'
import {
  object,
  asTruth,
  checkMembers,
  present,
  mappingError,
} from '../../scripting/wiremock/mapping-members.ts'
import { type Admin, withMappings, sendProblem } from './admin.ts'
import { compileConditions } from '../../scripting/stubs/request-match.ts'

/** Several stub mappings at once, in WireMock's shapes: those nothing matched, those of some metadata. */
export const mappingSets = ({ tenant }: Admin): Router => {
  const router = Router({ strict: true })

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

type Json = Readonly<Record<string, unknown>>

/**
 * Puts several stub mappings, or none where one cannot be understood. The first of the list is the
 * strongest, as in WireMock. So is the 500 for what WireMock fails at: no list, or options that do not
 * say whether to delete the others, which are followed nevertheless. Throws a MappingError.
 */
export const importMappings = (
  response: Response,
  own: Tenant,
  given: Json,
  room: StubRoom,
): void => {
  const { mappings: list, importOptions } = given
  if (list === undefined || list === null) {
    sendProblem(
      response,
      500,
      'Nothing to import',
      'mappings is missing; it is a list of stub mappings.',
    )
    return
  }
  if (!Array.isArray(list)) throw mappingError('/mappings', 'mappings is a list.')
  const options = present(object(importOptions ?? {}, '/importOptions'))
  checkMembers(options, '/importOptions', ['duplicatePolicy', 'deleteAllNotInImport'])
  // Options that name no policy leave what there is (R).
  const isGiven = importOptions !== undefined && importOptions !== null
  const {
    duplicatePolicy: policy = isGiven ? 'IGNORE' : 'OVERWRITE',
    deleteAllNotInImport: others,
  } = options
  if (policy !== 'OVERWRITE' && policy !== 'IGNORE')
    throw mappingError('/importOptions/duplicatePolicy', 'The policy is OVERWRITE or IGNORE.')
  const deletes = others !== undefined && asTruth(others, '/importOptions/deleteAllNotInImport')
  putAll(own, list, policy === 'OVERWRITE', deletes, room)
  if (isGiven && others === undefined)
    sendProblem(
      response,
      500,
      'Options incomplete',
      'The mappings are imported, but importOptions has no deleteAllNotInImport, which WireMock needs: say true or false.',
    )
  else response.end()
}

const putAll = (
  own: Tenant,
  list: readonly unknown[],
  overwrites: boolean,
  deletes: boolean,
  room: StubRoom,
): void => {
  const { stubs } = own.script
  const newId = idsOf(own)
  const read = list.map((one, at) => toStub(object(one, `/mappings/${at}`), newId)).reverse()
  const named = new Map(read.map((stub) => [stub.id, stub]))
  const coming = [...named.values()].filter(({ id }) => overwrites || stubs.get(id) === undefined)
  const going = deletes ? stubs.list().filter(({ id }) => !named.has(id)) : []
  room(own, coming, going)
  for (const { id } of going) stubs.remove(id)
  for (const stub of coming) stubs.put(stub, compileConditions)
}

/** Throws a MappingError where there would be too many stubs with these, or too much of them. */
type StubRoom = (own: Tenant, coming: readonly Stub[], going?: readonly Stub[]) => void

/** Stubs are bounded by number in a tenant, and by size in all tenants together. */
export const stubRoom =
  ({ limits, tenants, log }: Admin): StubRoom =>
  ({ script: { stubs } }, coming, going = []) => {
    const replaced = coming.flatMap(({ id }) => stubs.get(id) ?? [])
    const gone = new Set([...going, ...replaced])
    const left = [...gone].reduce((sum, stub) => sum + weightOf(stub), 0)
    const come = coming.reduce((sum, stub) => sum + weightOf(stub), 0)
    const count = stubs.size() - gone.size + coming.length
    if (count > limits.stubs && coming.length > gone.size) {
      log('warn', `stub refused: ${limits.stubs} are a tenant's most`)
      throw mappingError(
        '',
        `There would be ${count} stubs, and ${limits.stubs} are a tenant's most; delete some first or raise --stubs.`,
      )
    }
    const bytes = tenants.stubBytes() - left + come
    if (bytes > limits.stubBytes && come > left) {
      log('warn', `stub refused: stubs would be over ${limits.stubBytes} bytes`)
      throw mappingError(
        '',
        `The stubs of all tenants would be ${bytes} bytes, and ${limits.stubBytes} are the most; delete some first or raise --stub-bytes.`,
      )
    }
  }

/** Ids of stub mappings that name none, derived like every id: the first that is free. */
export const idsOf = ({ world, script }: Tenant): (() => string) => {
  let next = script.stubs.size()
  return () => {
    let id: string
    do id = world.services.derive('mapping', String(next++)).guid()
    while (script.stubs.get(id) !== undefined)
    return id
  }
}
