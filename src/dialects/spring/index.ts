import type { Operation } from '../../core/api.ts'
import type { Dialect } from '../../core/dialect.ts'
import type { Reply } from '../../core/wire.ts'
import { errorAnswer, refusals } from './error-answer.ts'
import { jsonHeaders } from './headers.ts'
import { writeJackson } from './jackson.ts'
import { compileMappings } from './mappings.ts'
import { compileRequest, type ReadRequest } from './request-parameters.ts'

/**
 * Spring Boot 2 on Tomcat behind nginx, as a JSON API of request parameters (docs/spec/spring.md).
 */
export const spring = (): Dialect => {
  const readers = new WeakMap<Operation, ReadRequest>()
  const readerOf = (operation: Operation): ReadRequest => {
    let reader = readers.get(operation)
    if (reader === undefined) readers.set(operation, (reader = compileRequest(operation.request)))
    return reader
  }
  const verbs = new WeakMap<Operation, readonly string[]>()

  return {
    name: 'spring',
    refusals,
    claims: (api) => {
      const mappings = compileMappings(api)
      for (const [operation, there] of mappings.verbs) verbs.set(operation, there)
      return mappings.claim
    },
    decode: (request, operation) => readerOf(operation)(request),
    encode: (_request, _operation, value) => ({
      status: 200,
      headers: jsonHeaders,
      body: writeJackson(value),
      basis: 'inferred',
    }),
    refuse: (request, refusal, { operation, services }) => {
      const there = operation === undefined ? [] : (verbs.get(operation) ?? [operation.method])
      return errorAnswer(request, refusal, there, services)
    },
    documentLayout,
  }
}

/** The document indents by two. Text that is no JSON (a stub's) stays as it is. */
const documentLayout = (reply: Reply): Reply => {
  try {
    return { ...reply, body: JSON.stringify(JSON.parse(String(reply.body)), null, 2) }
  } catch {
    return reply
  }
}
