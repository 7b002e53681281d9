import type { Operation } from '../../core/api.ts'
import type { Dialect } from '../../core/dialect.ts'
import type { Reply } from '../../core/wire.ts'
import { acceptedBy } from './answers/accept.ts'
import { jsonReply } from './answers/json-reply.ts'
import { notAcceptable } from './answers/notes.ts'
import { refusals } from './answers/refusals.ts'
import { refuse } from './answers/refuse.ts'
import { compileMappings } from './reading/mappings.ts'
import { compileRequest, type ReadRequest } from './reading/request-parameters.ts'

/** Spring Boot 2.7 on Tomcat 9 behind nginx, as a JSON API of request parameters (docs/spec/spring.md). */
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
    front: 'nginx',
    refusals,
    claims: (api) => {
      const mappings = compileMappings(api)
      for (const [operation, there] of mappings.verbs) verbs.set(operation, there)
      return mappings.claim
    },
    decode: (request, operation) => readerOf(operation)(request),
    encode: (request, _operation, value, services) => {
      const { accept } = request.headers
      const { json } = acceptedBy(accept)
      if (json !== undefined) return jsonReply(request, json, { status: 200, value })
      services.note?.(notAcceptable(accept ?? ''))
      const reply = refuse(request, 'not-acceptable', [], { ...services, note: () => undefined })
      return { ...reply, refusal: 'not-acceptable' }
    },
    refuse: (request, refusal, { operation, services }) => {
      const there = operation === undefined ? [] : (verbs.get(operation) ?? [operation.method])
      return refuse(request, refusal, there, services)
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
