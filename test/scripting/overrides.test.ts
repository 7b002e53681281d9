import { describe, expect, it } from 'vitest'
import { people } from '../../src/core/records.ts'
import { createToy } from '../support/toy-call.ts'

const LIVE = '{"code":0,"hello":"bob"}'
const NAME_EMPTY = '{"code":7}'

describe('overrides, strongest first', () => {
  it('answers live when nothing is asked', () => {
    expect(createToy().ask()).toMatchObject({ status: 200, body: LIVE })
  })

  it('forces a case by the magic value', () => {
    expect(createToy().ask({ body: { name: 'mock:name-empty' } }).body).toBe(NAME_EMPTY)
  })

  it('forces a case by its full name', () => {
    expect(createToy().ask({ body: { name: 'mock:toy/name-empty' } }).body).toBe(NAME_EMPTY)
  })

  it('leaves mock:new and mock:person:<id> to WeChat', () => {
    const toy = createToy()
    toy.services.world.table(people).put({ id: 'li' })
    expect(toy.ask({ body: { name: 'mock:new' } }).body).toBe('{"code":0,"hello":"mock:new"}')
    expect(toy.ask({ body: { name: 'mock:person:li' } }).body).toBe(
      '{"code":0,"hello":"mock:person:li"}',
    )
    expect(toy.ask({ body: { name: 'mock:person:wu' } })).toMatchObject({
      status: 404,
      body: '{"type":"about:blank","title":"No such person","status":404,"detail":"The world has no person wu; use one of li.","persons":["li"]}',
    })
  })

  it('forces by Prefer: code=, answered with Preference-Applied', () => {
    const answer = createToy().ask({ headers: { prefer: 'code=7' } })
    expect(answer.body).toBe(NAME_EMPTY)
    expect(answer.headers['Preference-Applied']).toBe('code=7')
  })

  it('takes a code that no row has as an HTTP status', () => {
    expect(createToy().ask({ headers: { prefer: 'code=404' } })).toMatchObject({
      status: 404,
      body: '{"error":"no such path"}',
    })
  })

  it('forces by Prefer: example=', () => {
    expect(createToy().ask({ headers: { prefer: 'example=user-locked' } }).body).toBe('{"code":8}')
    expect(createToy().ask({ headers: { prefer: 'example=success' } }).body).toBe(
      '{"code":0,"hello":"forced"}',
    )
  })

  it('prints the documented sample, in the document layout', () => {
    const prefer = 'example=documented, layout=documented'
    expect(createToy().ask({ headers: { prefer } }).body).toBe(
      '{\n  "code": 0,\n  "hello": "sample"\n}',
    )
  })

  it('forces by a query override, without Preference-Applied', () => {
    const answer = createToy().ask({ queryOverrides: { code: '8' } })
    expect(answer.body).toBe('{"code":8}')
    expect(answer.headers).not.toHaveProperty('Preference-Applied')
  })

  it('forces by X-Mock-Case', () => {
    expect(createToy().ask({ headers: { 'x-mock-case': 'name-empty' } }).body).toBe(NAME_EMPTY)
  })

  it('ranks: magic, then Prefer, then X-Mock-Case, then use, then --prefer', () => {
    const toy = createToy({ prefer: { example: 'user-locked', applied: [] } })
    expect(toy.ask().body).toBe('{"code":8}')
    toy.script.uses.put({ case: 'name-empty' })
    expect(toy.ask().body).toBe(NAME_EMPTY)
    expect(toy.ask({ headers: { 'x-mock-case': 'user-locked' } }).body).toBe('{"code":8}')
    const both = { 'x-mock-case': 'user-locked', prefer: 'example=name-empty' }
    expect(toy.ask({ headers: both }).body).toBe(NAME_EMPTY)
    expect(toy.ask({ headers: both, body: { name: 'mock:documented' } }).body).toBe(
      '{"code":0,"hello":"sample"}',
    )
  })

  it('refuses an unknown case with the ones there are', () => {
    const answer = createToy().ask({ headers: { 'x-mock-case': 'nope' } })
    expect(answer.status).toBe(404)
    expect(answer.headers['Content-Type']).toBe('application/problem+json')
    expect(answer.body).toBe(
      '{"type":"about:blank","title":"No such case","status":404,' +
        '"detail":"toy has no case nope; use one of success, documented, name-empty, user-locked, not-found, server-error.",' +
        '"api":"toy","cases":["success","documented","name-empty","user-locked","not-found","server-error"]}',
    )
  })

  it('refuses an unknown code with the ones there are', () => {
    expect(createToy().ask({ headers: { prefer: 'code=99' } })).toMatchObject({
      status: 404,
      body: '{"type":"about:blank","title":"No such code","status":404,"detail":"toy has no code 99; use one of 0, 7, 8, 404, 500.","api":"toy","codes":[0,7,8,404,500]}',
    })
  })

  it.each(['__proto__', 'constructor', 'toString'])('knows no case %s', (name) => {
    expect(createToy().ask({ headers: { 'x-mock-case': name } }).status).toBe(404)
    expect(createToy().ask({ body: { name: `mock:${name}` } }).status).toBe(404)
  })

  it('carries delay and fault around a live answer', () => {
    const answer = createToy().ask({ headers: { prefer: 'delay=300, fault=EMPTY_RESPONSE' } })
    expect(answer).toMatchObject({ body: LIVE, delay: { beforeMs: 300 }, fault: 'EMPTY_RESPONSE' })
  })

  it.each([
    [
      'delay=soon',
      'The preference delay=soon cannot be done: delay is a number of milliseconds from 0 to 600000.',
    ],
    [
      'fault=BANG',
      /^The preference fault=BANG cannot be done: fault is one of CONNECTION_RESET_BY_PEER, /,
    ],
    ['layout=pretty', 'The preference layout=pretty cannot be done: layout is `documented`.'],
  ])('refuses %s', (prefer, detail) => {
    const answer = createToy().ask({ headers: { prefer } })
    expect(answer.status).toBe(400)
    const problem = JSON.parse(answer.body) as { detail: string }
    expect(problem.detail).toMatch(detail)
  })

  it('passes over other people’s preferences and parameters', () => {
    const answer = createToy().ask({
      headers: { prefer: 'return=minimal; x=1, example="name-empty"; y, respond-async' },
    })
    expect(answer.body).toBe(NAME_EMPTY)
    expect(answer.headers['Preference-Applied']).toBe('example=name-empty')
  })

  it('says in the journal who decided', () => {
    const toy = createToy()
    toy.ask({ body: { name: 'mock:name-empty' } })
    toy.ask()
    expect(
      toy.script.journal.entries().map(({ trace }) => [trace.decider, trace.case, trace.basis]),
    ).toEqual([
      ['override', 'name-empty', 'documented'],
      ['live', 'success', 'documented'],
    ])
  })
})

describe('use', () => {
  it('answers so many times, then lives on', () => {
    const toy = createToy()
    expect(toy.script.uses.put({ case: 'name-empty', times: 2 })).toBeUndefined()
    expect([toy.ask().body, toy.ask().body, toy.ask().body]).toEqual([NAME_EMPTY, NAME_EMPTY, LIVE])
    expect(toy.script.uses.list()).toEqual([])
  })

  it('replaces what was in use for the same API, and clears', () => {
    const toy = createToy()
    toy.script.uses.put({ case: 'name-empty', api: 'toy' })
    toy.script.uses.put({ case: 'user-locked', api: 'toy' })
    expect(toy.ask().body).toBe('{"code":8}')
    toy.script.uses.clear()
    expect(toy.ask().body).toBe(LIVE)
  })

  const bodies = (toy: ReturnType<typeof createToy>, count: number): readonly string[] =>
    Array.from({ length: count }, () => toy.ask().body)

  it('answers several in turn, again and again', () => {
    const toy = createToy()
    const [empty, locked] = [{ case: 'name-empty' }, { case: 'user-locked' }]
    expect(toy.script.uses.putTurns([empty, locked])).toBeUndefined()
    expect(bodies(toy, 3)).toEqual([NAME_EMPTY, '{"code":8}', NAME_EMPTY])
    toy.script.uses.remove(empty)
    expect(bodies(toy, 2)).toEqual(['{"code":8}', '{"code":8}'])
  })

  it('spends the times of each, and goes on with what has none', () => {
    const toy = createToy()
    toy.script.uses.putTurns([{ case: 'name-empty', times: 2 }, { case: 'user-locked' }])
    expect(bodies(toy, 4)).toEqual([NAME_EMPTY, NAME_EMPTY, '{"code":8}', '{"code":8}'])
    toy.script.uses.putTurns([
      { case: 'name-empty', times: 1 },
      { case: 'user-locked', times: 1 },
    ])
    expect(bodies(toy, 3)).toEqual([NAME_EMPTY, '{"code":8}', LIVE])
  })

  it('is known by who put it though some of its times are spent', () => {
    const toy = createToy()
    const use = { case: 'name-empty', times: 3 }
    toy.script.uses.put(use)
    toy.ask()
    toy.script.uses.remove(use)
    expect(toy.script.uses.list()).toEqual([])
  })

  it('refuses what is not there in one sentence', () => {
    const { uses } = createToy().script
    expect(uses.put({ case: 'nope' })).toBe('There is no case nope; `cases` lists them.')
    expect(uses.put({ case: 'nope', api: 'toy' })).toBe(
      'There is no case nope in toy; `cases` lists them.',
    )
    expect(uses.put({ case: 'success', api: 'x' })).toBe('There is no API x; use one of toy.')
  })
})
