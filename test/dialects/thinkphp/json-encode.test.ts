import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { encodeAsciiJson, encodeJson } from '../../../src/dialects/thinkphp/json-encode.ts'

const recorded = (name: string): string =>
  readFileSync(new URL(`../../recordings/shopxo/${name}`, import.meta.url), 'utf8')

test.each(['doc_success.json', 'doc_error.json', 'special_values.json'])(
  'the first encoder prints %s',
  (name) => {
    expect(encodeJson(JSON.parse(recorded(name)))).toBe(recorded(name))
  },
)

test.each(['special_values.exit.json', 'site_closed.exit.json'])(
  'the second encoder prints %s',
  (name) => {
    expect(encodeAsciiJson(JSON.parse(recorded(name)))).toBe(recorded(name))
  },
)

test('the documented success is 1000 bytes', () => {
  expect(Buffer.byteLength(recorded('doc_success.json'))).toBe(1000)
})

test('text that is no UTF-8 cannot be printed', () => {
  expect(encodeJson({ msg: 'x\udc80' })).toBeUndefined()
  expect(encodeAsciiJson({ msg: '\ud83d' })).toBeUndefined()
})

test('a backslash before text that looks like half a surrogate is just that', () => {
  expect(encodeJson({ a: '\\ud83d', b: '\\\\udfff \\' })).toBe(
    '{"a":"\\\\ud83d","b":"\\\\\\\\udfff \\\\"}',
  )
})
