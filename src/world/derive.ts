import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Faker } from '@faker-js/faker'
import type { Derive, Derived, Fake } from '../core/context.ts'

const BLOCK = 64
/** Characters of a whole digest in base64url. */
const DIGEST = 43

type Hmac = (message: string, encoding: 'hex' | 'base64url') => string

/**
 * HMAC-SHA256 whose key is the seed's SHA-256 in hex: one block of ASCII, so that the inner hash
 * takes one string.
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

/** Its length first, so that no two lists of parts are spelt alike. */
const framed = (part: string): string => `${part.length}:${part}`

/** Counter mode: block n is the HMAC of `n;` and the message. */
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
    // The fewest bytes that have so many.
    const text = this.bytes(Math.floor(((characters - 1) * 3) / 4) + 1).toString('base64url')
    return text.slice(0, characters)
  }

  /** With the version and variant digits of a random one, as .NET's and Java's have (I). */
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

/** faker in Chinese, loaded on first need: 23 ms and 6 MB that most runs never spend. */
const zhCN = (): Faker => {
  loaded ??= (load('@faker-js/faker/locale/zh_CN') as { readonly faker: Faker }).faker
  return loaded
}

/** faker, set to give what the seed and the parts decide. */
export const seededFaker = (derive: Derive, now: number, parts: readonly string[]): Faker => {
  const faker = zhCN()
  const bytes = derive('fake', ...parts).bytes(32)
  faker.seed(Array.from({ length: 8 }, (_, index) => bytes.readUInt32BE(index * 4)))
  faker.setDefaultRefDate(now)
  return faker
}

/** Kinds are `module.method` of faker, called without arguments; `helpers` are left out: they run templates. */
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

/** A module's methods, by name: some take arguments, and fail without. */
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

/** A method of the module's own class or one of its bases, but for Object's. */
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
