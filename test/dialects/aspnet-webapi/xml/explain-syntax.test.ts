import { expect, it } from 'vitest'
import { explainSyntax } from '../../../../src/dialects/aspnet-webapi/xml/explain-syntax.ts'

it.each([
  [
    '<a><b></a>',
    "line 1, column 7: Expected closing tag 'b' (opened in line 1, col 4) instead of closing tag 'a'",
  ],
  ['{"a":1}', "line 1, column 1: char '{' is not expected"],
  ['<!DOCTYPE a []><a/>', 'other parsers may take it, this one does not'],
  ['<'.repeat(100_000), undefined],
])('%s', (body, said) => {
  expect(explainSyntax(Buffer.from(body))).toBe(said)
})
