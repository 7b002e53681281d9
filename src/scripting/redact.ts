import { percentDecoded } from '../core/wire.ts'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Note } from '../core/note.ts'
import { isSecret, MASK, maskText } from '../core/mask-text.ts'
import type { EntryView } from './entry-view.ts'
import type { Difference } from './stubs/near-miss.ts'

/** Characters. Shorter secrets are not searched for, because they occur in any text. */
const SHORTEST = 4

/** Returns a journal entry with its secrets masked, as it is shown unless the caller asks for the secrets. */
export const redactEntry = (view: EntryView): EntryView => {
  const { request, mock } = view
  const found = valuesIn(request, mock.input)
  const body = bodyMask(request, mock.input)
  const reply = repliesMasked(view)
  return {
    ...view,
    request: {
      ...request,
      url: maskQuery(request.url),
      absoluteUrl: maskQuery(request.absoluteUrl),
      headers: maskMembers(request.headers),
      queryParams: mapParams(request.queryParams),
      formParams: mapParams(request.formParams),
      cookies: Object.fromEntries(Object.keys(request.cookies).map((name) => [name, MASK])),
      body,
      bodyAsBase64:
        body === request.body ? request.bodyAsBase64 : Buffer.from(body).toString('base64'),
    },
    ...reply,
    mock: {
      ...mock,
      input: maskMembers(mock.input),
      response: reply.response.body === MASK ? MASK : maskText(mock.response),
      notes: mock.notes.map((note) => maskNote(note, found)),
      ...(mock.proxied === undefined
        ? {}
        : { proxied: { ...mock.proxied, mock: maskReply(mock.proxied.mock) } }),
    },
  }
}

/**
 * The message is the mock's own sentence, and may name a secret field such as `SessionKey`. Therefore only
 * the secrets that the request held (`found`) are masked in it. The other members quote the request:
 * everything in them that looks like a secret is masked, too.
 */
const maskNote = (note: Note, found: readonly string[]): Note => ({
  ...maskMembers(note, (text) => without(found, maskText(text))),
  message: without(found, note.message),
})

/** Masks the secrets in a stub's expected value and in the request's value. */
export const redactDifference = (difference: Difference): Difference => {
  const { what, expected, actual } = difference
  const name = what.slice(what.lastIndexOf(' ') + 1)
  const mask = isSecret(name) || what.startsWith('cookie ') ? () => MASK : maskText
  return {
    ...difference,
    expected: mask(expected),
    actual: actual === undefined ? undefined : mask(actual),
  }
}

type Reply = EntryView['response']

/** Masks the three places of the answer. If the bytes of the body hide secrets, the whole body is masked. */
const repliesMasked = ({ response, responseDefinition, subEvents }: EntryView) => {
  const hidden = hidesSecrets(
    Buffer.from(response.bodyAsBase64, 'base64'),
    headerIn(response.headers, 'content-encoding'),
  )
  if (!hidden)
    return {
      responseDefinition: maskReply(responseDefinition),
      response: maskBytes(response),
      subEvents: maskMembers(subEvents),
    }
  const bodyAsBase64 = Buffer.from(MASK).toString('base64')
  return {
    responseDefinition: { ...maskReply(responseDefinition), body: MASK },
    response: { ...maskReply(response), body: MASK, bodyAsBase64 },
    subEvents: subEvents.map((event) => ({ ...event, data: { ...event.data, report: MASK } })),
  }
}

const headerIn = (
  headers: Readonly<Record<string, string | readonly string[]>>,
  name: string,
): string => {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : (found?.[0] ?? '')
}

const maskReply = <R extends Pick<Reply, 'headers' | 'body'>>(reply: R): R => ({
  ...reply,
  headers: maskMembers(reply.headers),
  body: maskText(reply.body),
})

const maskBytes = (reply: Reply): Reply => {
  const masked = maskReply(reply)
  return masked.body === reply.body
    ? masked
    : { ...masked, bodyAsBase64: Buffer.from(masked.body).toString('base64') }
}

type Params = EntryView['request']['queryParams']

const mapParams = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([key, param]) => [
      key,
      {
        ...param,
        values: param.values.map((one) =>
          isSecret(key.replaceAll('\0', '')) ? MASK : maskEncoded(one),
        ),
      },
    ]),
  )

/** Masks the whole text if its percent-encoding hides more secrets than the text shows. */
const maskEncoded = (text: string): string => (hidesEncoded(text) ? MASK : maskText(text))

/** Masks the secrets in every text of a value, and each text under a secret name. */
const maskMembers = <V>(value: V, mask: (text: string) => string = maskEncoded): V => {
  const walk = (one: unknown, name: string): unknown => {
    if (typeof one === 'string') return isSecret(name) ? maskCredentials(name, one) : mask(one)
    if (Array.isArray(one)) return one.map((item) => walk(item, name))
    if (typeof one !== 'object' || one === null) return one
    return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, walk(member, key)]))
  }
  return walk(value, '') as V
}

/** Masks a credential, except the scheme of an Authorization header and the names of cookies. */
const maskCredentials = (name: string, value: string): string => {
  if (value === '') return value
  if (/cookie$/i.test(name)) return value.replace(/=[^;]*/g, `=${MASK}`)
  const scheme = /authorization$/i.test(name) ? /^[\w-]{1,32}(?= +\S)/.exec(value) : null
  return scheme === null ? MASK : `${scheme[0]} ${MASK}`
}

/** Masks the secrets in a URL's query. Names in the query may be percent-encoded. */
const maskQuery = (url: string): string => {
  const at = url.indexOf('?')
  if (at < 0) return url
  const pairs = url.slice(at + 1).split('&')
  const masked = pairs.map((pair) => {
    const equals = pair.indexOf('=')
    if (equals <= 0 || equals === pair.length - 1) return hidesEncoded(pair) ? MASK : pair
    const name = pair.slice(0, equals)
    return isSecret(percentDecoded(percentDecoded(name))) || hidesEncoded(pair.slice(equals + 1))
      ? `${name}=${MASK}`
      : pair
  })
  return `${url.slice(0, at)}?${masked.join('&')}`
}

/**
 * Returns the request's body with its secrets masked. If the body shows fewer secrets than the decoded input
 * has (names with escapes, or UTF-16), the whole body is masked.
 */
const bodyMask = (request: EntryView['request'], input: unknown): string => {
  const { body, bodyAsBase64, url, headers } = request
  if (hidesSecrets(Buffer.from(bodyAsBase64, 'base64'), headerIn(headers, 'content-encoding')))
    return MASK
  const elsewhere = [percentDecoded(url), ...Object.values(headers).flat()]
  const wanted = secretsIn(input).filter((value) => !elsewhere.some((text) => text.includes(value)))
  let masked = 0
  const count = () => {
    masked++
  }
  const shown = maskText(body, count)
  if (body.includes('\0')) maskText(body.replaceAll('\0', ''), count)
  return masked < wanted.length || (masked > 0 && shown === body) ? MASK : shown
}

/** The texts under secret names, at any depth. */
const secretsIn = (value: unknown, name = ''): readonly string[] => {
  if (typeof value === 'string') return isSecret(name) && value !== '' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    secretsIn(member, Array.isArray(value) ? name : key),
  )
}

/** The secrets that a note on this request might quote. */
const valuesIn = (request: EntryView['request'], input: unknown): readonly string[] => {
  const given = [
    ...secretsIn(request.headers),
    ...Object.values(request.cookies),
    ...secretsIn(input),
  ]
  const bare = given.map((value) => value.replace(/^[\w-]{1,32} +/, ''))
  return [...given, ...bare].filter((value) => value.length >= SHORTEST)
}

const without = (values: readonly string[], text: string): string =>
  values.reduce((shown, value) => shown.replaceAll(value, MASK), text)

/** Most decompressed bytes that are searched for secrets. */
const MOST = 1_048_576

/**
 * Whether a body holds secrets that masking its text would miss: in UTF-16, compressed, or percent-encoded.
 * Also true for compressed bytes that cannot be decompressed.
 */
const hidesSecrets = (body: Buffer, contentEncoding = ''): boolean => {
  const plain = decompressed(body, contentEncoding.toLowerCase())
  if (plain === undefined) return true
  const text = plain.toString('utf8')
  if (plain !== body && countSecrets(text) > 0) return true
  return hasWide(plain) || hidesEncoded(text)
}

/** Whether a text, such as the value of a header, hides secrets by percent-encoding. */
const hidesEncoded = (text: string): boolean => {
  if (!text.includes('%')) return false
  const shown = countSecrets(text)
  let inner = text
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next = escapesDecoded(inner)
    if (next === inner) return false
    if (countSecrets(next) > shown) return true
    inner = next
  }
  return false
}

const DEEPEST = 3

const countSecrets = (text: string): number => {
  let count = 0
  maskText(text, () => {
    count++
  })
  return count
}

const hasWide = (body: Buffer): boolean => {
  if (!body.subarray(0, 64).includes(0) && body[0] !== 0xff && body[0] !== 0xfe) return false
  const even = body.subarray(0, body.length & ~1)
  return (
    countSecrets(even.toString('utf16le')) > 0 ||
    countSecrets(Buffer.from(even).swap16().toString('utf16le')) > 0 ||
    countSecrets(body.toString('latin1').replaceAll('\0', '')) > 0
  )
}

/** The body itself if it is not compressed; undefined if it is compressed in a way that cannot be read. */
const decompressed = (body: Buffer, coding: string): Buffer | undefined => {
  const [a = 0, b = 0] = body
  const limit = { maxOutputLength: MOST }
  try {
    if (a === 0x1f && b === 0x8b) return gunzipSync(body, limit)
    if (a === 0x78 && (a * 256 + b) % 31 === 0 && body.length > 8 && coding !== '')
      return inflateSync(body, limit)
    if (coding === 'br') return brotliDecompressSync(body, limit)
  } catch {
    return isText(body) ? body : undefined
  }
  const isOther = /^(?:zstd|deflate|compress)$/.test(coding)
  return isOther && !isText(body) ? undefined : body
}

const isText = (body: Buffer): boolean => !/[\0-\x08\x0e-\x1f\ufffd]/.test(body.toString('utf8'))

/**
 * Decodes each run of escapes by itself. A broken escape stays; bytes that are not UTF-8 are read as Latin-1.
 */
const escapesDecoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return Buffer.from(run.replaceAll('%', ''), 'hex').toString('latin1')
    }
  })
