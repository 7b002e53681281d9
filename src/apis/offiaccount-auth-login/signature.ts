import { createHmac, hash } from 'node:crypto'
import type { Note } from '../../core/note.ts'

/**
 * Returns the signature: the SHA-256 of the decoded values joined without separators, in UTF-8, as lower-case
 * hex (documented).
 */
export const signatureOf = (...values: readonly string[]): string => {
  let text = ''
  for (const value of values) text += value
  return hash('sha256', text)
}

/** The parts from which a signature is made. */
interface SignedParts {
  readonly appId: string
  readonly code: string
  readonly secret: string
  readonly userDomain: string
}

/** Longer values are not tried, because nobody signs such long values by mistake. */
const LONGEST = 4096
const EXPECTED = 'appId+code+secret'

/**
 * Returns the note on a wrong signature. Tries the usual mistakes and names the mistake that gives the same
 * signature.
 */
export const signatureNote = (
  signature: string,
  parts: SignedParts,
  otherSecrets: ReadonlyMap<string, string>,
  input: Readonly<Record<string, unknown>> = {},
): Note => {
  const right = signatureOf(parts.appId, parts.code, parts.secret)
  const because = (kind: Note['kind'], why: string): Note => ({
    kind,
    message: `The signature is ${why}, and the platform answered 5420.`,
    path: 'signature',
    expected: right,
    actual: signature.slice(0, 128),
  })
  const twice = signature.split(',', 3).map((one) => one.trim())
  if (twice.length === 2 && twice.includes(right))
    return because('signature-parts', 'there twice, which Spring joins with a comma; expected one')
  const encoding = wrongEncoding(signature, right, parts)
  if (encoding !== undefined) return because('signature-encoding', encoding)
  const given = signature.trim().toLowerCase()
  if (given === right)
    return because('signature-case', 'in upper-case hex; expected lower-case hex')
  const isSmall = Object.values(parts).every((part: string) => part.length <= LONGEST)
  const name = isSmall ? match(mistakes(parts, otherSecrets, input), given) : undefined
  if (name !== undefined) return because('signature-parts', `of ${name}; expected ${EXPECTED}`)
  return /^[0-9a-f]{64}$/.test(given)
    ? because('signature-parts', `of no usual mistake; expected ${EXPECTED}`)
    : because('signature-encoding', 'not 64 hex digits; expected lower-case hex')
}

/** A possible mistake, and the signature that it gives. */
interface Recipe {
  /** The name in the note, such as `code+appId+secret`. */
  readonly name: string
  readonly digest: string
}

const recipe = (name: string, ...values: readonly string[]): Recipe => ({
  name,
  digest: signatureOf(...values),
})

/** Recognises a signature of the right parts in another encoding or by another digest. */
const wrongEncoding = (
  signature: string,
  right: string,
  { appId, code, secret }: SignedParts,
): string | undefined => {
  const text = `${appId}${code}${secret}`
  const bytes = Buffer.from(right, 'hex')
  const base64 = [bytes.toString('base64'), bytes.toString('base64url')]
  const given = signature.replaceAll(' ', '+')
  if (base64.some((one) => one === given || one === `${given}=`))
    return 'in base64; expected lower-case hex'
  if (given === Buffer.from(right).toString('base64'))
    return 'hex text put in base64; expected lower-case hex itself'
  if (signature !== signature.trim() && signature.trim() === right)
    return 'surrounded by white space; expected lower-case hex alone'
  if (text.length > LONGEST * 3) return undefined
  const hmac = createHmac('sha256', secret).update(`${appId}${code}`).digest('hex')
  const digests: readonly Recipe[] = [
    { name: 'MD5', digest: hash('md5', text) },
    { name: 'SHA-1', digest: hash('sha1', text) },
    { name: 'SHA-512', digest: hash('sha512', text) },
    { name: 'SHA-256 of UTF-16 text', digest: hash('sha256', Buffer.from(text, 'utf16le')) },
    { name: 'SHA-256 of a SHA-256', digest: hash('sha256', right) },
    { name: 'HMAC-SHA256', digest: hmac },
  ]
  const name = match(digests, signature.trim().toLowerCase())
  return name === undefined ? undefined : `${name}; expected SHA-256 of the UTF-8 text`
}

const match = (recipes: Iterable<Recipe>, digest: string): string | undefined => {
  for (const one of recipes) if (one.digest === digest) return one.name
  return undefined
}

/** Generates other parts, orders, separators and spellings, in the order in which they are tried. */
function* mistakes(
  parts: SignedParts,
  otherSecrets: ReadonlyMap<string, string>,
  input: Readonly<Record<string, unknown>>,
): Generator<Recipe> {
  yield* otherOrders(parts)
  yield* otherSpellings(parts)
  yield* otherStages(parts)
  yield* wholeTexts(parts, input)
  for (const [userDomain, secret] of otherSecrets)
    yield recipe(`${EXPECTED} with the secret of ${userDomain}`, parts.appId, parts.code, secret)
}

/** Separators that clients put between the parts by mistake. */
const separators = ['&', '+', ',', '|', ':', ';', '-', '_', '.', '/', ' ', '\n']

function* otherOrders(parts: SignedParts): Generator<Recipe> {
  const names = ['appId', 'code', 'secret', 'userDomain'] as const
  for (const order of arrangements(names))
    yield recipe(order.join('+'), ...order.map((name) => parts[name]))
  for (const order of arrangements(names.slice(0, 3)).filter((one) => one.length === 3)) {
    for (const separator of separators)
      yield recipe(
        `${order.join('+')} with ${JSON.stringify(separator)} between`,
        order.map((name) => parts[name]).join(separator),
      )
    const sent = order.map((name) => (name === 'secret' ? 'userDomainSecret' : name))
    yield recipe(
      sent.map((name) => `${name}=…`).join('&'),
      order.map((name, at) => `${sent[at] ?? ''}=${parts[name]}`).join('&'),
    )
  }
}

/** Returns every order of every non-empty subset of the names. */
const arrangements = <T>(names: readonly T[]): readonly (readonly T[])[] =>
  names.flatMap((name) => {
    const rest = arrangements(names.filter((other) => other !== name))
    return [[name], ...rest.map((tail) => [name, ...tail])]
  })

/** Returns recipes with the right order and other spellings of the values. */
const otherSpellings = ({ appId, code, secret }: SignedParts): readonly Recipe[] =>
  (
    [
      ['a URL-encoded code', appId, encodeURIComponent(code), secret],
      ['URL-encoded values', appId, encodeURIComponent(code), encodeURIComponent(secret)],
      ['a code whose + came as a space', appId, code.replaceAll(' ', '+'), secret],
      ['values with a line break at the end', appId, code, `${secret}\n`],
      ['values without the white space around them', appId.trim(), code.trim(), secret],
      ['a lower-case secret', appId, code, secret.toLowerCase()],
      ['an upper-case secret', appId, code, secret.toUpperCase()],
      ["the word 'userDomainSecret' in place of the secret", appId, code, 'userDomainSecret'],
      ['an absent secret, printed', appId, code, 'undefined'],
      ['an absent secret, printed', appId, code, 'null'],
    ] as const
  ).map(([what, ...values]) => recipe(`${EXPECTED}, of ${what}`, ...values))

/**
 * Generates recipes with the right parts in the right order, in which one part has its value before or after
 * an unwanted change on its way.
 */
function* otherStages({ appId, code, secret }: SignedParts): Generator<Recipe> {
  const of = (what: string, ...values: readonly string[]): Recipe =>
    recipe(`${EXPECTED}, of ${what}`, ...values)
  for (const [name, text] of [
    ['code', code],
    ['appId', appId],
  ] as const) {
    const sign = (value: string): readonly string[] =>
      name === 'code' ? [appId, value, secret] : [value, code, secret]
    const shown = `\`${name}\``
    if (text.includes(','))
      for (const one of new Set(text.split(',', MOST)))
        yield of(
          `the \`${one.slice(0, 64)}\` of two ${shown} parameters, which Spring joins with a comma (\`${name}\` was given twice; send it once)`,
          ...sign(one),
        )
    const inner = decoded(text)
    if (inner !== text) {
      yield of(
        `the ${shown} that was percent-encoded twice on its way (encode it once)`,
        ...sign(inner),
      )
      const innermost = decoded(inner)
      if (innermost !== inner)
        yield of(`the ${shown} that was percent-encoded three times on its way`, ...sign(innermost))
    }
    const encoded = encodeURIComponent(text)
    if (encoded !== text)
      yield of(
        `a ${shown} that was percent-encoded twice before it was signed`,
        ...sign(encodeURIComponent(encoded)),
      )
  }
  const [head = ''] = code.split(/[#&?]/, 1)
  if (head !== code)
    yield of(
      'the `code` without what stands behind it from `#`, `&` or `?` on (send that code)',
      appId,
      head,
      secret,
    )
  for (const tail of ['#wechat_redirect', '#', '#/', '&state=', '&state=STATE', '?'])
    yield of(
      `the \`code\` with \`${tail}\` behind it, which is no part of it`,
      appId,
      code + tail,
      secret,
    )
  for (const quote of ['"', "'"])
    yield of('the `code` in quotes', appId, quote + code + quote, secret)
}

const MOST = 8

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/**
 * Generates recipes that sign the query's own text (or a JSON body) instead of the three values. `input` is
 * the request in the document's order.
 */
function* wholeTexts(
  { secret }: SignedParts,
  input: Readonly<Record<string, unknown>>,
): Generator<Recipe> {
  const all = Object.entries(input).flatMap(([name, value]) =>
    (typeof value === 'string' || typeof value === 'number') && SENT.has(name)
      ? [[name, String(value)] as const]
      : [],
  )
  const sorted = all.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const few = all.filter(([name]) => ['appId', 'code', 'userDomain'].includes(name))
  for (const pairs of [all, sorted, ...arrangements(few)])
    for (const encodes of [false, true]) {
      const text = pairs
        .map(([name, value]) => `${name}=${encodes ? encodeURIComponent(value) : value}`)
        .join('&')
      const names = pairs.map(([name]) => `${name}=…`).join('&')
      for (const [end, shown] of [
        ['', ''],
        [secret, ' and the secret'],
        [`&${secret}`, ' and &, the secret'],
        [`&secret=${secret}`, '&secret=…'],
        [`&key=${secret}`, '&key=…'],
        [`&userDomainSecret=${secret}`, '&userDomainSecret=…'],
      ] as const)
        yield recipe(
          `the query's own text, ${names}${shown}, and not of the values alone`,
          text,
          end,
        )
      yield recipe(`the secret and the query's own text, ${names}`, secret, text)
    }
  for (const pairs of [all, few])
    yield recipe(
      'a JSON text of the parameters, and not of the values alone',
      JSON.stringify(Object.fromEntries(pairs)),
    )
}

/** The parameters of a login other than the signature. */
const SENT = new Set(['appId', 'code', 'userDomain', 'mcc'])
