import { defineCases, type CaseRow, type Live } from '../../core/case.ts'
import type { Services } from '../../core/context.ts'
import type { Reply, WireRequest } from '../../core/wire.ts'
import { isNginxRefusal, nginxPage, nginxRefusals } from '../shared/nginx-pages.ts'
import { emptyHeaders, jsonHeaders } from './headers.ts'
import { writeJackson } from './jackson.ts'

const row = (code: number, message: string, live?: Live): Omit<CaseRow, 'name'> => ({
  code,
  message,
  status: code,
  basis: 'inferred',
  source: 'docs/spec/spring.md#errors-that-spring-answers',
  kind: 'refusal',
  ...(live === undefined ? {} : { live }),
})

/** Spring's default error JSON. */
const springRefusals = defineCases({
  'bad-request': row(400, 'Bad Request', { text: 'send text where a number is expected' }),
  'not-found': row(404, 'Not Found', {
    text: 'ask for a path below /v2/ that nothing is mapped to',
  }),
  'method-not-allowed': row(405, 'Method Not Allowed', {
    text: 'use another verb than the documented one',
  }),
  'server-error': row(500, 'Internal Server Error'),
})

/** What Spring, or the nginx in front of it, answers by itself. */
export const refusals = { ...springRefusals, ...nginxRefusals }

/** An answer of Spring's own. `verbs` are those mapped to the path, where one was found. */
export const errorAnswer = (
  { method, path }: WireRequest,
  refusal: string,
  verbs: readonly string[],
  services: Services,
): Reply => {
  if (isNginxRefusal(refusal)) return nginxPage(refusal)
  if (!Object.hasOwn(springRefusals, refusal))
    throw new Error(
      `Spring has no answer named ${refusal}: use ${Object.keys(refusals).join(', ')}.`,
    )
  const { status, message, basis } = springRefusals[refusal as keyof typeof springRefusals]
  const wrongVerb = status === 405 && verbs.length > 0
  if (wrongVerb && method === 'OPTIONS')
    return { status: 200, headers: [...emptyHeaders, ['Allow', options(verbs)]], body: '', basis }
  // DefaultErrorAttributes without message and trace (I); `path` is the request's as it was sent.
  const timestamp = new Date(services.now()).toISOString().replace('Z', '+00:00')
  return {
    status,
    headers: wrongVerb ? [...jsonHeaders, ['Allow', verbs.join(', ')]] : jsonHeaders,
    body: writeJackson({ timestamp, status, error: message, path }),
    basis,
  }
}

/** Spring answers OPTIONS on a mapped path by itself: 200, nothing but `Allow` (I). */
const options = (verbs: readonly string[]): string =>
  [...verbs.flatMap((verb) => (verb === 'GET' ? ['GET', 'HEAD'] : [verb])), 'OPTIONS'].join(',')
