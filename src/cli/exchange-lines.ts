import type { ServeEvent } from '../client/index.ts'
import type { Paint } from './request-lines.ts'

/** Headers and body of a request and of its answer, a line each; what a terminal would obey is escaped. */
export const exchangeLines = ({ request, response }: ServeEvent, paint: Paint): string =>
  [
    ...side('>', `${request.method} ${request.url}`, request.headers, request.body, paint),
    ...side('<', String(response.status), response.headers, response.body, paint),
    '',
  ].join('\n')

const side = (
  mark: string,
  first: string,
  headers: Readonly<Record<string, unknown>>,
  body: string,
  paint: Paint,
): readonly string[] => {
  const head = [
    first,
    ...Object.entries(headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${name}: ${String(one)}`),
    ),
  ]
  const lines = body === '' ? head : [...head, '', ...body.split(/\r?\n/)]
  return lines.map((line) => `    ${paint('dim', mark)} ${printable(line)}`.trimEnd())
}

const printable = (line: string): string =>
  line.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
