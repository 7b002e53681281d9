import { expect, it } from 'vitest'
import { defineCollection } from '../../src/core/records.ts'
import {
  boolean,
  dateTime,
  decimal,
  integer,
  list,
  map,
  object,
  oneOf,
  required,
  shape,
  string,
} from '../../src/core/schema.ts'
import {
  checkWorld,
  composeWorld,
  createWorldFormat,
  WorldError,
} from '../../src/world/world-data.ts'

const things = defineCollection({
  name: 'things',
  key: 'id',
  shape: shape('Thing', {
    id: required(string()),
    must: required(integer()),
    amount: decimal(),
    is: boolean(),
    when: dateTime(),
    colour: oneOf('Colour', { red: 0, blue: 1 }),
    tags: list(string()),
    sizes: map(integer()),
    part: object(shape('Part', { n: integer() })),
  }),
  indexes: {},
})
const format = createWorldFormat([things], [shape('Site', { closed: boolean() })])
const issuesOf = (data: unknown): readonly string[] =>
  checkWorld(format, data).map(({ path, message }) => `${path}: ${message}`)
const thing = (fields: object): readonly string[] => issuesOf({ things: [{ id: 'a', ...fields }] })

it('takes every kind of field, and null for none', () => {
  const full = {
    must: 1,
    amount: '-7.10',
    is: false,
    when: '2026-01-29T07:00:34Z',
    colour: 'red',
    tags: ['x'],
    sizes: { __proto__: null, a: 1 },
    part: { n: 1 },
  }
  expect(thing(full)).toEqual([])
  expect(thing({ ...full, colour: 1, amount: 7.1 })).toEqual([])
  expect(thing(Object.fromEntries(Object.keys(full).map((name) => [name, null])))).toEqual([])
  expect(issuesOf({})).toEqual([])
})

it.each([
  [{ must: '1' }, 'must: must be a whole number, not the text "1"'],
  [{ must: 1.5 }, 'must: must be a whole number, not the number 1.5'],
  [{ amount: '1e5' }, 'amount: must be a number, not the text "1e5"'],
  [{ amount: Infinity }, 'amount: must be a number, not the number Infinity'],
  [{ is: 1 }, 'is: must be true or false, not the number 1'],
  [{ when: true }, 'when: must be text, not the boolean true'],
  [{ colour: 'green' }, 'colour: must be one of red, blue'],
  [{ colour: 7 }, 'colour: must be one of red, blue'],
  [{ colour: 'toString' }, 'colour: must be one of red, blue'],
  [{ tags: 'x' }, 'tags: must be a list, not the text "x"'],
  [{ tags: ['x', null] }, 'tags[1]: must be text, not nothing'],
  [{ sizes: ['x'] }, 'sizes: must be an object, not a list'],
  [{ sizes: { a: {} } }, 'sizes.a: must be a whole number, not an object'],
  [{ part: 1 }, 'part: must be an object, not the number 1'],
  [{ part: { m: 1 } }, 'part.m: no field; there are n'],
  [{ part: { nn: 1 } }, 'part.nn: no field (n?); there are n'],
])('refuses %j', (fields, why) => {
  expect(thing(fields)).toEqual([`things[0].${why}`])
})

it('refuses what is no world', () => {
  for (const data of [null, [], 'text', 1])
    expect(issuesOf(data)).toEqual([': a world is an object of lists, and `site`'])
  expect(issuesOf({ site: [] })).toEqual(['site: must be an object, not a list'])
  expect(issuesOf({ things: [null] })).toEqual(['things[0]: must be an object, not nothing'])
})

it('stops after twenty issues', () => {
  const records = Array.from({ length: 1_000 }, () => ({}))
  expect(issuesOf({ things: records })).toHaveLength(20)
  const incomplete = Array.from({ length: 1_000 }, (_, n) => ({ id: String(n) }))
  expect(() => composeWorld(format, [{ things: incomplete }])).toThrow(WorldError)
})

it('asks for required fields once everything is merged', () => {
  const composed = composeWorld(format, [
    { things: [{ id: 'a', must: 1 }] },
    {
      things: [
        { id: 'a', is: true },
        { id: 'b', must: 2 },
        { id: 'b', must: 3 },
      ],
    },
  ])
  expect([...(composed.lists.get('things')?.values() ?? [])]).toEqual([
    { id: 'a', must: 1, is: true },
    { id: 'b', must: 3 },
  ])
  expect(() => composeWorld(format, [{ things: [{ id: 'a' }] }])).toThrow('things[0]: has no must')
  expect(() =>
    composeWorld(format, [
      { things: [{ id: 'a', must: 1 }] },
      { things: [{ id: 'a', must: null }] },
    ]),
  ).toThrow('things[0]: has no must')
})

it('is of lists with names of their own', () => {
  expect(() => createWorldFormat([things, { ...things }])).toThrow(
    'Two APIs have a list named things.',
  )
})
