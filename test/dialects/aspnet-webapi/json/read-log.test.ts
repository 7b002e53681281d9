import { describe, expect, test } from 'vitest'
import { shape, string } from '../../../../src/core/schema.ts'
import { readJson } from '../../../../src/dialects/aspnet-webapi/json/read-json.ts'
import { every, notesOn, signup, userInfo } from './reading.ts'

test('a clean request is not worth a note', () => {
  const json =
    '{"openId":"a","NICKNAME":"b","gender":"3","subscribe_time":"2026-01-29 15:00:34"} // end'
  expect(notesOn(json)).toEqual([])
  expect(notesOn('{}')).toEqual([])
  expect(notesOn('{"$type":"X","ThirdPart":"QQ"}', signup)).toEqual([])
})

describe('members', () => {
  test('a CLR name', () => {
    expect(notesOn('{"Sex":3}')).toEqual([
      'json-name-not-bound: JSON member `Sex` is not bound: its JSON name is `gender`, and Json.NET ignored it; send `gender`.',
    ])
  })

  test('unknown names, with the nearest or with all', () => {
    expect(notesOn('{"gendr":3}')).toEqual([
      'unknown-field: JSON member `gendr` is no member of UserInfo: Json.NET ignored it; did you mean `gender`?',
    ])
    expect(notesOn('{"whatever":3}', signup)).toEqual([
      'unknown-field: JSON member `whatever` is no member of ThirdPartSignupDTO: Json.NET ignored it; the members are ThirdPart, Name, Mobile, ThirdPartID.',
    ])
  })

  test('sent twice', () => {
    expect(notesOn('{"city":"a","City":"b"}')).toEqual([
      'json-duplicate: JSON member `City` is `city` once more: Json.NET keeps the last value; send it once.',
    ])
  })

  test('a note quotes no more than the beginning', () => {
    const [note] = notesOn(`{"${'x'.repeat(1000)}":1}`, shape('Dto', { a: string() }))
    expect(note).toBe(
      `unknown-field: JSON member \`${'x'.repeat(80)}…\` is no member of Dto: Json.NET ignored it; the members are a.`,
    )
  })
})

describe('values', () => {
  const bound = (json: string, shapeOf = userInfo as Parameters<typeof notesOn>[1]) =>
    notesOn(json, shapeOf)

  test.each([
    [
      '{"gender":"abc"}',
      'json-type-mismatch: JSON member `gender` is "abc" where an integer belongs: Json.NET left it at its default; send an integer.',
    ],
    [
      '{"gender":3.7}',
      'json-type-mismatch: JSON member `gender` is 3.7 where an integer belongs: Json.NET left it at its default; send an integer.',
    ],
    [
      '{"gender":null}',
      'json-type-mismatch: JSON member `gender` is null where an integer belongs: Json.NET left it at its default; send an integer.',
    ],
    [
      '{"gender":{}}',
      'json-type-mismatch: JSON member `gender` is an object where an integer belongs: Json.NET bound no object at all; send an integer.',
    ],
    [
      '{"city":[]}',
      'json-type-mismatch: JSON member `city` is an array where a string belongs: Json.NET bound no object at all; send a string.',
    ],
    [
      '{"gender":2147483648}',
      'integer-out-of-range: JSON member `gender` is 2147483648, which is beyond an Int32: Json.NET left it at its default; send one from -2147483648 to 2147483647.',
    ],
    [
      '{"subscribe_time":"soon"}',
      'date-format: JSON member `subscribe_time` is "soon", which is read as no date: Json.NET left it at its default; send a date as yyyy-MM-dd HH:mm:ss, or in ISO 8601.',
    ],
    [
      '{"subscribe_time":5}',
      'json-type-mismatch: JSON member `subscribe_time` is a number where a date as yyyy-MM-dd HH:mm:ss, or in ISO 8601 belongs: Json.NET left it at its default; send a date as yyyy-MM-dd HH:mm:ss, or in ISO 8601.',
    ],
  ])('%s', (json, note) => {
    expect(bound(json)).toEqual([note])
  })

  test('an enum, by name and by number', () => {
    expect(notesOn('{"ThirdPart":"Foo"}', signup)).toEqual([
      'enum-not-a-member: JSON member `ThirdPart` is "Foo", which is no member of its enum: Json.NET left it at its default; send one of Weixin (1), QQ (2), Weibo (3).',
    ])
    expect(notesOn('{"ThirdPart":99}', signup)).toEqual([
      'enum-not-a-member: JSON member `ThirdPart` is 99, which names no member of ThirdPart: Json.NET takes it as it is, JSON answers print the number and XML answers fail; send one of Weixin (1), QQ (2), Weibo (3).',
    ])
  })

  test.each([
    ['{"amount":"x"}', '"x" where a number belongs'],
    ['{"flag":"x"}', '"x" where true or false belongs'],
    ['{"flag":null}', 'null where true or false belongs'],
    ['{"counts":5}', '5 where a JSON array belongs'],
    ['{"one":true}', 'True where a JSON object belongs'],
    ['{"one":"2026-01-29T15:00:34"}', 'a date where a JSON object belongs'],
    ['{"at":true}', 'a boolean where'],
  ])('%s', (json, part) => {
    expect(notesOn(json, every).join()).toContain(part)
  })

  test('without a converter dates are asked for in ISO form', () => {
    const { notes } = readJson(Buffer.from('{"at":"soon"}'), 'utf-8', every)
    expect(notes).toEqual([
      {
        kind: 'date-format',
        message:
          'JSON member `at` is "soon", which is read as no date: Json.NET left it at its default; send an ISO 8601 date.',
        path: 'at',
        expected: 'an ISO 8601 date',
        actual: '"soon"',
      },
    ])
  })
})

describe('the text', () => {
  test.each([
    [
      '{"city":"a" "x"}',
      'json-syntax: The JSON breaks at line 1, position 12 (After parsing a value an unexpected character was encountered: ".): Json.NET bound no object at all; send valid JSON.',
    ],
    [
      '{"city":,"x1":1}',
      'json-syntax: The JSON breaks at line 1, position 9 (Unexpected character encountered while parsing value: ,.): Json.NET left it at its default; send valid JSON.',
    ],
    [
      '<html>',
      'json-syntax: The JSON breaks at its start (Unexpected character encountered while parsing value: <.): Json.NET bound no object at all; send JSON, or say in Content-Type what it is.',
    ],
    [
      '{"city":"a"',
      'json-truncated: The JSON ends at line 1, position 11 with something still open: Json.NET kept the members read before; send all of it.',
    ],
    [
      '{',
      'json-truncated: The JSON ends at line 1, position 1 with something still open: Json.NET bound no object at all; send all of it.',
    ],
    [
      '{}{}',
      'json-trailing-text: Text follows the JSON object: Json.NET reads the first value only and ignored the rest; send one object.',
    ],
    [
      '[]',
      'json-type-mismatch: The body is a JSON array where a JSON object belongs: Json.NET bound no object at all; send a JSON object.',
    ],
    [
      '',
      'null-body: The body is empty: Json.NET binds null without validating, and the action failed on it; send a JSON object.',
    ],
    [
      ' ',
      'null-body: The body is blank: Json.NET binds null without validating, and the action failed on it; send a JSON object.',
    ],
    [
      'null',
      'null-body: The body is null: Json.NET binds null without validating, and the action failed on it; send a JSON object.',
    ],
  ])('%j', (json, note) => {
    expect(notesOn(json)[0]).toBe(note)
  })

  test('a value too deep is passed over', () => {
    expect(notesOn(`{"gendr":${'['.repeat(300)}${']'.repeat(300)}}`)[1]).toMatch(
      /^json-syntax: .*MaxDepth of 256 has been exceeded.*: Json.NET passed it over;/,
    )
  })
})

describe('several errors', () => {
  test('what follows from an error is told once', () => {
    expect(notesOn('{"city":{"a":1}}')).toHaveLength(1)
    expect(notesOn('{"city":')).toHaveLength(1)
  })

  test('only the last one can have ended it', () => {
    expect(notesOn('{"gender":"abc","city":{}}')).toEqual([
      'json-type-mismatch: JSON member `gender` is "abc" where an integer belongs: Json.NET left it at its default; send an integer.',
      'json-type-mismatch: JSON member `city` is an object where a string belongs: Json.NET bound no object at all; send a string.',
    ])
  })

  test('twenty notes are enough', () => {
    expect(notesOn(`{${'"x":1,'.repeat(50)}}`)).toHaveLength(20)
    expect(notesOn(`{${'"gender":"x","city":1,"city":2,'.repeat(50)}}`)).toHaveLength(20)
  })
})
