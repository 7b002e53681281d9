import { hash } from 'node:crypto'

/** SHA-256 over the values as they were decoded, nothing between them, UTF-8, lower-case hex (documented). */
export const signatureOf = (...values: readonly string[]): string => {
  let text = ''
  for (const value of values) text += value
  return hash('sha256', text)
}

/** What a signature was made of, or should have been. */
export interface SignedParts {
  readonly appId: string
  readonly code: string
  readonly secret: string
  readonly userDomain: string
}

export interface Recipe {
  /** `code+appId+secret`. */
  readonly name: string
  readonly digest: string
}

const EXPECTED = 'appId+code+secret'

/** The right parts in the right order, with one of them as it was before something happened to it on the way. */
export function* otherStages({ appId, code, secret }: SignedParts): Generator<Recipe> {
  const of = (what: string, ...values: readonly string[]): Recipe => ({
    name: `${EXPECTED}, of ${what}`,
    digest: signatureOf(...values),
  })
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
 * The text of the query itself (or of a JSON body) in the place of the three values; `input` is what came,
 * in the order of the document.
 */
export function* wholeTexts(
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
  for (const pairs of [all, sorted, ...orders(few)])
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
        yield {
          name: `the query's own text, ${names}${shown}, and not of the values alone`,
          digest: signatureOf(text, end),
        }
      yield {
        name: `the secret and the query's own text, ${names}`,
        digest: signatureOf(secret, text),
      }
    }
  for (const pairs of [all, few])
    yield {
      name: `a JSON text of the parameters, and not of the values alone`,
      digest: signatureOf(JSON.stringify(Object.fromEntries(pairs))),
    }
}

/** What a login says beside its signature. */
const SENT = new Set(['appId', 'code', 'userDomain', 'mcc'])

/** Every order of some of up to three. */
const orders = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length > 3
    ? []
    : items.flatMap((item) => {
        const rest = orders(items.filter((other) => other !== item))
        return [[item], ...rest.map((tail) => [item, ...tail])]
      })
