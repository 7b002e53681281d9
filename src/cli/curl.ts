import type { Endpoint } from '../server/endpoints.ts'

/** A request as a line to paste into a POSIX shell. */
export const curlOf = (
  { method, target, headers, body }: Endpoint['example'],
  url: string,
  more: readonly string[] = [],
): string =>
  [
    'curl',
    ...more,
    ...(method === 'POST' ? [] : ['-X', method]),
    quote(`${url}${target}`),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', quote(`${name}: ${value}`)]),
    // A body, even an empty one, makes a POST of it.
    ...(method === 'GET' ? [] : ['--data-raw', quote(body)]),
  ].join(' ')

/** Single quotes keep everything but themselves. */
const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
