import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from '../../../src/core/api.ts'
import type { Dialect } from '../../../src/core/dialect.ts'
import type { Field, Instant, Shape } from '../../../src/core/schema.ts'
import { printClock } from '../../../src/dialects/aspnet-webapi/clr/date-time.ts'
import { aspnetWebApi } from '../../../src/dialects/aspnet-webapi/index.ts'
import { createServices } from '../../support/services.ts'
import { actionOf, ask } from './ask.ts'

type Value = Readonly<Record<string, unknown>>

const services = createServices()

/** A whole second of any year, with no zone: the one date that every format keeps. */
const instant = fc
  .integer({ min: -62_135_596_800, max: 253_402_300_799 })
  .map((seconds): Instant => ({ ms: seconds * 1000, ticks: 0, kind: 'unspecified' }))

const valueOf = (field: Field, text: fc.Arbitrary<string | null>): fc.Arbitrary<unknown> => {
  switch (field.kind) {
    case 'integer':
      return fc.integer({ min: -2147483648, max: 2147483647 })
    case 'dateTime':
      return instant
    case 'enum':
      return fc.constantFrom(...Object.keys(field.members))
    default:
      return text
  }
}

const objectOf = (shape: Shape, text: fc.Arbitrary<string | null>): fc.Arbitrary<Value> =>
  fc.record(
    Object.fromEntries(
      Object.entries(shape.fields).map(([key, field]) => [
        key,
        field.required === true ? fc.constantFrom('o1', '张三') : valueOf(field, text),
      ]),
    ),
  )

const anyText = fc.option(fc.string({ unit: 'binary' }))

const readBack = (dialect: Dialect, operation: Operation, type: string, body: string | Buffer) =>
  dialect.decode(ask({ headers: { 'content-type': type }, body }), operation)

const bound = (value: Value) => ({ kind: 'bound', value, issues: [], notes: [] })

const iso = aspnetWebApi()
const clock = aspnetWebApi({ dateFormat: 'yyyy-MM-dd HH:mm:ss' })
const requests = [
  ['UserInfo', actionOf('000', 'Echo'), clock],
  ['WxSmallLoginDto', actionOf('001', 'Echo'), iso],
  ['ThirdPartSignupDTO', actionOf('004', 'Echo'), iso],
] as const

test.each(requests)('%s: what JSON wrote, JSON reads', (_, operation, dialect) => {
  fc.assert(
    fc.property(objectOf(operation.request, anyText), (value) => {
      const request = ask({ headers: { accept: 'application/json' } })
      const { body } = dialect.encode(request, operation, value, services)
      expect(readBack(dialect, operation, 'application/json', body)).toEqual(bound(value))
    }),
  )
})

test.each(requests)('%s: what XML wrote, XML reads', (_, operation, dialect) => {
  // A carriage return comes back as a line feed, whoever wrote it.
  const text = anyText.map((one) => one?.replaceAll('\r', '') ?? null)
  fc.assert(
    fc.property(
      objectOf(operation.request, text),
      fc.constantFrom('utf-8', 'utf-16'),
      (value, charset) => {
        const request = ask({ headers: { accept: 'text/xml', 'accept-charset': charset } })
        const { body } = dialect.encode(request, operation, value, services)
        const type = `text/xml; charset=${charset}`
        expect(readBack(dialect, operation, type, body)).toEqual(bound(value))
      },
    ),
  )
})

test.each(requests)(
  '%s: what a browser’s form sends, the form reader reads',
  (_, operation, dialect) => {
    // A form cannot say null: it leaves a field out; and blank text is null.
    const text = fc.option(fc.string({ unit: 'binary' }).map((one) => `x${one}`))
    fc.assert(
      fc.property(objectOf(operation.request, text), (value) => {
        const form = new URLSearchParams()
        for (const [key, field] of Object.entries(operation.request.fields))
          if (value[key] !== null) form.append(field.clr ?? key, formText(field, value[key]))
        const type = 'application/x-www-form-urlencoded'
        expect(readBack(dialect, operation, type, form.toString())).toEqual(bound(value))
      }),
    )
  },
)

const formText = (field: Field, value: unknown): string =>
  field.kind === 'dateTime' ? printClock(value as Instant) : String(value)
