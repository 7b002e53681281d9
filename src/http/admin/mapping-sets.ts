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

/** The calls for several stub mappings, in WireMock's shapes: unmatched ones, those with some metadata. */
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

  // Removes the stub with the same id, or else a stub with an equal request pattern.
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

/** Returns the stubs that answered no request of the journal. */
const unmatched = ({ script: { stubs, journal } }: Tenant): readonly Stub[] => {
  const answered = new Set(journal.entries().map(({ call }) => stubs.answered(call)?.id))
  return stubs.list().filter(({ id }) => !answered.has(id))
}

const isSame = (stub: Stub, pattern: unknown): boolean =>
  JSON.stringify(sorted(toMapping(stub)['request'])) === JSON.stringify(sorted(pattern))

/** Returns the members of a pattern in a fixed order. `ANY` is the method of a pattern that names none. */
const sorted = (pattern: unknown): readonly (readonly [string, unknown])[] =>
  Object.entries({ method: 'ANY', ...object(pattern ?? {}, '/mappings') }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )

/** Up to this many small mappings are sent as one text. */
const FEW = 100

/**
 * Sends a list of stub mappings with their number. A long list is sent as a stream, because together the
 * mappings may be too long for one string.
 */
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
  // A mapping that is too long for one string makes the stream fail. This cuts off only this answer.
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
 * Imports stub mappings: all of them, or none if one is malformed. The first of the list takes precedence, as
 * in WireMock. Answers 500 where WireMock fails: if there is no list, or if the options do not say whether to
 * delete other mappings. In the second case the mappings are imported nevertheless. Throws a MappingError.
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
  // Options without a policy keep existing mappings with the same ids (R).
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

/** Throws a MappingError if the coming stubs would exceed a limit. The going stubs make room. */
type StubRoom = (own: Tenant, coming: readonly Stub[], going?: readonly Stub[]) => void

/** Creates the check of the limits: the number of stubs of a tenant, and the bytes of all tenants' stubs. */
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

/** Returns a function that makes ids for mappings without one: derived like every id, and not yet used. */
export const idsOf = ({ world, script }: Tenant): (() => string) => {
  let next = script.stubs.size()
  return () => {
    let id: string
    do id = world.services.derive('mapping', String(next++)).guid()
    while (script.stubs.get(id) !== undefined)
    return id
  }
}
