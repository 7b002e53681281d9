import { describe, expect, it } from 'vitest'
import {
  findRequests,
  nearRequests,
  viewNearMiss,
} from '../../../src/scripting/wiremock/pattern-search.ts'
import { toMapping, toStub } from '../../../src/scripting/wiremock/mapping.ts'
import { createToy } from '../../support/toy-call.ts'
import { compileConditions } from '../../../src/scripting/stubs/request-match.ts'

const make = (mapping: Record<string, unknown>) => toStub(mapping, () => 'new-id')

describe('a WireMock mapping', () => {
  it('becomes a stub and comes back as it was sent', () => {
    const mapping = {
      name: 'n',
      priority: 3,
      scenarioName: 'door',
      requiredScenarioState: 'Started',
      newScenarioState: 'open',
      request: {
        method: 'POST',
        urlPath: '/x',
        headers: { Accept: { contains: 'json' } },
        queryParameters: { q: { equalTo: '1' } },
        cookies: { c: { absent: true } },
        bodyPatterns: [{ equalToJson: '{"a":1}', ignoreExtraElements: true }],
        basicAuthCredentials: { username: 'u', password: 'p' },
      },
      response: {
        status: 201,
        statusMessage: 'Made',
        headers: { 'X-A': 'b', 'X-C': ['d', 'e'] },
        body: 'text',
        fixedDelayMilliseconds: 5,
        chunkedDribbleDelay: { numberOfChunks: 2, totalDuration: 10 },
        fault: 'EMPTY_RESPONSE',
      },
    }
    const stub = make(mapping)
    expect(stub).toEqual({
      id: 'new-id',
      name: 'n',
      priority: 3,
      match: {
        method: 'POST',
        path: { equalTo: '/x' },
        headers: {
          Accept: { contains: 'json' },
          Authorization: { matches: '(?i:Basic )\\QdTpw\\E' },
        },
        isStrict: true,
        query: { q: { equalTo: '1' } },
        cookies: { c: { absent: true } },
        body: [{ equalToJson: '{"a":1}', ignoreExtraElements: true }],
      },
      scenario: { name: 'door', state: 'Started', next: 'open' },
      respond: {
        response: {
          status: 201,
          statusMessage: 'Made',
          headers: {
            'X-A': 'b',
            'X-C': ['d', 'e'],
            'Matched-Stub-Id': 'new-id',
            'Matched-Stub-Name': 'n',
          },
          body: 'text',
        },
        fault: 'EMPTY_RESPONSE',
        delay: 5,
        chunkedDribbleDelay: { numberOfChunks: 2, totalDuration: 10 },
      },
      mapping: { ...mapping, id: 'new-id', uuid: 'new-id' },
    })
    expect(toMapping(stub)).toEqual({ ...mapping, id: 'new-id', uuid: 'new-id' })
  })

  it.each([
    [{ url: '/x?y' }, { url: { equalTo: '/x?y' } }],
    [{ urlPattern: '/x.*' }, { url: { matches: '/x.*' } }],
    [{ urlPathPattern: '/x.*' }, { path: { matches: '/x.*' } }],
    [
      { bodyPatterns: [{ or: [{ contains: 'a' }, { not: { matches: 'b' } }] }] },
      { body: [{ or: [{ contains: 'a' }, { not: { matches: 'b' } }] }] },
    ],
  ])('matches %j', (request, match) => {
    expect(make({ request }).match).toEqual(match)
  })

  it.each([
    [
      { delayDistribution: { type: 'lognormal', median: 9, sigma: 0.1 } },
      { type: 'lognormal', median: 9, sigma: 0.1 },
    ],
    [
      { delayDistribution: { type: 'uniform', lower: 1, upper: 2 } },
      { type: 'uniform', lower: 1, upper: 2 },
    ],
    [{ delayDistribution: { type: 'fixed', milliseconds: 4 } }, 4],
  ])('delays by %j', (response, delay) => {
    expect(make({ response }).respond).toMatchObject({ delay })
  })

  it.each([
    [
      { request: { url: '/a', urlPath: '/b' } },
      '/request',
      'Only one of url, urlPattern, urlPath, urlPathPattern, urlPathTemplate may be given; there are url, urlPath.',
    ],
    [{ request: { host: 'x' } }, '/request/host', '/request/host is an object, not "x".'],
    [
      { request: { headers: { A: { like: 'now' } } } },
      '/request/headers/A/like',
      /^like is no matcher here; there is equalTo,/,
    ],
    [
      { request: { headers: { A: {} } } },
      '/request/headers/A',
      /^A matcher says what to match: equalTo,/,
    ],
    [{ request: { bodyPatterns: {} } }, '/request/bodyPatterns', 'bodyPatterns is a list.'],
    [
      { request: { bodyPatterns: [{ and: 1 }] } },
      '/request/bodyPatterns/0/and',
      'and is a list of at least two matchers, not 1.',
    ],
    [
      { request: { bodyPatterns: [{ matches: '(' }] } },
      '/request',
      "The regular expression ( cannot be read: a ( is not closed; write one of Java's.",
    ],
    [{ request: 7 }, '/request', '/request is an object, not 7.'],
    [{ name: {} }, '/name', '/name is a text, not {}.'],
    [{ priority: 'x' }, '/priority', '/priority is a whole number, not "x".'],
    [{ nope: null }, '/nope', /^nope is not known in a stub mapping; there is id, uuid, name, /],
    [{ mappings: [] }, '/mappings', /^mappings is not known in a stub mapping/],
    [{ id: 'one' }, '/id', '/id is a UUID, not "one".'],
    [{ metadata: [] }, '/metadata', '/metadata is an object, not [].'],
    [
      { serveEventListeners: [{ name: 'webhook', parameters: { url: 'http://a.example' } }] },
      '/serveEventListeners/0',
      /^A webhook is not supported/,
    ],
    [
      { response: { status: 99 } },
      '/response/status',
      '/response/status is from 100 to 999, not 99.',
    ],
    [
      { response: { status: true } },
      '/response/status',
      '/response/status is a whole number, not true.',
    ],
    [
      { response: { proxyBaseUrl: 'x' } },
      '/response/proxyBaseUrl',
      /^proxyBaseUrl is not supported: this mock answers itself/,
    ],
    [{ response: { fault: 'X' } }, '/response/fault', /^There is no fault X; use one of /],
    [
      { response: { headers: { A: 'b\0c' } } },
      '/response/headers/A',
      '/response/headers/A has a character that no header can have: "b\\u0000c".',
    ],
    [
      { response: { delayDistribution: { type: 'x' } } },
      '/response/delayDistribution/type',
      'The type is lognormal, uniform or fixed.',
    ],
  ])('%j is refused at %s', (mapping, pointer, message) => {
    let caught: unknown
    try {
      make(mapping)
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({ pointer })
    expect((caught as Error).message).toMatch(message)
  })

  it('shows a stub that came from elsewhere as near as the shape allows', () => {
    expect(
      toMapping({
        id: 'x',
        name: 'n',
        priority: 1,
        match: { api: 'toy' },
        respond: { case: 'success' },
        scenario: { name: 'a', state: 'b', next: 'c' },
      }),
    ).toEqual({
      id: 'x',
      uuid: 'x',
      name: 'n',
      priority: 1,
      scenarioName: 'a',
      requiredScenarioState: 'b',
      newScenarioState: 'c',
      request: {},
      response: { status: 200 },
      metadata: { mock: { match: { api: 'toy' }, respond: { case: 'success' } } },
    })
  })
})

describe('a WireMock request pattern', () => {
  it('finds requests, and near ones', () => {
    const toy = createToy()
    toy.ask({ query: 'a=1' })
    toy.ask({ query: 'a=2' })
    const entries = toy.script.journal.entries()
    const pattern = { method: 'POST', queryParameters: { a: { equalTo: '2' } } }
    expect(findRequests(entries, pattern).map(({ sequence }) => sequence)).toEqual([2])
    expect(
      nearRequests(entries, pattern).map(({ entry, distance }) => [entry.sequence, distance]),
    ).toEqual([
      [2, 0],
      [1, 0.5],
    ])
    expect(() => findRequests(entries, { bodyPatterns: [{ matches: '(' }] })).toThrow(
      'The regular expression ( cannot',
    )
    expect(() => findRequests(entries, { nope: 1 })).toThrow('nope is not supported here')
  })

  it('prints a near miss with what differed', () => {
    const toy = createToy()
    toy.script.stubs.put(
      make({ request: { method: 'GET', urlPath: '/toy/login' } }),
      compileConditions,
    )
    const [near] = toy.script.stubs.nearMisses(toy.call())
    expect(near && viewNearMiss({ url: '/toy/login' }, near)).toMatchObject({
      request: { url: '/toy/login' },
      stubMapping: { id: 'new-id' },
      matchResult: { distance: 0.5 },
      mock: { differences: [{ what: 'method', expected: 'GET', actual: 'POST' }] },
    })
  })
})
