import { percentDecoded } from '../../core/wire.ts'
import { isSecret, MASK, maskText, type Mark } from '../../core/mask-text.ts'
import { withBody, type HeaderList, type RecordedExchange } from './exchange.ts'

/** Replaces secrets by `***`, in all their encodings. */
export type Hide = (text: string) => string

/**
 * The least length of a secret. Shorter ones occur everywhere, and hiding them would make the text
 * unreadable.
 */
export const SHORTEST_SECRET = 4

/** Creates a function that hides these secrets. Secrets shorter than `SHORTEST_SECRET` stay. */
export const createHide = (secrets: readonly string[]): Hide => {
  const spellings = [...new Set(secrets.flatMap(spellingsOf))]
    .filter((spelling) => spelling.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
  return (text) => spellings.reduce((shown, spelling) => shown.replaceAll(spelling, MASK), text)
}

/**
 * Returns a text plain and as encoded in JSON, PHP, XML, a URL, a form and base64. The order of the
 * encodings is always the same.
 */
export const spellingsOf = (text: string): readonly string[] => {
  const json = JSON.stringify(text).slice(1, -1)
  const ascii = json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const xml = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  const uri = encodeURIComponent(text)
  return [
    text,
    json,
    json.replaceAll('/', '\\/'),
    ascii,
    ascii.replaceAll('/', '\\/'),
    xml,
    xml.replaceAll('"', '&quot;'),
    uri,
    uri.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
    new URLSearchParams([['', text]]).toString().slice(1),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
    Buffer.from(text).toString('base64url'),
  ]
}

/**
 * Creates a function that masks secrets in exchanges. A secret is known by its name, and its mask is
 * followed by a number. Equal numbers stand for equal secrets, so that a replay can insert its own tokens.
 * `hide` removes other secrets. If `isExample` is true, secrets in the requests stay, because examples are
 * public.
 */
export const createConcealer = (
  hide: Hide,
  { isExample = false }: { readonly isExample?: boolean } = {},
): ((exchange: RecordedExchange) => RecordedExchange) => {
  const numbers = new Map<string, number>()
  const mark: Mark = (value) => {
    const [, scheme = '', bare = ''] = /^(Bearer(?: |%20|\+))?([^]*)$/.exec(value) ?? []
    const key = percentDecoded(bare)
    const number = numbers.get(key) ?? numbers.size + 1
    numbers.set(key, number)
    return `${scheme}${MASK}${number}`
  }
  const text = (plain: string): string => hide(maskText(plain, undefined, mark))
  const header = ([name, value]: readonly [string, string]): readonly [string, string] => {
    if (!isSecret(name)) return [name, text(value)]
    if (/cookie$/i.test(name)) return [name, hide(value.replace(/=[^;,]*(?=;|$)/, `=${MASK}`))]
    return [name, hide(mark(value))]
  }
  const body = (plain: Buffer, mask = text): Buffer => {
    const asText = plain.toString('utf8')
    const isText = plain.equals(Buffer.from(asText))
    // Bytes that are not UTF-8 are searched as latin1, which keeps every byte.
    const shown = mask(isText ? asText : plain.toString('latin1'))
    return Buffer.from(shown, isText ? 'utf8' : 'latin1')
  }
  const hidden = (request: RecordedExchange['request']): RecordedExchange['request'] =>
    withBody(
      {
        ...request,
        target: hide(request.target),
        headers: request.headers.map(([name, value]) => [name, hide(value)]),
      },
      body(request.body, hide),
    )
  const headers = (list: HeaderList): HeaderList => list.map(header)
  return ({ request, response, ...rest }) => ({
    ...rest,
    request: isExample
      ? hidden(request)
      : withBody(
          { ...request, target: text(request.target), headers: headers(request.headers) },
          body(request.body),
        ),
    response: withBody({ ...response, headers: headers(response.headers) }, body(response.body)),
  })
}
