import { closeSync, openSync, writeSync } from 'node:fs'
import type { Api } from '../core/api.ts'
import { nearestName } from '../core/nearest-name.ts'
import { exchangeLine, type RecordedExchange } from '../contract/recording/exchange.ts'
import { createConcealer } from '../contract/recording/hide.ts'
import type { Log } from '../http/log.ts'
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

/** A file that exchanges with back ends are added to, secrets masked. */
export interface Recorder {
  readonly add: (exchange: RecordedExchange) => void
  readonly close: () => void
}

/** Opens the file of `--record`. Throws a RangeError of one sentence. */
export const openRecorder = (
  { record, proxy = {} }: MockOptions,
  log: Log,
): Recorder | undefined => {
  if (record === undefined) return undefined
  if (Object.keys(proxy).length === 0)
    throw new RangeError(
      '--record needs --proxy: what is recorded are the answers of a real back end.',
    )
  if (!/\.jsonl$/i.test(record))
    throw new RangeError(
      `--record ${JSON.stringify(record)} cannot be: use a file whose name ends in .jsonl.`,
    )
  const file = opened(record)
  const conceal = createConcealer((text) => text)
  return {
    add: (exchange) => {
      try {
        writeSync(file, `${exchangeLine(conceal(exchange))}\n`)
      } catch (error) {
        const { code = 'unknown error' } = error as NodeJS.ErrnoException
        log('error', `an exchange was not recorded (${code}): ${record}`)
      }
    },
    close: () => {
      closeSync(file)
    },
  }
}

const opened = (file: string): number => {
  try {
    return openSync(file, 'a')
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new RangeError(
      `--record ${JSON.stringify(file)} cannot be written (${code}): use a file in a folder of yours.`,
      { cause: error },
    )
  }
}
