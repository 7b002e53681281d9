import { createHmac, createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDerive } from '../../src/world/derive.ts'
import { open } from './sample-worlds.ts'

const derive = createDerive('seed')

it('is HMAC-SHA256 of the framed parts, in counter mode', () => {
  const key = createHash('sha256').update('seed').digest('hex')
  const block = (n: number) =>
    createHmac('sha256', key).update(`${n};6:person2:张三0:`).digest('hex')
  expect(derive('person', '张三', '').hex(160)).toBe((block(0) + block(1) + block(2)).slice(0, 160))
})

it('gives the same for the same, and other for other parts, purposes and seeds', () => {
  const id = derive('person', 'a', 'b').hex(16)
  expect(id).toBe('cb30bc019d7deb90')
  expect(derive('person', 'a', 'b').hex(16)).toBe(id)
  for (const other of [
    derive('person', 'ab'),
    derive('person', 'b', 'a'),
    derive('person', 'a', 'b', ''),
    derive('person', '1:a1:b'),
    derive('persona', 'b'),
    createDerive('Seed')('person', 'a', 'b'),
  ])
    expect(other.hex(16)).not.toBe(id)
})

it('reads the same bytes in every form, from the left', () => {
  const one = derive('x')
  const hex = one.hex(200)
  expect(one.bytes(100).toString('hex')).toBe(hex)
  for (const [characters, bytes] of [
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
    [27, 20],
    [43, 32],
    [44, 33],
  ] as const)
    expect(one.base64url(characters)).toBe(
      Buffer.from(hex, 'hex').subarray(0, bytes).toString('base64url').slice(0, characters),
    )
  expect(one.hex(1)).toBe(hex[0])
  expect(one.hex(0)).toBe('')
  expect(one.below(1_000)).toBe(parseInt(hex.slice(0, 12), 16) % 1_000)
})

it('makes GUIDs as random ones look', () => {
  fc.assert(
    fc.property(fc.string(), (part) => {
      expect(derive('guid', part).guid()).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      )
    }),
  )
})

it('spreads numbers evenly', () => {
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 10_000; i++) {
    const digit = derive('digit', String(i)).below(10)
    counts[digit] = (counts[digit] ?? 0) + 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(900)
  expect(Math.max(...counts)).toBeLessThan(1_100)
})

describe('a made-up value', () => {
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
})
