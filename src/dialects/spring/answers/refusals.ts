import { defineCases, type CaseRow, type Live } from '../../../core/case.ts'
import { nginxRefusals } from '../../shared/nginx-pages.ts'

const row = (code: number, message: string, live?: Live): Omit<CaseRow, 'name'> => ({
  code,
  message,
  status: code,
  basis: 'recorded',
  source: 'docs/spec/spring.md#errors-that-spring-answers',
  kind: 'refusal',
  ...(live === undefined ? {} : { live }),
})

/** Spring's own answers, and Tomcat's below it. */
export const springRefusals = defineCases({
  'bad-request': row(400, 'Bad Request', { text: 'send text where a number is expected' }),
  'not-found': row(404, 'Not Found', {
    text: 'ask for a path below /v2/ that nothing is mapped to',
  }),
  'method-not-allowed': row(405, 'Method Not Allowed', {
    text: 'use another verb than the documented one',
  }),
  'not-acceptable': row(406, 'Not Acceptable', { text: 'accept text/plain only' }),
  'server-error': row(500, 'Internal Server Error', {
    text: 'send a multipart body that ends too early',
  }),
  // Live with --no-cors only: else the mock answers preflights itself.
  'cors-rejected': row(403, 'Invalid CORS request'),
  'tomcat-bad-request': row(400, 'Bad Request', { text: 'send `[` in the query as it is' }),
})

/** What Spring, or Tomcat below it, or the nginx in front of it, answers by itself. */
export const refusals = { ...springRefusals, ...nginxRefusals }

/** OPTIONS on a mapped path, and a preflight of Spring's own origin: no failures, and no rows of the table. */
export const OPTIONS = 'options'
export const PREFLIGHT = 'preflight'
