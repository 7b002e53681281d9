import type { RefusalTarget } from '../../../core/dialect.ts'
import type { Reply, WireRequest } from '../../../core/wire.ts'
import { isNginxRefusal, nginxPage } from '../../shared/nginx-pages.ts'
import { tomcatPage } from '../connector/tomcat-page.ts'
import { emptyReply, errorReply } from './error-reply.ts'
import { springHeaders, varyHeaders } from './headers.ts'
import { corsRejected } from './notes.ts'
import { OPTIONS, PREFLIGHT, refusals, springRefusals } from './refusals.ts'

/** An answer of the framework's own. `verbs` are those mapped to the path, where one was found. */
export const refuse = (
  request: WireRequest,
  refusal: string,
  verbs: readonly string[],
  services: RefusalTarget['services'],
): Reply => {
  if (isNginxRefusal(refusal)) return nginxPage(refusal)
  if (refusal === OPTIONS) return optionsReply(verbs)
  if (refusal === PREFLIGHT) return emptyReply(200, varyHeaders)
  if (!isSpringRefusal(refusal))
    throw new Error(
      `Spring has no answer named ${refusal}: use ${Object.keys(refusals).join(', ')}.`,
    )
  if (refusal === 'tomcat-bad-request') return tomcatPage()
  if (refusal === 'cors-rejected') {
    services.note?.(corsRejected(request.headers['origin'] ?? ''))
    return corsReply
  }
  const { status, message } = springRefusals[refusal]
  const headers =
    refusal === 'not-found'
      ? varyHeaders
      : refusal === 'method-not-allowed' && verbs.length > 0
        ? ([['Allow', verbs.join(', ')]] as const)
        : []
  return errorReply(request, { status, error: message, headers }, services)
}

const isSpringRefusal = (name: string): name is keyof typeof springRefusals =>
  Object.hasOwn(springRefusals, name)

const corsReply: Reply = {
  status: 403,
  reason: '',
  headers: springHeaders(undefined, 'chunked', varyHeaders),
  body: 'Invalid CORS request',
  basis: 'recorded',
}

/** Spring answers OPTIONS on a mapped path by itself (R). */
const optionsReply = (verbs: readonly string[]): Reply => {
  const allow = [...verbs.flatMap((verb) => (verb === 'GET' ? ['GET', 'HEAD'] : [verb])), 'OPTIONS']
  return emptyReply(200, [
    ['Allow', allow.join(',')],
    ['Accept-Patch', ''],
  ])
}
