import { expect, test } from 'vitest'
import {
  boolean,
  dateTime,
  decimal,
  integer,
  list,
  object,
  oneOf,
  shape,
  string,
} from '../../../../src/core/schema.ts'
import { defaultsOf } from '../../../../src/dialects/aspnet-webapi/clr/defaults.ts'

const dto = shape('Dto', {
  s: string(),
  n: integer(),
  d: decimal(),
  b: boolean(),
  t: dateTime(),
  named: oneOf('Scene', { Love: 0, House: 1 }),
  unnamed: oneOf('ThirdPart', { Weixin: 1 }),
  l: list(string()),
  o: object(shape('Inner', {})),
})

test('a new object is as the CLR leaves it', () => {
  expect(defaultsOf(dto)).toEqual({
    s: null,
    n: 0,
    d: '0',
    b: false,
    t: { ms: Date.parse('0001-01-01T00:00:00Z'), ticks: 0, kind: 'unspecified' },
    named: 'Love',
    unnamed: 0,
    l: null,
    o: null,
  })
})

test('each object is new', () => {
  const one = defaultsOf(dto)
  one['n'] = 5
  expect(defaultsOf(dto)['n']).toBe(0)
})
