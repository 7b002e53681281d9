import { expect, it } from 'vitest'
import { open } from './sample-worlds.ts'

it('makes things up in Chinese, by the seed and the parts', async () => {
  const { fake } = (await open()).of('default').services
  expect(fake('person.fullName', 'a')).toMatch(/^\p{Script=Han}{2,4}$/u)
  expect(fake('person.fullName', 'a')).toBe(fake('person.fullName', 'a'))
  const names = new Set(Array.from({ length: 20 }, (_, n) => fake('person.fullName', String(n))))
  expect(names.size).toBeGreaterThan(15)
  expect(fake('number.int', 'a')).toMatch(/^\d+$/)
  expect(fake('datatype.boolean', 'a')).toMatch(/^(true|false)$/)
})

it('takes the time from the tenant', async () => {
  const { fake } = (await open()).of('default').services
  const past = fake('date.past') ?? ''
  expect(past).toMatch(/^202[56]-.*Z$/)
  expect(Date.parse(past)).toBeLessThan(Date.parse('2026-01-29T07:00:34Z'))
  expect(fake('date.past')).toBe(past)
})

it.each([
  'nothing',
  'person',
  'person.',
  'person.nothing',
  'person.fullName.length',
  'person.constructor',
  'person.toString',
  'person.faker',
  'constructor.constructor',
  '__proto__.toString',
  'seed.call',
  'helpers.fake',
  'helpers.arrayElement',
  'string.fromCharacters',
  'airline.airline',
  '_randomizer.next',
  'rawDefinitions.person',
])('knows no %s', async (kind) => {
  expect((await open()).of('default').services.fake(kind)).toBeUndefined()
})
