import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCall, respond } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import type { Reply, WireRequest } from '../../../src/core/wire.ts'
import { createServices } from '../../support/services.ts'
import { appOf, ask } from './ask.ts'
import { cpuSecondsOf } from '../../support/cpu-seconds.ts'

const services = createServices()
const route = createRouter([appOf('000'), appOf('001'), appOf('004')])

const answer = (request: WireRequest): { reply: Reply; notes: number } => {
  const call = createCall(route(request), request, services)
  const reply = respond(call)
  return { reply, notes: call.trace.notes.length }
}

const FRAMEWORK = new Set([200, 201, 204, 400, 401, 404, 405, 415, 500])

/** One character of a text. */
const oneOf = (characters: string) => fc.constantFrom(...Array.from(characters))

const contentType = fc.oneof(
  fc.constantFrom(
    'application/json',
    'text/json; charset=utf-16',
    'application/xml',
    'text/xml; charset=utf-16',
    'application/x-www-form-urlencoded',
    'text/plain',
    '*/*',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
)
const accept = fc.oneof(
  fc.constantFrom('*/*', 'application/xml', 'text/*;q=0.5, text/xml'),
  fc.string({ unit: 'binary-ascii', maxLength: 30 }),
)
const target = fc.constantFrom(
  '/api/Customer/AppAuthorization',
  '/api/Customer/Echo',
  '/api/WxSmallApp/LoginWithPhone?callback=cb',
  '/api/WxSmallApp/Strict',
  '/api/Account/SignupByThirdPart',
  '/api/Account/Echo',
)
/** Bytes, or text that begins like something. */
const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc
    .tuple(
      fc.constantFrom('', '{"gender":', '{"ThirdPart":"', '[', '\ufeff{"a":', 'Sex=', '=&[', '%E4'),
      fc.string({ unit: 'binary', maxLength: 60 }),
    )
    .map(([start, rest]) => Buffer.from(start + rest)),
  fc
    .tuple(
      fc.constantFrom('UserInfo', 'WxSmallLoginDto', 'ThirdPartSignupDTO'),
      fc.string({ unit: oneOf('<>/&;!?[]-"\'=#x: aA1\u0001'), maxLength: 60 }),
    )
    .map(([root, inside]) => Buffer.from(`<${root}>${inside}</${root}>`)),
)

test('any bytes under any Content-Type get an answer of the framework, and a note if refused', () => {
  fc.assert(
    fc.property(target, contentType, accept, body, (path, type, accepted, bytes) => {
      const request = ask({
        target: path,
        headers: { 'content-type': type, accept: accepted },
        body: bytes,
      })
      const { reply, notes } = answer(request)
      expect(FRAMEWORK).toContain(reply.status)
      if (reply.status >= 400) expect(notes).toBeGreaterThan(0)
    }),
    { numRuns: 3000 },
  )
})

test('any path and verb get an answer', () => {
  const path = fc.oneof(
    fc.string({ unit: oneOf('/.%\\aApPiI2e;?&='), maxLength: 20 }),
    fc.string({ unit: 'binary-ascii', maxLength: 20 }),
  )
  fc.assert(
    fc.property(path, fc.constantFrom('GET', 'POST', 'FOO'), (rest, method) => {
      const { reply, notes } = answer(ask({ target: `/${rest}`, method }))
      expect([404, 405]).toContain(reply.status)
      expect(notes).toBeGreaterThan(0)
    }),
    { numRuns: 2000 },
  )
})

const MIB = 1024 * 1024
/** `start`, then as many of `unit` as fit into 1 MiB with `end`. */
const flood = (unit: string, start = '', end = ''): Buffer => {
  const room = MIB - Buffer.byteLength(start + end)
  return Buffer.from(start + unit.repeat(Math.floor(room / Buffer.byteLength(unit))) + end)
}
const USER_INFO =
  '<UserInfo xmlns="http://schemas.datacontract.org/2004/07/Applications.MiniProgramTools.Models">'

const hostile: Readonly<Record<string, readonly Buffer[]>> = {
  'application/json': [
    flood('['),
    flood('{"a":'),
    flood('"'),
    flood('\\', '"'),
    flood('/*'),
    flood('//\n'),
    flood(' '),
    flood('\0'),
    flood('NaN'),
    flood('1', '{"gender":'),
    flood('0', '{"gender":"', 'x"}'),
    flood(' ', '{"gender":"', 'x"}'),
    flood('"gender":"x",', '{', '}'),
    flood('"x":[],', '{', '}'),
    flood('\\u00e9', '{"openId":"', '"}'),
    flood('2026-01-29 ', '{"subscribe_time":"', '"}'),
    flood('1', '{"subscribe_time":"/Date(', ')/"}'),
    flood(' x', '{}'),
  ],
  'application/xml': [
    flood('<'),
    flood('<a>'),
    flood('<a xmlns:b="c">'),
    flood('a="1" ', '<UserInfo ', '/>'),
    flood('&amp;', `${USER_INFO}<City>`, '</City></UserInfo>'),
    flood('<![CDATA[]]>', `${USER_INFO}<City>`, '</City></UserInfo>'),
    flood('0', `${USER_INFO}<Sex>`, 'x</Sex></UserInfo>'),
    flood(' ', `${USER_INFO}<Sex>`, 'x</Sex></UserInfo>'),
    flood('<City/>', USER_INFO, '</UserInfo>'),
    flood('<!ENTITY a "b">', '<!DOCTYPE a ['),
    flood('<!--'),
    flood('<!-- -->'),
    flood('a:', '<'),
  ],
  'application/x-www-form-urlencoded': [
    flood('a&'),
    flood('='),
    flood('%'),
    flood('%E4'),
    flood('['),
    flood('a[0]'),
    flood('a[b]'),
    flood('0', 'Sex=', 'x'),
    flood('+', 'Sex=', 'x'),
    flood('0', 'Sex=%23', 'g'),
    flood('Sex=1&', 'Sex=x&'),
    flood('1/', 'SubscribeTime='),
  ],
}

test.each(Object.entries(hostile))(
  '1 MiB of anything as %s is answered within a second',
  (type, bodies) => {
    for (const bytes of bodies) {
      const headers = { 'content-type': type }
      const seconds = cpuSecondsOf(() => {
        const { reply } = answer(ask({ target: '/api/Customer/Strict', headers, body: bytes }))
        expect(FRAMEWORK).toContain(reply.status)
      })
      expect(seconds, bytes.toString('latin1', 0, 40)).toBeLessThan(1)
    }
  },
)
