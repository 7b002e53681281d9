import { describe, expect, it, test } from 'vitest'
import {
  dateTime,
  integer,
  list,
  map,
  oneOf,
  shape,
  string,
  type Field,
  type Instant,
  type Shape,
} from '../../../src/core/schema.ts'
import type { Reply } from '../../../src/core/wire.ts'
import { printClock } from '../../../src/dialects/aspnet-webapi/clr/date-time.ts'
import { enumNumber, type EnumValue } from '../../../src/dialects/aspnet-webapi/clr/values.ts'
import { documentLayout, sampleOf } from '../../../src/dialects/aspnet-webapi/help-page.ts'
import { readDataContract } from '../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import { writeDataContract } from '../../../src/dialects/aspnet-webapi/xml/write-data-contract.ts'
import { helpPageSamples, readDocument } from '../../support/documents.ts'
import {
  luiLukLoginReturn,
  requestResult,
  resultMessage,
  thirdPartSignup,
  userInfo,
  wxSmallLogin,
} from './xml/read-xml.ts'

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

/** When the documents' help pages were made: 2026-01-29T15:00:34.1406325+08:00. */
const now: Instant = { ms: Date.UTC(2026, 0, 29, 15, 0, 34, 140), ticks: 6325, kind: 'local' }

/** A document's samples of one language, request first, without the white space between elements. */
const samples = (number: string, starts: string): readonly string[] =>
  helpPageSamples(readDocument(number))
    .filter((sample) => sample.startsWith(starts))
    .map((sample) => sample.replace(/>\s+</g, '><'))

/** A value as those sites' JSON shows it. */
const toJson = (field: Field, value: unknown): unknown => {
  switch (field.kind) {
    case 'dateTime':
      return printClock(value as Instant)
    case 'enum':
      return enumNumber(field, value as EnumValue)
    case 'list':
      return (value as readonly unknown[]).map((item) => toJson(field.of, item))
    case 'object':
      return jsonOf(field.of, value as Readonly<Record<string, unknown>>)
    default:
      return value
  }
}

const jsonOf = (of: Shape, value: Readonly<Record<string, unknown>>): unknown =>
  Object.fromEntries(
    Object.entries(of.fields).map(([name, field]) => [name, toJson(field, value[name])]),
  )

describe.each([
  ['000', userInfo, resultMessage],
  ['001', wxSmallLogin, luiLukLoginReturn],
  ['004', thirdPartSignup, requestResult],
] as const)('the samples of document %s', (number, request: Shape, response: Shape) => {
  it('come out in XML', () => {
    expect([request, response].map((of) => writeDataContract(of, sampleOf(of, now)))).toEqual(
      samples(number, '<'),
    )
  })

  it('come out in JSON, in its order', () => {
    const shown = samples(number, '{').map((sample) => JSON.stringify(JSON.parse(sample)))
    const made = [request, response].map((of) => JSON.stringify(jsonOf(of, sampleOf(of, now))))
    // test/documents/001.txt shows an exception where its JSON should be.
    expect(number === '001' ? [] : made).toEqual(shown)
  })

  it('bind to the values they show, white space and all', () => {
    const [sent] = helpPageSamples(readDocument(number)).filter((sample) => sample.startsWith('<'))
    expect(readDataContract(Buffer.from(sent ?? ''), 'utf-8', request)).toEqual({
      value: sampleOf(request, now),
      errors: [],
      notes: [],
    })
  })
})

describe('a sample', () => {
  it('counts simple properties, each object for itself, each list for itself', () => {
    const of = shape('S', {
      colour: oneOf('Colour', { Green: 2, Red: 1, None: -1 }),
      names: list(string()),
      numbers: list(list(integer())),
      when: dateTime(),
      text: string(),
    })
    expect(sampleOf(of, now)).toEqual({
      colour: 'Red',
      names: ['sample string 1', 'sample string 2'],
      numbers: [
        [1, 2],
        [1, 2],
      ],
      when: now,
      text: 'sample string 2',
    })
  })

  it('has nothing for an enum without members, nor for a map', () => {
    expect(sampleOf(shape('S', { a: oneOf('Empty', {}), b: map(string()) }), now)).toEqual({
      a: null,
      b: null,
    })
  })
})
