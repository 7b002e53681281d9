import { expect, test } from 'vitest'
import type { Reply } from '../../../src/core/wire.ts'
import { documentLayout } from '../../../src/dialects/aspnet-webapi/document-layout.ts'

const reply = (contentType: string, body: string | Buffer): Reply => ({
  status: 200,
  headers: [['Content-Type', contentType]],
  body,
  basis: 'recorded',
})

const laidOut = (contentType: string, body: string | Buffer) =>
  documentLayout(reply(contentType, body)).body

test('JSON: two spaces, numbers and order as they were, empty ones closed', () => {
  const json = '{"b":7.0,"a":[1,{"x":"{\\"[,:"}],"e":[],"o":{},"n":null}'
  expect(laidOut('application/json; charset=utf-8', json)).toBe(`{
  "b": 7.0,
  "a": [
    1,
    {
      "x": "{\\"[,:"
    }
  ],
  "e": [],
  "o": {},
  "n": null
}`)
  expect(laidOut('text/javascript; charset=utf-8', 'cb({"a":1})')).toBe('cb({\n  "a": 1\n})')
  expect(laidOut('text/json; charset=utf-8', 'null')).toBe('null')
})

test('XML: as XDocument.ToString() prints it', () => {
  const xml =
    '<R xmlns:i="u"><S>Fail</S><M></M><N i:nil="true" /><E><V><t>a &lt; b\r\n</t></V></E></R>'
  expect(laidOut('text/xml; charset=utf-8', xml)).toBe(`<R xmlns:i="u">
  <S>Fail</S>
  <M></M>
  <N i:nil="true" />
  <E>
    <V>
      <t>a &lt; b\r\n</t>
    </V>
  </E>
</R>`)
  expect(laidOut('application/xml', '<R i:nil="true" />')).toBe('<R i:nil="true" />')
})

test('UTF-16 stays UTF-16', () => {
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
  expect(laidOut('application/json; charset=utf-16', utf16('{"a":1}'))).toEqual(
    utf16('{\n  "a": 1\n}'),
  )
})

test('anything else is left alone', () => {
  const page = reply('text/html', '<p><b></b></p>')
  expect(documentLayout(page)).toBe(page)
  const empty = { ...page, headers: [] }
  expect(documentLayout(empty)).toBe(empty)
})
