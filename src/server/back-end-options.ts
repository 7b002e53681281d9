import type { Api } from '../core/api.ts'
import { nearestName } from '../core/nearest-name.ts'
import type { MockOptions } from './options.ts'

/** Where the requests of which API go. Throws a RangeError of one sentence. */
export const backEndUrls = (
  apis: readonly Api[],
  { proxy = {} }: MockOptions,
): ReadonlyMap<string, URL> => {
  return new Map(
    Object.entries(proxy).map(([name, url]) => [checkedName(apis, name), checkedUrl(url)]),
  )
}

const checkedName = (apis: readonly Api[], name: string): string => {
  const names = apis.map((api) => api.name)
  if (names.includes(name)) return name
  const near = nearestName(name, names)
  throw new RangeError(
    `--proxy: there is no API ${JSON.stringify(name)}${near === undefined ? `: use one of ${names.join(', ')}.` : `; did you mean ${near}?`}`,
  )
}

const checkedUrl = (text: unknown): URL => {
  const url =
    typeof text === 'string' && /^https?:\/\/[^/]/i.test(text) && URL.canParse(text)
      ? new URL(text)
      : undefined
  if (url === undefined)
    throw new RangeError(
      `--proxy ${JSON.stringify(text)} cannot be: use a URL of http or https, such as https://api.example.com.`,
    )
  // Neither is shown: it may be a secret.
  if (url.username !== '' || url.password !== '')
    throw new RangeError(
      '--proxy must not hold a name or a password: let the client send them, as it does to the back end.',
    )
  if (url.search !== '' || url.hash !== '')
    throw new RangeError('--proxy must end with its path: requests bring their own query.')
  return url
}
