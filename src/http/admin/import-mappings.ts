import type { Response } from 'express'
import {
  asTruth,
  checkMembers,
  present,
  mappingError,
  object,
} from '../../scripting/wiremock/mapping-members.ts'
import { toStub } from '../../scripting/wiremock/mapping.ts'
import type { Tenant } from '../tenants.ts'
import { sendProblem } from './answer.ts'
import { weightOf, type Stub } from '../../scripting/stubs/stub.ts'
import type { Admin } from './admin.ts'

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
  const { duplicatePolicy: policy = 'OVERWRITE', deleteAllNotInImport: others } = options
  if (policy !== 'OVERWRITE' && policy !== 'IGNORE')
    throw mappingError('/importOptions/duplicatePolicy', 'The policy is OVERWRITE or IGNORE.')
  const deletes = others !== undefined && asTruth(others, '/importOptions/deleteAllNotInImport')
  putAll(own, list, policy === 'OVERWRITE', deletes, room)
  if (importOptions !== undefined && importOptions !== null && others === undefined)
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
  for (const stub of coming) stubs.put(stub)
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
