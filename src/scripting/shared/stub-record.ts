import type { Stub } from '../stubs/stub.ts'
import { exactJson, readExactJson } from '../wiremock/read-json.ts'
import { toStub } from '../wiremock/mapping.ts'

/**
 * A stub as a log holds it: one of a WireMock mapping as the mapping's text, with its numbers as they were
 * written; its templates are made of it again.
 */
export type StubRecord = { readonly mapping: string } | { readonly stub: Stub }

export const stubRecord = (stub: Stub): StubRecord =>
  stub.mapping === undefined ? { stub } : { mapping: exactJson(stub.mapping) }

/** Throws a MappingError for a mapping that this version does not take. */
export const stubOf = (record: StubRecord): Stub => {
  if ('stub' in record) return record.stub
  const read = readExactJson(record.mapping)
  return toStub((read?.value ?? {}) as Readonly<Record<string, unknown>>, () => '')
}
