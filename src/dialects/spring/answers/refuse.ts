import type { RefusalTarget } from '../../../core/dialect.ts'
import type { Reply, WireRequest } from '../../../core/wire.ts'
import { isNginxRefusal, nginxPage } from '../../shared/nginx-pages.ts'
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

/** Tomcat's own page for what its connector cannot take (R): whatever is accepted, and the connection stays. */
const tomcatPage = (): Reply => ({
  status: 400,
  reason: '',
  headers,
  body,
  basis: 'recorded',
})

const headers = springHeaders('text/html;charset=utf-8', 'counted', [['Content-Language', 'en']])

const TITLE = 'HTTP Status 400 – Bad Request'

const body = [
  `<!doctype html><html lang="en"><head><title>${TITLE}</title>`,
  '<style type="text/css">body {font-family:Tahoma,Arial,sans-serif;}',
  ' h1, h2, h3, b {color:white;background-color:#525D76;}',
  ' h1 {font-size:22px;} h2 {font-size:16px;} h3 {font-size:14px;} p {font-size:12px;}',
  ' a {color:black;} .line {height:1px;background-color:#525D76;border:none;}</style></head>',
  `<body><h1>${TITLE}</h1></body></html>`,
].join('')
