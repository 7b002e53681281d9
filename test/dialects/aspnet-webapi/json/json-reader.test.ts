import { describe, expect, test } from 'vitest'
import { readEvery, readSignup, readUser } from './reading.ts'

describe('accepted without a word', () => {
  test.each([
    ['{"Name":"a"}', '{"Name":"a"}'],
    ["{'Name':'a'}", '{"Name":"a"}'],
    ['{Name:"a"}', '{"Name":"a"}'],
    ['{Name :"a"}', '{"Name":"a"}'],
    ['{Name\0:"a"}', '{"Name":"a"}'],
    ['{"Name":"a",}', '{"Name":"a"}'],
    ['{/*x*/"Name"/**/:"a"}', 'null ! '],
    ['{/*x*/"Name":/*y*/"a"/*z*/,/***/}//w', '{"Name":"a"}'],
    ['//x\n{"Name"://y\r"a"}', '{"Name":"a"}'],
    ['{"Name":"a"} garbage', '{"Name":"a"}'],
    ['{"Name":"a"}{"Name":"b"}', '{"Name":"a"}'],
    ['\0{\0"Name"\0:\0"a"\0}', '{"Name":"a"}'],
    ['\u3000{\u00a0"Name"\u2003:\u0085"a"\r\n}', '{"Name":"a"}'],
    ['{"Name":"a\nb\tc"}', String.raw`{"Name":"a\nb\tc"}`],
    ['{"Name":"a","Name":"b"}', '{"Name":"b"}'],
    ['{"NAME":"a","name":"b"}', '{"Name":"b"}'],
    ['{"ſame":1,"nämé":2}', '{}'],
    ['{"x":[1,{"y":[]}],"z":new Date(1, "a"),"Name":"a"}', '{"Name":"a"}'],
    ['{"__proto__":{"a":1},"constructor":1,"Name":"a"}', '{"Name":"a"}'],
    [`{"x":${'['.repeat(200)}${']'.repeat(200)},"Name":"a"}`, '{"Name":"a"}'],
  ])('%j', (json, read) => {
    expect(readSignup(json)).toBe(read)
  })
})

describe('string escapes', () => {
  test.each([
    [String.raw`"\b\t\n\f\r\\\"\'\/"`, String.raw`"\b\t\n\f\r\\\"'/"`],
    [String.raw`'\'"'`, String.raw`"'\""`],
    [String.raw`"\u5f20\u0000"`, String.raw`"张\u0000"`],
    [String.raw`"\ud83d\ude00"`, '"😀"'],
    [String.raw`"\ud83d"`, '"\ufffd"'],
    [String.raw`"\ude00"`, '"\ufffd"'],
    [String.raw`"\ud83dx"`, '"\ufffdx"'],
    [String.raw`"\ud83d\u0041"`, '"\ufffdA"'],
    [String.raw`"\ud83d\ud83d\ude00"`, '"\ufffd😀"'],
    [String.raw`"\ud83d\ud83d\n"`, String.raw`"��\n"`],
  ])('%s', (json, text) => {
    expect(readSignup(`{"Name":${json}}`)).toBe(`{"Name":${text}}`)
  })
})

describe('broken: nothing is bound', () => {
  test.each([
    ['<html>', 'null ! '],
    ['Name=a&Mobile=b', 'null ! '],
    ['hello', 'null ! '],
    [']', 'null ! '],
    [')', 'null ! '],
    ['{', 'null ! '],
    ['{"Na', 'null ! '],
    ['{Na', 'null ! '],
    ['{"Name"', 'null ! '],
    ['{Na-me:1}', 'null ! '],
    ['{"Name" "a"}', 'null ! '],
    ['{"Name":"a",,"Mobile":"m"}', 'null ! Name'],
    ['{"Name":"a"]', 'null ! '],
    ['{"Name":"a")', 'null ! '],
    ['{"Name":"a" "Mobile":"m"}', 'null ! Name'],
    ['{"Name":"a"/', 'null ! Name'],
    ['{"Name":"a"/x', 'null ! Name'],
    ['{"Name":"a"/*', 'null ! Name'],
    ['{"Name":"a"/*x', 'null ! Name'],
    [String.raw`{"Name":"a\qb"}`, 'null ! Name ! Name'],
    [String.raw`{"Name":"\u12G4"}`, 'null ! Name ! Name'],
    ['{"x":{"y":[1}}}', '{} ! x.y'],
    ['{"x":{"y":[1}},"Name":"a"}', '{"Name":"a"} ! x.y'],
    ['{"x":tru}', 'null ! x ! x'],
  ])('%j', (json, read) => {
    expect(readSignup(json)).toBe(read)
  })
})

describe('cut short: the members before the cut stay', () => {
  test.each([
    ['{"Name":"a"', '{"Name":"a"} ! Name'],
    ['{"Name":"a",', '{"Name":"a"} ! Name'],
    ['{"Name":"a","Mobile":', '{"Name":"a"} ! Mobile ! Mobile'],
    ['{"Name":"a","Mobile":"m', '{"Name":"a"} ! Mobile ! Mobile'],
    ['{"Name":"a","Mobile":"m\\', '{"Name":"a"} ! Mobile ! Mobile'],
    [String.raw`{"Name":"\u12`, '{} ! Name ! Name'],
    ['{"Name":n', '{} ! Name ! Name'],
    ['{"Name":nul', '{} ! Name ! Name'],
    ['{"Name":tru', '{} ! Name ! Name'],
    ['{"x":n', '{} ! x ! x'],
    ['{"x":', '{} ! x'],
    ['{"x":[1,', '{} ! x[0]'],
    ['{"x":{"y":', '{} ! x.y'],
    ['{"x":new Date', '{} ! x ! x'],
    ['{"Name":', '{} ! Name ! Name'],
  ])('%j', (json, read) => {
    expect(readSignup(json)).toBe(read)
  })
})

describe('a value that is missing or misplaced', () => {
  test.each([
    ['{"Name":,"Mobile":"m"}', '{"Mobile":"m"} ! Name'],
    ['{"Name"::"a"}', '{} ! Name'],
    ['{"Name":}', '{} ! Name ! Name'],
    ['{"Name":],"Mobile":"m"}', '{"Mobile":"m"} ! Name'],
    ['{"x":,"Mobile":"m"}', '{"Mobile":"m"}'],
    ['{"x":]', '{} !  ! '],
    ['{"x":],"Name":"a"}', 'null !  ! '],
    ['{"x":)', '{} !  ! '],
    ['{"Name":nx}', 'null ! Name ! Name'],
    ['{"x":nx}', 'null ! x ! x'],
    ['{"x":news}', 'null ! x ! x'],
    ['{"x":new Da-te()}', 'null ! x ! x'],
    ['{"x":new Date}', 'null ! x ! x'],
    ['{"Name":truex}', 'null ! Name ! Name'],
    ['{"Name":1x2,"Mobile":"m"}', '{"Mobile":"m"} ! Name'],
    ['{"Name":1y}', 'null ! Name ! Name'],
  ])('%j', (json, read) => {
    expect(readSignup(json)).toBe(read)
  })
})

describe('the path of an error', () => {
  test.each([
    ['{"a b":[{"c.d":tru}]}', "null ! ['a b'][0]['c.d'] ! ['a b'][0]['c.d']"],
    [String.raw`{"it's\n":tru}`, String.raw`null ! ['it\'s\n'] ! ['it\'s\n']`],
    ['{"x":[[1],[2,tru]]}', '{} ! x[1][0]'],
    ['{"x":{"y":1},"z":tru}', 'null ! z ! z'],
  ])('%j', (json, read) => {
    expect(readSignup(json)).toBe(read)
  })
})

describe('depth', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

  test('255 levels below the root are read', () => {
    expect(readSignup(`{"x":${nested(255)},"Name":"a"}`)).toBe('{"Name":"a"}')
  })

  test('one more is an error, passed over like any other', () => {
    const path = `x${'[0]'.repeat(255)}`
    expect(readSignup(`{"x":${nested(256)},"Name":"a"}`)).toBe(`{"Name":"a"} ! ${path}`)
    expect(readSignup(`{"x":${nested(300)},"x":${nested(300)}}`)).toBe(`{} ! ${path} ! ${path}`)
  })
})

describe('bodies that are no object', () => {
  test.each([
    ['null', 'null'],
    ['undefined', 'null'],
    [' \r\n', 'null'],
    ['\0', 'null'],
    ['//x', 'null'],
    ['""', 'null'],
    [',', 'null'],
    ['{"$ref":"1"}', 'null'],
    ['[]', 'null ! '],
    ['"x"', 'null ! '],
    ['1', 'null ! '],
    ['1e5', 'null ! '],
    ['true', 'null ! '],
    ['"2026-01-29T15:00:34"', 'null ! '],
    ['new Date(1)', 'null ! '],
    ['new ()', 'null ! '],
    ['NaN', 'null ! '],
    ['-Infinity', 'null ! '],
  ])('%j', (json, read) => {
    expect(readUser(json)).toBe(read)
  })
})

describe('metadata members', () => {
  test.each([
    ['{"$type":"Evil, System","$id":"1","text":"a"}', '{"text":"a"}'],
    ['{"text":"a","$type":5,"$id":{}}', '{"text":"a"}'],
    ['{"$type":{},"text":"a"}', 'null ! $type'],
    ['{"$type"', 'null ! '],
    ['{"$type":', 'null ! $type'],
    ['{"$ref":null,"text":"a"}', '{"text":"a"}'],
    ['{"$ref":5}', 'null ! $ref'],
    ['{"$ref":"1","text":"a"}', 'null ! text'],
    ['{"$values":[1]}', 'null ! $values'],
    [
      '{"one":{"$id":"1","a":5},"many":[{"$ref":"1"}]}',
      '{"one":{"a":5,"names":null},"many":[{"a":5,"names":null}]}',
    ],
    ['{"part":"QQ","part":{"$ref":"1"}}', '{}'],
    ['{"counts":{"$values":[1,2]},"text":"a"}', '{"text":"a","counts":[1,2]}'],
    ['{"part":{"$value":"QQ"},"text":"a"}', '{"text":"a","part":2}'],
    ['{"part":{"$value":{}},"text":"a"}', '{"text":"a"} ! part.$value'],
    ['{"part":{"$value":', '{} ! part.$value ! part.$value'],
    ['{"part":{"$value":"Foo"},"text":"a"}', '{"text":"a"} ! part.$value'],
  ])('%j', (json, read) => {
    expect(readEvery(json)).toBe(read)
  })
})
