import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apis } from '../../src/apis/index.ts'
import { casesOf } from '../../src/core/catalogue.ts'
import { faults } from '../../src/core/wire.ts'
import { pick, type Draw } from './draw.ts'
import type { Answer, SoakClient } from './soak-client.ts'

export interface TrafficOptions {
  readonly client: SoakClient
  /** The folder of the watched fixtures. */
  readonly fixtures: string
}

/** Mixed requests. Each caller sends one at a time. */
export interface Traffic {
  /** Sends one random request. Resolves to the error in the answer, or to undefined. */
  once(draw: Draw): Promise<string | undefined>
  readonly counts: ReadonlyMap<string, number>
}

/** The numbers of people, tenants and stubs are bounded, so any further growth is a leak. */
const PEOPLE = 400
const TENANTS = 120
/**
 * Admin calls change only so many of these tenants. The server never drops a changed tenant to make room
 * (`--tenants`), so there must be fewer of them than it keeps.
 */
const SCRIPTED = 30
const STUBS = 50

/** One kind of request: its relative frequency, the request, and the check of its answer. */
interface Kind {
  readonly name: string
  readonly weight: number
  readonly act: (draw: Draw) => Promise<Answer>
  readonly right: (answer: Answer) => boolean
}

const is = (status: number) => (answer: Answer) => answer === status
const below500 = (answer: Answer) => answer !== 'broken' && answer < 500
/**
 * Accepts any answer. An imitated 500 or a fault is no failure of the mock, and the log shows real failures.
 */
const anything = () => true

export const createTraffic = ({ client, fixtures }: TrafficOptions): Traffic => {
  const counts = new Map<string, number>()
  const kinds = [...logins(client), ...attacks(client), ...scripting(client), reload(fixtures)]
  const wheel = kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind))
  return {
    counts,
    once: async (draw) => {
      const { name, act, right } = pick(draw, wheel)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      const answer = await act(draw)
      return right(answer) ? undefined : `${name}: answered ${answer}`
    },
  }
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
const examples = apis.flatMap(({ operations }) => operations.map((one) => one.example()))
const cases = apis.flatMap((api) => casesOf(api).map(({ name }) => name))

/** Chooses the default tenant for two thirds of the requests, whose records its world must hold. */
const tenantOf = (draw: Draw, tenants = TENANTS): string =>
  draw(3) === 0 ? `/t/soak-${draw(tenants)}` : ''

const logins = ({ ask }: SoakClient): readonly Kind[] => {
  const logIn = (draw: Draw, headers: Readonly<Record<string, string>> = {}) => {
    const { method, target, headers: own, body } = pick(draw, examples)
    return ask(method, `${tenantOf(draw)}${target}`, { ...own, ...headers }, body)
  }
  const post = (draw: Draw, target: string, fields: object, headers = {}) =>
    ask('POST', `${tenantOf(draw)}${target}`, { ...JSON_TYPE, ...headers }, JSON.stringify(fields))
  return [
    { name: 'example', weight: 40, right: below500, act: logIn },
    {
      name: 'new person',
      weight: 20,
      right: is(200),
      act: (draw) => {
        const fields = { openId: `soak-${draw(PEOPLE)}`, phone: '13800138000' }
        const Accept = draw(2) === 0 ? 'application/xml' : 'application/json'
        return post(draw, '/api/Customer/AppAuthorization', fields, { Accept })
      },
    },
    {
      name: 'code',
      weight: 10,
      right: is(200),
      act: (draw) => post(draw, '/api/WxSmallApp/LoginWithPhone', { code: `soak-${draw(PEOPLE)}` }),
    },
    {
      name: 'case',
      weight: 8,
      right: anything,
      act: (draw) => logIn(draw, { 'X-Mock-Case': pick(draw, cases) }),
    },
    {
      name: 'fault',
      weight: 4,
      right: anything,
      act: (draw) => logIn(draw, { Prefer: `fault=${pick(draw, faults)}` }),
    },
    {
      name: 'delay',
      weight: 2,
      right: below500,
      act: (draw) => logIn(draw, { Prefer: `delay=${draw(40)}` }),
    },
  ]
}

const LARGE = 'x'.repeat(1_100_000)
const NONSENSE = [
  '',
  '{',
  '[[[[',
  '{"__proto__":{}}',
  '<a/>',
  '\u0000',
  '{"openId":1e999}',
  'null',
  '"'.repeat(999),
]
const NO_HTTP = [
  '\r\n\r\n\r\n',
  'GET\r\n\r\n',
  'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
  '\u0016\u0003\u0001',
  'GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
]
const HALF_A_BODY =
  'POST /api/Customer/AppAuthorization HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{'

const attacks = ({ ask, raw }: SoakClient): readonly Kind[] => [
  {
    name: 'nonsense',
    weight: 6,
    right: anything,
    act: (draw) =>
      ask(
        'POST',
        `${tenantOf(draw)}${pick(draw, examples).target}`,
        JSON_TYPE,
        pick(draw, NONSENSE),
      ),
  },
  {
    name: 'too large',
    weight: 1,
    right: anything,
    act: () => ask('POST', '/api/Account/SignupByThirdPart', JSON_TYPE, LARGE),
  },
  { name: 'no HTTP', weight: 2, right: anything, act: (draw) => raw(pick(draw, NO_HTTP)) },
  { name: 'gone', weight: 2, right: anything, act: () => raw(HALF_A_BODY) },
  {
    name: 'listener',
    weight: 1,
    right: anything,
    act: (draw) => raw(`GET ${tenantOf(draw)}/__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n`),
  },
]

const scripting = ({ ask }: SoakClient): readonly Kind[] => {
  const admin = (draw: Draw, method: string, path: string, body?: object) =>
    ask(
      method,
      `${tenantOf(draw, SCRIPTED)}/__admin/${path}`,
      {},
      body === undefined ? '' : JSON.stringify(body),
    )
  const ofTenant = (
    name: string,
    weight: number,
    status: number,
    call: (draw: Draw) => readonly [method: string, path: string, body?: object],
  ): Kind => ({ name, weight, right: is(status), act: (draw) => admin(draw, ...call(draw)) })
  return [
    ofTenant('journal', 2, 200, () => ['GET', 'requests?limit=20']),
    ofTenant('search', 1, 200, (draw) => ['POST', 'requests/count', stub(draw).request]),
    ofTenant('coverage', 1, 200, () => ['GET', 'cases/coverage']),
    ofTenant('stub', 2, 201, (draw) => ['POST', 'mappings', stub(draw)]),
    ofTenant('stubs away', 1, 200, () => ['DELETE', 'mappings']),
    ofTenant('use', 1, 200, () => ['PUT', 'use', { case: 'success', times: 3 }]),
    ofTenant('world', 1, 200, (draw) => [
      'PATCH',
      'world',
      { people: [{ id: `p${draw(PEOPLE)}` }] },
    ]),
    ofTenant('code made', 1, 200, () => ['POST', 'wechat/codes', { once: true }]),
    ofTenant('text message', 1, 200, (draw) => [
      'POST',
      'sms',
      { mobile: String(13_800_000_000 + draw(PEOPLE)) },
    ]),
    ofTenant('clock', 1, 200, (draw) => ['POST', 'clock/advance', { ms: draw(60_000) }]),
    ofTenant('snapshot', 1, 200, (draw) => ['PUT', `snapshots/s${draw(5)}`]),
    ofTenant('reset', 1, 200, () => ['POST', 'reset']),
    {
      name: 'restore',
      weight: 1,
      right: below500,
      act: (draw) => admin(draw, 'POST', `snapshots/s${draw(5)}/restore`),
    },
    {
      name: 'tenant away',
      weight: 2,
      right: below500,
      act: (draw) => ask('DELETE', `/__admin/tenants/soak-${draw(TENANTS)}`),
    },
  ]
}

const stub = (draw: Draw) => ({
  request: {
    urlPath: `/soak-${draw(STUBS)}`,
    headers: { 'X-A': { matches: `a+b?${draw(9)}` } },
  },
  response: { body: `${draw(100_000)} {{request.path}}`, transformers: ['response-template'] },
  ...(draw(3) === 0 ? { scenarioName: 'soak', newScenarioState: `s${draw(4)}` } : {}),
})

/** Writes another fixture into the watched folder. */
const reload = (folder: string): Kind => ({
  name: 'fixture',
  weight: 1,
  right: anything,
  act: (draw) => {
    const file = join(folder, 'soak.yaml')
    const text = `stubs:\n  - match: { path: /soak-fixture-${draw(9)} }\n    respond: { response: { body: '${draw(999)}' } }\n`
    if (readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
    return Promise.resolve(200)
  },
})
