import type { MockClient } from '../client/mock-client.ts'

export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly required?: readonly string[]
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly required?: boolean
  readonly example?: unknown
  readonly schema?: Schema
}

interface Media {
  readonly schema?: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
}

interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, Media>> }
}

export interface ApiDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
}

export interface Choice {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

const methods = ['get', 'post', 'put', 'delete', 'patch']

/** Returns every operation of the document. */
export const choicesOf = ({ paths = {} }: ApiDocument): readonly Choice[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({
        id: operation.operationId ?? `${method} ${path}`,
        method: method.toUpperCase(),
        path,
        operation,
      })),
  )

/** Follows the `$ref` of a schema. */
export const resolved = (schema: Schema | undefined, document: ApiDocument): Schema => {
  const name = schema?.$ref?.split('/').pop()
  if (name !== undefined) return resolved(document.components?.schemas?.[name], document)
  return schema ?? {}
}

/** Returns the first example of a body. */
export const exampleOf = ({ example, examples = {} }: Media): unknown =>
  example ?? Object.values(examples)[0]?.value

/** The texts of fields, by name. */
export type Values = Readonly<Record<string, string>>

/** The boundary of a multipart form. No field of an example contains it. */
const BOUNDARY = '----wechat-login-mock-part'

/** Returns the Content-Type header for a body of this media type. */
export const sentType = (type: string): string =>
  type.includes('multipart') ? `${type}; boundary=${BOUNDARY}` : type

const multipart = (fields: readonly (readonly [string, string])[]): string =>
  `${fields
    .map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--${BOUNDARY}--\r\n`

/** Writes a request body with these fields. Empty fields are not sent. */
export const bodyText = (type: string, values: Values, schema: Schema): string => {
  const given = Object.entries(values).filter(([, one]) => one !== '')
  if (type.includes('form-urlencoded')) return new URLSearchParams(given).toString()
  if (type.includes('multipart')) return multipart(given)
  return JSON.stringify(
    Object.fromEntries(given.map(([name, one]) => [name, typed(one, schema.properties?.[name])])),
  )
}

/** Converts a field's text to the JSON type of its schema. A text that does not fit stays a text. */
const typed = (value: string, { type = 'string' }: Schema = {}): unknown => {
  const types = typeof type === 'string' ? [type] : type
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value)
  if (types.includes('boolean') && /^(true|false)$/.test(value)) return value === 'true'
  if ((types.includes('object') || types.includes('array')) && /^[[{]/.test(value))
    return JSON.parse(value)
  return value
}

/** The fields that the signature of 002 covers, besides the user domain's secret. */
const signed = ['appId', 'code', 'userDomain']

export const isSigned = (parameters: readonly Parameter[]): boolean =>
  ['signature', ...signed].every((wanted) => parameters.some(({ name }) => name === wanted))

/**
 * Clears the signature when a field that it covers changes, because it no longer fits. An empty signature
 * is computed again when the form is sent.
 */
export const withoutOldSignature = (before: Values, after: Values): Values =>
  before['signature'] === after['signature'] && signed.some((name) => before[name] !== after[name])
    ? { ...after, signature: '' }
    : after

/**
 * Computes 002's signature if it is empty: SHA-256 of appId, code, and the user domain's secret in the
 * world.
 */
export const signedQuery = async (values: Values, client: MockClient): Promise<Values> => {
  if (values['signature'] !== '') return values
  const world = await client.world.get()
  const domain = world.userDomains?.find((one) => one.userDomain === values['userDomain'])
  const text = `${values['appId'] ?? ''}${values['code'] ?? ''}${domain?.secret ?? ''}`
  return { ...values, signature: sha256(text) }
}

/** Returns 32 bits of the fractional part of a root, from which SHA-256 derives its constants. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0

const primes: number[] = []
for (let one = 2; primes.length < 64; one++)
  if (primes.every((prime) => one % prime !== 0)) primes.push(one)

const rounds = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)))
const start = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)))

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/**
 * Returns the SHA-256 of a text in UTF-8, in hex. `crypto.subtle` exists only in a secure context, which a
 * page by plain HTTP on a LAN address is not.
 */
export const sha256 = (text: string): string => {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 4, bytes.length * 8)
  const hash = Int32Array.from(start)
  const words = new Int32Array(64)
  const at = (list: Int32Array, index: number): number => list[index] ?? 0
  for (let block = 0; block < padded.length; block += 64) {
    for (let n = 0; n < 64; n++) {
      const [early, late] = [at(words, n - 15), at(words, n - 2)]
      words[n] =
        n < 16
          ? view.getInt32(block + n * 4)
          : at(words, n - 16) +
            at(words, n - 7) +
            (turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)) +
            (turned(late, 17) ^ turned(late, 19) ^ (late >>> 10))
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
    for (let n = 0; n < 64; n++) {
      const first =
        h +
        (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
        ((e & f) ^ (~e & g)) +
        at(rounds, n) +
        at(words, n)
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    ;[a, b, c, d, e, f, g, h].forEach((word, n) => (hash[n] = at(hash, n) + word))
  }
  return [...hash].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
