import { defineCases } from '../../core/case.ts'
import { DATE, LENGTH, type Headers, type Reply } from '../../core/wire.ts'

const row = (code: number, message: string, text: string) =>
  ({
    code,
    message,
    status: code,
    basis: 'inferred',
    source: 'docs/spec/spring.md#answers-of-the-framework-and-of-nginx',
    kind: 'refusal',
    live: { text },
  }) as const

/** What the nginx in front of Spring and PHP answers before either sees the request. */
export const nginxRefusals = defineCases({
  'request-too-large': row(413, 'Request Entity Too Large', 'send a body over the limit'),
  'uri-too-long': row(414, 'Request-URI Too Large', 'send a path and query over the limit'),
})

export const isNginxRefusal = (name: string): name is keyof typeof nginxRefusals =>
  Object.hasOwn(nginxRefusals, name)

// nginx does not read on after these (S).
const headers: Headers = [
  ['Server', 'nginx'],
  ['Date', DATE],
  ['Content-Type', 'text/html'],
  ['Content-Length', LENGTH],
  ['Connection', 'close'],
]

/** With `server_tokens off`, as the `Server` header of these sites says (I). */
export const nginxPage = (name: keyof typeof nginxRefusals): Reply => {
  const { status, message, basis } = nginxRefusals[name]
  const title = `${status} ${message}`
  const body = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
  return { status, reason: message, headers, body, basis }
}
