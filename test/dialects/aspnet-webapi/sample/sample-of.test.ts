import { describe, expect, it } from 'vitest'
import { dateTime, integer, list, map, oneOf, shape, string } from '../../../../src/core/schema.ts'
import type { Field, Instant, Shape } from '../../../../src/core/schema.ts'
import { enumNumber, type EnumValue } from '../../../../src/dialects/aspnet-webapi/clr/enum.ts'
import { printClock } from '../../../../src/dialects/aspnet-webapi/clr/instant.ts'
import { sampleOf } from '../../../../src/dialects/aspnet-webapi/sample/sample-of.ts'
import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import { writeDataContract } from '../../../../src/dialects/aspnet-webapi/xml/write-data-contract.ts'
import { helpPageSamples, readDocument } from '../../../support/documents.ts'
import {
  luiLukLoginReturn,
  requestResult,
  resultMessage,
  thirdPartSignup,
  userInfo,
  wxSmallLogin,
} from '../xml/document-shapes.ts'

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
