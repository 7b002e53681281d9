import { createHmac, hash } from 'node:crypto'
import type { Note } from '../../core/note.ts'
import { otherStages, signatureOf, wholeTexts, type Recipe, type SignedParts } from './signature.ts'

/** Longer values are not tried: nobody signs such by mistake. */
const LONGEST = 4096
const EXPECTED = 'appId+code+secret'

/** Why a wrong signature is wrong: tries the mistakes people make and names the one that was made. */
export const signatureNote = (
  signature: string,
  parts: SignedParts,
  otherSecrets: ReadonlyMap<string, string>,
  input: Readonly<Record<string, unknown>> = {},
): Note => {
  const right = signatureOf(parts.appId, parts.code, parts.secret)
  const twice = signature.split(',', 3).map((one) => one.trim())
  if (twice.length === 2 && twice.includes(right))
    return note(
      'signature-parts',
      'there twice, which Spring joins with a comma; expected one',
      right,
      signature,
    )
  const encoding = wrongEncoding(signature, right, parts)
  if (encoding !== undefined) return note('signature-encoding', encoding, right, signature)
  const given = signature.trim().toLowerCase()
  if (given === right)
    return note('signature-case', 'in upper-case hex; expected lower-case hex', right, signature)
  const recipe = small(parts) ? wrongParts(given, parts, otherSecrets, input) : undefined
  if (recipe !== undefined)
    return note('signature-parts', `of ${recipe}; expected ${EXPECTED}`, right, signature)
  return /^[0-9a-f]{64}$/.test(given)
    ? note('signature-parts', `of no usual mistake; expected ${EXPECTED}`, right, signature)
    : note('signature-encoding', 'not 64 hex digits; expected lower-case hex', right, signature)
}

const note = (kind: Note['kind'], why: string, expected: string, actual: string): Note => ({
  kind,
  message: `The signature is ${why}, and the platform answered 5420.`,
  path: 'signature',
  expected,
  actual: actual.slice(0, 128),
})

const small = (parts: SignedParts): boolean =>
  Object.values(parts).every((part: string) => part.length <= LONGEST)

/** The right parts, put together or spelt in another way. */
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
  const digests: readonly Recipe[] = [
    { name: 'MD5', digest: hash('md5', text) },
    { name: 'SHA-1', digest: hash('sha1', text) },
    { name: 'SHA-512', digest: hash('sha512', text) },
    { name: 'SHA-256 of UTF-16 text', digest: hash('sha256', Buffer.from(text, 'utf16le')) },
    { name: 'SHA-256 of a SHA-256', digest: hash('sha256', right) },
    { name: 'HMAC-SHA256', digest: hmac(secret, `${appId}${code}`) },
  ]
  const name = match(digests, signature.trim().toLowerCase())
  return name === undefined ? undefined : `${name}; expected SHA-256 of the UTF-8 text`
}

const hmac = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex')

const match = (recipes: Iterable<Recipe>, digest: string): string | undefined => {
  for (const recipe of recipes) if (recipe.digest === digest) return recipe.name
  return undefined
}

/** Other parts, orders, separators and spellings; the first that gives the signature. */
const wrongParts = (
  given: string,
  parts: SignedParts,
  otherSecrets: ReadonlyMap<string, string>,
  input: Readonly<Record<string, unknown>>,
): string | undefined =>
  match(otherOrders(parts), given) ??
  match(otherSpellings(parts), given) ??
  match(otherStages(parts), given) ??
  match(wholeTexts(parts, input), given) ??
  match(ofOtherDomains(parts, otherSecrets), given)

/** Put between the parts by mistake. */
const separators = ['&', '+', ',', '|', ':', ';', '-', '_', '.', '/', ' ', '\n']

function* otherOrders(parts: SignedParts): Generator<Recipe> {
  const names = ['appId', 'code', 'secret', 'userDomain'] as const
  for (const order of arrangements(names)) yield recipeOf(order, parts, '')
  for (const order of arrangements(names.slice(0, 3)).filter((one) => one.length === 3)) {
    for (const separator of separators) yield recipeOf(order, parts, separator)
    const secretName = (name: string) => (name === 'secret' ? 'userDomainSecret' : name)
    const pairs = order.map((name) => `${secretName(name)}=${parts[name]}`)
    yield {
      name: order.map((name) => `${secretName(name)}=…`).join('&'),
      digest: signatureOf(pairs.join('&')),
    }
  }
}

const recipeOf = (
  order: readonly (keyof SignedParts)[],
  parts: SignedParts,
  separator: string,
): Recipe => ({
  name:
    separator === ''
      ? order.join('+')
      : `${order.join('+')} with ${JSON.stringify(separator)} between`,
  digest: signatureOf(order.map((name) => parts[name]).join(separator)),
})

/** Every order of every one or more of some names. */
const arrangements = <T>(names: readonly T[]): readonly (readonly T[])[] =>
  names.flatMap((name) => {
    const rest = arrangements(names.filter((other) => other !== name))
    return [[name], ...rest.map((tail) => [name, ...tail])]
  })

/** The right order, with the values as they stood at some other stage. */
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
  ).map(([what, ...values]) => ({
    name: `${EXPECTED}, of ${what}`,
    digest: signatureOf(...values),
  }))

function* ofOtherDomains(
  { appId, code }: SignedParts,
  otherSecrets: ReadonlyMap<string, string>,
): Generator<Recipe> {
  for (const [userDomain, secret] of otherSecrets)
    yield {
      name: `${EXPECTED} with the secret of ${userDomain}`,
      digest: signatureOf(appId, code, secret),
    }
}
