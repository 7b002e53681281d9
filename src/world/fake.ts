import { createRequire } from 'node:module'
import type { Faker } from '@faker-js/faker'
import type { Derive, Fake } from '../core/context.ts'

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
