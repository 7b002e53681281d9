import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Field, Instant, Shape } from '../../../../src/core/schema.ts'
import { enumValue } from '../../../../src/dialects/aspnet-webapi/clr/values.ts'
import { readDataContract } from '../../../../src/dialects/aspnet-webapi/xml/read-data-contract.ts'
import { writeDataContract } from '../../../../src/dialects/aspnet-webapi/xml/write-data-contract.ts'
import {
  everything,
  luiLukLoginReturn,
  requestResult,
  resultMessage,
  thirdPartSignup,
  userInfo,
  wxSmallLogin,
} from './read-xml.ts'

const instants: fc.Arbitrary<Instant> = fc.record({
  ms: fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  ticks: fc.integer({ min: 0, max: 9999 }),
  kind: fc.constantFrom('utc', 'local', 'unspecified'),
})

/** Any value of a field, as the CLR could hold it. */
const valueOf = (field: Field): fc.Arbitrary<unknown> => {
  switch (field.kind) {
    case 'string':
      return fc.option(fc.string({ unit: 'binary' }))
    case 'integer':
      return fc.integer()
    case 'decimal':
      return fc.tuple(fc.integer(), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`)
    case 'boolean':
      return fc.boolean()
    case 'dateTime':
      return instants
    case 'enum':
      return fc.constantFrom(...Object.values(field.members)).map((n) => enumValue(field, n))
    case 'list':
      return fc.option(fc.array(valueOf(field.of), { maxLength: 3 }))
    case 'object':
      return fc.option(valuesOf(field.of))
    case 'map':
      return fc.constant(null)
  }
}

const valuesOf = (shape: Shape): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(Object.entries(shape.fields).map(([name, field]) => [name, valueOf(field)])),
  )

/** Line ends become CRLF in the answer, and LF again where they are read. */
const withLineFeeds = (value: unknown): unknown => {
  if (typeof value === 'string') return value.replace(/\r\n?/g, '\n')
  if (Array.isArray(value)) return value.map(withLineFeeds)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withLineFeeds(one)]))
}

/** A local time reads back as one, but for the last hours that DateTime can hold. */
const isRoundTrip = (instant: Instant): boolean =>
  instant.kind !== 'local' ||
  (instant.ms >= -62_135_596_800_000 + 28_800_000 && instant.ms < 253_402_300_800_000 - 28_800_000)

describe.each([
  ['UserInfo', userInfo],
  ['ResultMessage', resultMessage],
  ['WxSmallLoginDto', wxSmallLogin],
  ['LuiLukLoginReturnDto', luiLukLoginReturn],
  ['ThirdPartSignupDTO', thirdPartSignup],
  ['RequestResult', requestResult],
  ['a type of everything', everything],
] as const)('%s', (_, shape: Shape) => {
  it('is read as it was written, in UTF-8 and in UTF-16', () => {
    fc.assert(
      fc.property(valuesOf(shape), (value) => {
        const text = writeDataContract(shape, value) ?? ''
        const expected = { value: withLineFeeds(value), errors: [], notes: [] }
        expect(readDataContract(Buffer.from(text), 'utf-8', shape)).toEqual(expected)
        expect(readDataContract(Buffer.from(text, 'utf16le'), 'utf-16', shape)).toEqual(expected)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('is null without errors where it is written as null', () => {
    const nil = Buffer.from(writeDataContract(shape, null) ?? '')
    expect(readDataContract(nil, 'utf-8', shape)).toMatchObject({ value: null, errors: [] })
  })
})

describe('an instant', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(instants.filter(isRoundTrip), (instant) => {
        const text = writeDataContract(userInfo, { gender: 0, subscribe_time: instant }) ?? ''
        const { value } = readDataContract(Buffer.from(text), 'utf-8', userInfo)
        expect(value?.['subscribe_time']).toEqual(instant)
      }),
      { numRuns: 200, seed: 2 },
    )
  })
})
