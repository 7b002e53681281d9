import { afterEach, describe, expect, it, vi } from 'vitest'
import { apis } from '../../../src/apis/index.ts'
import { createCall } from '../../../src/core/pipeline.ts'
import { createRouter } from '../../../src/core/dialect.ts'
import type { Stub } from '../../../src/scripting/stubs/stub.ts'
import { createServices } from '../../support/services.ts'
import { createToy } from '../../support/toy-call.ts'
import { compileConditions } from '../../../src/scripting/stubs/request-match.ts'

const LIVE = '{"code":0,"hello":"bob"}'
const teapot = { response: { status: 418, body: 'short and stout' } }
const stub = (over: Partial<Stub> = {}): Stub => ({ id: 's', match: {}, respond: teapot, ...over })

const toyWith = (...stubs: readonly Stub[]) => {
  const toy = createToy()
  for (const one of stubs) toy.script.stubs.put(one, compileConditions)
  return toy
}

describe('what a stub matches', () => {
  it.each<[string, Stub['match'], Parameters<ReturnType<typeof createToy>['ask']>[0], boolean]>([
    ['the API', { api: 'toy' }, {}, true],
    ['another API', { api: 'other' }, {}, false],
    ['the operation', { operation: 'toy' }, {}, true],
    ['the method', { method: 'POST' }, {}, true],
    ['another method', { method: 'GET' }, {}, false],
    ['any method', { method: 'ANY' }, {}, true],
    ['the path', { path: { equalTo: '/toy/login' } }, {}, true],
    ['a path outside the APIs', { path: { matches: '/el.*' } }, { path: '/elsewhere' }, true],
    ['path and query', { url: { equalTo: '/toy/login?a=1' } }, { query: 'a=1' }, true],
    ['a query parameter', { query: { a: { equalTo: 'b c' } } }, { query: 'a=b+c' }, true],
    ['a header', { headers: { 'X-A': { contains: '1' } } }, { headers: { 'x-a': '01' } }, true],
    ['a cookie', { cookies: { a: { equalTo: '1' } } }, { headers: { cookie: 'b=2; a=1' } }, true],
    [
      'no such cookie',
      { cookies: { a: { equalTo: '1' } } },
      { headers: { cookie: 'b=2; c' } },
      false,
    ],
    ['a decoded field', { fields: { name: { equalTo: 'bob' } } }, {}, true],
    ['an absent field', { fields: { age: { absent: true } } }, {}, true],
    ['a null field', { fields: { age: { absent: true } } }, { body: { age: null } }, true],
    ['a number as text', { fields: { age: { equalTo: 7 } } }, { body: { age: 7 } }, true],
    ['an inherited name', { fields: { constructor: { absent: true } } }, {}, true],
    ['the raw body', { body: [{ equalToJson: { name: 'bob' } }] }, {}, true],
    ['an empty body', { body: [{ absent: true }] }, { body: '' }, true],
  ])('%s', (_, match, asked, matched) => {
    expect(toyWith(stub({ match })).ask(asked).status === 418).toBe(matched)
  })
})

describe('which stub answers', () => {
  it('the strongest priority, then the newest', () => {
    const say = (body: string) => ({ response: { body } })
    const toy = toyWith(
      stub({ id: 'old', respond: say('old') }),
      stub({ id: 'new', respond: say('new') }),
      stub({ id: 'weak', respond: say('weak'), priority: 9 }),
    )
    expect(toy.ask().body).toBe('new')
    toy.script.stubs.put(
      stub({
        id: 'old',
        respond: say('strong'),
        priority: 1,
        match: { fields: { name: { equalTo: 'bob' } } },
      }),
      compileConditions,
    )
    expect(toy.ask().body).toBe('strong')
    expect(toy.script.stubs.list().map(({ id }) => id)).toEqual(['weak', 'new', 'old'])
  })

  it('none once its times are used up', () => {
    const toy = toyWith(stub({ times: 1 }))
    expect([toy.ask().status, toy.ask().status]).toEqual([418, 200])
    expect(toy.script.stubs.matches('s')).toBe(1)
  })

  it('none once removed or cleared', () => {
    const toy = toyWith(stub(), stub({ id: 't' }))
    expect(toy.script.stubs.remove('t')).toBe(true)
    expect(toy.script.stubs.remove('t')).toBe(false)
    expect(toy.ask().status).toBe(418)
    toy.script.stubs.clear()
    expect(toy.ask().body).toBe(LIVE)
  })

  it('finds one among a thousand by its field', () => {
    const many = Array.from({ length: 1000 }, (_, i) =>
      stub({
        id: `s${i}`,
        match: { api: 'toy', fields: { name: { equalTo: `n${i}` } } },
        respond: { response: { body: String(i) } },
      }),
    )
    const toy = toyWith(...many)
    expect(toy.ask({ body: { name: 'n777' } }).body).toBe('777')
    expect(toy.ask().body).toBe(LIVE)
  })
})

describe('what a stub responds', () => {
  it('a case, spoken by the dialect', () => {
    const toy = toyWith(stub({ respond: { case: 'name-empty' } }))
    expect(toy.ask().body).toBe('{"code":7}')
    expect(toy.script.journal.entries()[0]?.trace).toMatchObject({
      decider: 'stub',
      case: 'name-empty',
    })
  })

  it('a case that the API does not have, as a problem', () => {
    expect(toyWith(stub({ respond: { case: 'nope' } })).ask().status).toBe(404)
  })

  it('the live answer with fields of its own', () => {
    const fields = {
      hello: 'you',
      code: 3,
      rate: 7,
      until: '2026-01-29T15:00:34.5+08:00',
      'friends.0.name': 'cat',
    }
    expect(toyWith(stub({ respond: { fields } })).ask().body).toBe(
      '{"code":3,"hello":"you","rate":"7","until":{"ms":1769698834500,"ticks":0,"kind":"local"},"friends":[{"name":"cat"}]}',
    )
  })

  it('a case with fields of its own', () => {
    expect(toyWith(stub({ respond: { case: 'success', fields: { code: 5 } } })).ask().body).toBe(
      '{"code":5,"hello":"forced"}',
    )
  })

  it('a raw response with headers as written', () => {
    const response = {
      status: 201,
      statusMessage: 'Made',
      headers: { 'X-A': ['1', '2'] },
      jsonBody: { a: 1 },
    }
    const toy = toyWith(stub({ respond: { response } }))
    const reply = toy.script.respond(toy.call())
    expect(reply).toMatchObject({ status: 201, reason: 'Made', body: '{"a":1}' })
    expect(reply.headers.map(([name, value]) => [name, String(value)])).toEqual([
      ['Content-Type', 'application/json'],
      ['X-A', '1'],
      ['X-A', '2'],
      ['Date', 'Symbol(date)'],
      ['Content-Length', 'Symbol(length)'],
      ['Connection', 'keep-alive'],
    ])
  })

  it('bytes', () => {
    const toy = toyWith(stub({ respond: { response: { base64Body: '/wA=' } } }))
    expect(toy.script.respond(toy.call()).body).toEqual(Buffer.from([255, 0]))
  })

  it('a template over request, clock and derived ids, the same every time', () => {
    const body =
      '{{request.fields.name}} {{request.query.a}} {{request.headers.host}} {{now.iso}} {{now.epochSeconds}} {{request.method}} {{request.path}} <{{id.hex}}>'
    const response = { body, template: true, headers: { 'X-Name': '{{request.fields.name}}' } }
    const ask = () =>
      toyWith(stub({ respond: { response } })).ask({ query: 'a=<%26>', headers: { host: 'h' } })
    expect(ask().body).toMatch(
      /^bob <&> h 2026-01-29T07:00:34\.000Z 1769670034 POST \/toy\/login <[0-9a-f]{32}>$/,
    )
    expect(ask().headers['X-Name']).toBe('bob')
    expect(ask()).toEqual(ask())
  })

  it.each([
    'constructor',
    '__proto__',
    'request.constructor',
    'request.fields.__proto__',
    'now.toString',
    'request.headers.hasOwnProperty',
    'request.body.constructor',
  ])('nothing that is code: {{%s}}', (name) => {
    const response = { body: `[{{${name}}}{{#${name}}}reached{{/${name}}}]`, template: true }
    expect(toyWith(stub({ respond: { response } })).ask().body).toBe('[]')
  })

  it('a fault and delays, drawn from the seed', () => {
    const respond = {
      ...teapot,
      fault: 'EMPTY_RESPONSE' as const,
      delay: { type: 'uniform' as const, lower: 10, upper: 20 },
      chunkedDribbleDelay: { numberOfChunks: 2, totalDuration: 5 },
    }
    const first = toyWith(stub({ respond })).ask()
    expect(first).toMatchObject({
      fault: 'EMPTY_RESPONSE',
      delay: { dribble: { numberOfChunks: 2 } },
    })
    const { beforeMs } = first.delay as { beforeMs: number }
    expect(beforeMs).toBeGreaterThanOrEqual(10)
    expect(beforeMs).toBeLessThanOrEqual(20)
    expect(toyWith(stub({ respond })).ask().delay).toEqual(first.delay)
    const lognormal = { ...teapot, delay: { type: 'lognormal' as const, median: 100, sigma: 0.1 } }
    const drawn = toyWith(stub({ respond: lognormal })).ask().delay as { beforeMs: number }
    expect(drawn.beforeMs).toBeGreaterThan(50)
    expect(drawn.beforeMs).toBeLessThan(200)
    expect(toyWith(stub({ respond: { ...teapot, delay: 7 } })).ask().delay).toEqual({ beforeMs: 7 })
  })

  it.each<['repeat' | 'stay' | 'live' | undefined, readonly string[]]>([
    [undefined, ['a', 'b', 'a', 'b']],
    ['repeat', ['a', 'b', 'a', 'b']],
    ['stay', ['a', 'b', 'b', 'b']],
    ['live', ['a', 'b', LIVE, LIVE]],
  ])('in turn, then %s', (then, bodies) => {
    const sequence = ['a', 'b'].map((body) => ({ response: { body } }))
    const toy = toyWith(stub({ respond: { sequence, ...(then === undefined ? {} : { then }) } }))
    expect(bodies.map(() => toy.ask().body)).toEqual(bodies)
  })
})

describe('scenarios', () => {
  const step = (id: string, state: string, next?: string): Stub =>
    stub({
      id,
      scenario: { name: 'door', state, ...(next === undefined ? {} : { next }) },
      respond: { response: { body: id } },
    })

  it('go from state to state', () => {
    const toy = toyWith(step('knock', 'Started', 'open'), step('enter', 'open'))
    expect(toy.script.stubs.scenarios()).toEqual([
      { name: 'door', state: 'Started', possibleStates: ['Started', 'open'] },
    ])
    expect([toy.ask().body, toy.ask().body, toy.ask().body]).toEqual(['knock', 'enter', 'enter'])
    expect(toy.script.journal.entries()[0]?.trace.decider).toBe('scenario')
    expect(toy.script.stubs.setState('door', 'Started')).toBe(true)
    expect(toy.ask().body).toBe('knock')
    expect(toy.script.stubs.setState('door', 'nowhere')).toBe(false)
    expect(toy.script.stubs.setState('nothing', 'Started')).toBe(false)
    toy.script.stubs.resetScenarios()
    expect(toy.ask().body).toBe('knock')
  })

  it('and their states are listed in the order of a Java HashSet', () => {
    const listed = (names: readonly string[]) =>
      names.map((name) => stub({ id: name, scenario: { name, state: name }, mapping: {} }))
    const namesOf = (names: readonly string[]) =>
      toyWith(...listed(names))
        .script.stubs.scenarios()
        .map(({ name }) => name)
    const statesOf = (names: readonly string[]) =>
      toyWith(...names.map((state) => ({ ...step(state, state), mapping: {} })))
        .script.stubs.scenarios()
        .flatMap(({ possibleStates }) => possibleStates)
    for (const order of [namesOf, statesOf]) {
      expect(order(['two', 'three', 'Started', 'zz', 'a', 'b'])).toEqual([
        'zz',
        'a',
        'Started',
        'b',
        'two',
        'three',
      ])
      expect(order(['A', 'login', 'B', 'a', '中', 'My Scenario', 'checkout'])).toEqual([
        'A',
        'a',
        'B',
        'My Scenario',
        'login',
        '中',
        'checkout',
      ])
    }
  })
})

describe('near misses', () => {
  it('come nearest first, with what differed', () => {
    const toy = toyWith(
      stub({ id: 'near', match: { method: 'POST', fields: { name: { equalTo: 'ann' } } } }),
      stub({
        id: 'far',
        match: { method: 'GET', path: { equalTo: '/x' }, fields: { name: { equalTo: 'bob' } } },
      }),
    )
    expect(
      toy.script.stubs
        .nearMisses(toy.call())
        .map(({ stub: { id }, distance, differences }) => [id, distance, differences]),
    ).toEqual([
      ['near', 0.5, [{ what: 'field name', expected: 'equalTo ann', actual: 'bob' }]],
      [
        'far',
        2 / 3,
        [
          { what: 'method', expected: 'GET', actual: 'POST' },
          { what: 'path', expected: 'equalTo /x', actual: '/toy/login' },
        ],
      ],
    ])
  })
})

describe('a search for near misses', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })
  const stubs = Array.from({ length: 2_000 }, (_, at) =>
    stub({ id: `s${at}`, match: { method: 'POST', path: { equalTo: `/${at}` } } }),
  )

  it('looks at the newest thousand stubs', () => {
    vi.spyOn(performance, 'now').mockReturnValue(0)
    const toy = toyWith(...stubs)
    const call = toy.call({ path: '/toy/nobody' })
    const near = toy.script.stubs.nearMisses(call, Infinity)
    expect(near).toHaveLength(1_000)
    expect(near.map((miss) => miss.stub.id)).toContain('s1999')
  })

  it('ends when its time is over, the newest having been looked at', () => {
    const toy = toyWith(...stubs)
    const call = toy.call({ path: '/toy/nobody' })
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 10))
    expect(toy.script.stubs.nearMisses(call, Infinity).map((miss) => miss.stub.id)).toEqual([
      's1994',
      's1995',
      's1996',
      's1997',
      's1998',
      's1999',
    ])
  })
})

describe('what a server in front refuses, and no stub answers', () => {
  const route = createRouter(apis)
  it.each([
    ['is not found where its dialect says so', '/nobody/a%3Ab', '', 404],
    ['is refused by nginx where it does not', '/api.php', `s=${'x'.repeat(9_000)}`, 414],
  ])('%s', (_, path, query, status) => {
    const { script } = toyWith(stub({ match: { path: { equalTo: '/other' } } }))
    const request = { method: 'GET', path, query, headers: {}, body: Buffer.alloc(0) }
    const call = createCall(route(request), request, createServices(), { url: path, startedAt: 0 })
    expect(script.respond(call).status).toBe(status)
  })
})
