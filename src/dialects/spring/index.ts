import type { Operation } from '../../core/api.ts'
import { indentedJson, type Dialect } from '../../core/dialect.ts'
import { onceFor } from '../../core/on-need.ts'
import { acceptedBy } from './answers/accept.ts'
import { notAcceptable } from './answers/error-reply.ts'
import { jsonReply } from './answers/json-reply.ts'
import { refusals, refuse } from './answers/refusals.ts'
import { compileMappings } from './reading/mappings.ts'
import { compileRequest } from './reading/request-parameters.ts'

/**
 * Returns the dialect of Spring Boot 2.7 on Tomcat 9 behind nginx: a JSON API that takes request parameters
 * (docs/spec/spring.md).
 */
export const spring = (): Dialect => {
  const readerOf = onceFor(({ request }: Operation) => compileRequest(request))
  const verbs = new WeakMap<Operation, readonly string[]>()

  return {
    name: 'spring',
    front: 'nginx',
    refusals,
    frontRefusals: { names: new Set(['uri-too-long']), notFound: 'not-found' },
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
    documentLayout: indentedJson(2),
  }
}
