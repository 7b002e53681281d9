import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Faker } from '@faker-js/faker'
import type { Derive, Derived, Fake } from '../core/context.ts'

const BLOCK = 64
/** The length of a whole digest in base64url, in characters. */
const DIGEST = 43

type Hmac = (message: string, encoding: 'hex' | 'base64url') => string

/**
 * Creates the function that derives ids and tokens: an HMAC-SHA256 whose key is the seed's SHA-256 in hex.
 * This key fills one block with ASCII characters, so that the inner hash takes one string.
 */
export const createDerive = (seed: string): Derive => {
  const key = hash('sha256', seed, 'hex')
  const inner = padded(key, 0x36).toString('latin1')
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(32)])
  const hmac: Hmac = (message, encoding) => {
    outer.write(hash('sha256', inner + message, 'binary'), BLOCK, 'latin1')
    return hash('sha256', outer, encoding)
  }
  return (purpose, ...parts) => {
    let message = framed(purpose)
    for (const part of parts) message += framed(part)
    return new DerivedBytes(hmac, message)
  }
}

const padded = (key: string, byte: number): Buffer =>
  Buffer.from(Buffer.from(key, 'latin1').map((code) => code ^ byte))

/** Puts a part's length before the part, so that two different lists of parts never give the same message. */
const framed = (part: string): string => `${part.length}:${part}`

/** Derives bytes in counter mode: block n is the HMAC of `n;` and the message. */
class DerivedBytes implements Derived {
  readonly #hmac: Hmac
  readonly #message: string
  #digits = ''
  #blocks = 0

  constructor(hmac: Hmac, message: string) {
    this.#hmac = hmac
    this.#message = message
  }

  hex(digits: number): string {
    while (this.#digits.length < digits)
      this.#digits += this.#hmac(`${this.#blocks++};${this.#message}`, 'hex')
    return this.#digits.slice(0, digits)
  }

  bytes(count: number): Buffer {
    return Buffer.from(this.hex(count * 2), 'hex')
  }

  base64url(characters: number): string {
    if (characters === DIGEST) return this.#hmac(`0;${this.#message}`, 'base64url')
    // The smallest number of bytes whose base64url has this many characters.
    const text = this.bytes(Math.floor(((characters - 1) * 3) / 4) + 1).toString('base64url')
    return text.slice(0, characters)
  }

  /** Sets the version and variant digits of a random GUID, as .NET and Java do (I). */
  guid(): string {
    const digits = this.hex(32)
    const variant = ((parseInt(digits.charAt(16), 16) & 3) | 8).toString(16)
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
  }

  below(below: number): number {
    return parseInt(this.hex(12), 16) % below
  }
}

const load = createRequire(import.meta.url)
let loaded: Faker | undefined

/** Loads faker's Chinese locale on first use. Loading takes 23 ms and 6 MB, which most runs never need. */
const zhCN = (): Faker => {
  loaded ??= (load('@faker-js/faker/locale/zh_CN') as { readonly faker: Faker }).faker
  return loaded
}

/**
 * Returns the shared faker instance after seeding it with the seed and `parts`. `now` is its reference
 * date in milliseconds since the epoch.
 */
export const seededFaker = (derive: Derive, now: number, parts: readonly string[]): Faker => {
  const faker = zhCN()
  const bytes = derive('fake', ...parts).bytes(32)
  faker.seed(Array.from({ length: 8 }, (_, index) => bytes.readUInt32BE(index * 4)))
  faker.setDefaultRefDate(now)
  return faker
}

/**
 * Creates the function that makes up values. A kind is `module.method` of faker, called without
 * arguments. faker's `helpers` are left out, because they run templates.
 */
export const createFake =
  (derive: Derive, now: () => number): Fake =>
  (kind, ...parts) => {
    const [module = '', method = '', ...rest] = kind.split('.')
    if (rest.length > 0 || module === 'helpers') return undefined
    const made = call(seededFaker(derive, now(), [kind, ...parts]), module, method)
    if (made instanceof Date) return made.toISOString()
    return typeof made === 'string' || typeof made === 'number' || typeof made === 'boolean'
      ? String(made)
      : undefined
  }

/** The methods of a faker module, by name. Some of them need arguments, and throw without them. */
type Module = Readonly<Record<string, () => unknown>>

const call = (faker: Faker, name: string, method: string): unknown => {
  const modules = faker as unknown as Readonly<Record<string, unknown>>
  const module = Object.hasOwn(modules, name) ? modules[name] : undefined
  if (typeof module !== 'object' || module === null || !isMethod(module, method)) return undefined
  try {
    return (module as Module)[method]?.()
  } catch {
    return undefined
  }
}

/** Returns whether the module's class, or a base class other than Object, has a method of this name. */
const isMethod = (module: object, name: string): boolean => {
  if (name === 'constructor') return false
  let level: unknown = module
  while (typeof level === 'object' && level !== null && level !== Object.prototype) {
    if (Object.hasOwn(level, name))
      return typeof (level as Record<string, unknown>)[name] === 'function'
    level = Object.getPrototypeOf(level)
  }
  return false
}
