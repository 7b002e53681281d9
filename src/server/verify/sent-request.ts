import type { ExampleRequest } from '../../core/api.ts'
import {
  type HeaderList,
  withBody,
  type Answer,
  type SentRequest,
} from '../../contract/recording/exchange.ts'
import { spellingsOf } from '../../contract/recording/hide.ts'
import type { Sent } from '../../contract/verify/plan.ts'
import { exampleRequest } from '../../contract/case-examples.ts'
import type { VerifyOptions } from './options.ts'

/** Returns an example as it is sent. The headers in `more` replace headers of the same name. */
export const sentRequest = (
  { method, target, headers, body }: ExampleRequest,
  host: string,
  format: 'json' | 'xml',
  more: HeaderList = [],
): SentRequest => {
  const bytes = Buffer.from(body)
  const own: HeaderList = [
    ['Host', host],
    ...Object.entries(headers),
    ...(format === 'xml' ? ([['Accept', 'application/xml']] as const) : []),
    ...(bytes.length > 0 || method !== 'GET'
      ? ([['Content-Length', String(bytes.length)]] as const)
      : []),
  ]
  const replaced = new Set(more.map(([name]) => name.toLowerCase()))
  return {
    method,
    target,
    headers: [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...more],
    body: bytes,
  }
}

/**
 * Returns a function that makes an answer of the back end comparable with the mock's. It replaces real values
 * that the answer repeats by the example's values, and the back end's address by the mock's. So nothing of
 * `--values` is shown. Remaining values of environment variables and secret headers become `***`.
 */
export const restorerOf = (
  planned: Sent,
  { target, hide }: Pick<VerifyOptions, 'target' | 'hide'>,
) => {
  const { protocol, host, pathname } = target
  const base = `${protocol}//${host}${pathname.replace(/\/$/, '')}`
  const pairs = [...replacements(base, `http://${host}`), ...valuePairs(planned)]
  const restore = (text: string): string =>
    hide(pairs.reduce((shown, [real, example]) => shown.replaceAll(real, example), text))
  return ({ status, headers, body }: Answer): Answer => {
    const restored: HeaderList = headers.map(([name, value]) => [name, restore(value)])
    const text = body.toString('utf8')
    const isText = body.equals(Buffer.from(text))
    return withBody({ status, headers: restored, body }, isText ? Buffer.from(restore(text)) : body)
  }
}

type Pair = readonly [real: string, example: string]

/** Shorter values are not replaced, because any answer may contain them by chance. */
const SHORTEST = 4

const valuePairs = ({ api, operation, mock, target }: Sent): readonly Pair[] => {
  const [one, other] = [mock, target].map((request) => {
    const example = () => request
    const decoded = api.dialect.decode(exampleRequest({ ...operation, example }), operation)
    return decoded.kind === 'bound' ? (decoded.value ?? {}) : {}
  })
  return Object.entries(other ?? {})
    .flatMap(([name, real]): readonly Pair[] => {
      const example = one?.[name]
      return typeof real === 'string' && typeof example === 'string' && real.length >= SHORTEST
        ? replacements(real, example)
        : []
    })
    .sort(([a], [b]) => b.length - a.length)
}

/** Returns the replacements for all spellings of a value that an answer may use. */
const replacements = (real: string, example: string): readonly Pair[] => {
  if (real === example) return []
  const [from, to] = [spellingsOf(real), spellingsOf(example)]
  const pairs = from.map((spelling, at): Pair => [spelling, to[at] ?? example])
  return pairs.filter(([spelling], at) => from.indexOf(spelling) === at)
}
