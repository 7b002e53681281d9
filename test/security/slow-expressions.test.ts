import { describe, expect, it } from 'vitest'
import { GivenUp, withBudget } from '../../src/scripting/matchers/budget.ts'
import { compileRegex } from '../../src/scripting/regex/compile-regex.ts'
import { startMock } from './attacked-mock.ts'

/** Each would keep the event loop for minutes, or for ever. */
const catastrophes: readonly (readonly [regex: string, value: string])[] = [
  ['(a+)+', 'a'.repeat(60) + '!'],
  ['(a*)*b', 'a'.repeat(60)],
  ['(a|a)*b', 'a'.repeat(60)],
  ['(a|aa)+', 'a'.repeat(200) + '!'],
  ['(.*a){25}', 'a'.repeat(60) + '!'],
  ['(a?){40}a{40}', 'a'.repeat(60) + '!'],
  ['a?'.repeat(40) + 'a'.repeat(40), 'a'.repeat(60) + '!'],
  ['([a-zA-Z]+)*', 'a'.repeat(60) + '!'],
  ['(x+x+)+y', 'x'.repeat(60)],
  ['((a+)b?)+c', 'a'.repeat(60)],
  ['(?:(?:a+)+)+', 'a'.repeat(60) + '!'],
  ['(?=(a+)+b)a*', 'a'.repeat(60)],
  ['(?<name>a+)+b', 'a'.repeat(60)],
  ['.*.*.*.*=.*', 'x'.repeat(60_000)],
  ['\\s*\\s*\\s*x', ' '.repeat(60_000)],
  ['[^=]*[^=]*[^=]*=', 'x'.repeat(60_000)],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(60)],
  ['(\\w+\\s?)+:', 'word '.repeat(20)],
  ['([\\]a]+)+b', 'a'.repeat(60)],
]

/** Whether it matches, by at most 100 ms of work; undefined where it is given up. */
const decided = (regex: string, value: string): boolean | undefined => {
  const { test } = compileRegex(regex)
  try {
    return withBudget(100, () => test(value)).made
  } catch (error) {
    if (error instanceof GivenUp || error instanceof RangeError) return undefined
    throw error
  }
}

describe('a stub’s regular expression', () => {
  it.each(catastrophes)('is given up before it hurts: %s', (regex, value) => {
    const { user } = process.cpuUsage()
    expect(decided(regex, value) ?? false).toBe(false)
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(500)
  })

  it.each([
    ['a+', 'a'.repeat(60_000), true],
    ['/api/.*', '/api/x', true],
    ['/t/[a-z]+/api/.*', '/t/a/api/Customer/AppAuthorization', true],
    ['(?:GET|POST)', 'POST', true],
    ['(a+)+', 'aaaa', true],
    ['(a+)+', 'aaab', false],
    ['(a+)+', 'a'.repeat(1_000), true],
    ['(((a+)+)+)+b', 'a'.repeat(8), false],
    ['\\d{4}-\\d{2}-\\d{2}T.*Z?', '2026-01-29T07:00:34Z', true],
    ['[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', '26acd556-169e-4f53-9c9d-9210ca34f582', true],
    ['.*"name"\\s*:\\s*"(?:[^"\\\\]|\\\\.)*".*', `{"name":"${'x'.repeat(1_000)}"}`, true],
  ] as const)('decides what it can: %s', (regex, value, holds) => {
    expect(decided(regex, value)).toBe(holds)
  })

  it('that is slow costs a request 100 ms, and one line in the log', async () => {
    const mock = await startMock()
    await mock.admin('POST', 'mappings', {
      request: { urlPattern: '/(a+)+', headers: { 'X-A': { matches: '(b+)+' } } },
      response: { status: 418 },
    })
    const path = `/${'a'.repeat(60)}!`
    for (let at = 0; at < 3; at++) expect((await mock.ask('GET', path)).status).toBe(404)
    const [line, ...more] = mock.log()
    expect(line).toMatch(
      /^warn stub [-0-9a-f]{36}: matching the url against matches \/\(a\+\)\+ took over 100 ms and was given up: the stub does not match; write it/,
    )
    expect(more).toEqual([])
    const { body } = await mock.admin('GET', 'requests')
    expect(body).toContain('"kind":"matcher-given-up"')
    expect((await mock.ask('GET', '/aaaa', { 'X-A': 'bb' })).status).toBe(418)
  })

  it('cannot stop the journal’s search either', async () => {
    const mock = await startMock()
    for (let at = 0; at < 50; at++) await mock.ask('GET', `/${'a'.repeat(60)}!${at}`)
    const { status, body } = await mock.admin('POST', 'requests/find', { urlPattern: '/(a+)+' })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ requests: [] })
  })
})

describe('a JSONPath', () => {
  it('meets bodies deeper than its library can follow, and does not match', async () => {
    const mock = await startMock()
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const elements = `${'<a>'.repeat(60_000)}${'</a>'.repeat(60_000)}`
    for (const matcher of [
      { matchesJsonPath: '$..x' },
      { equalToJson: '[[[]]]' },
      { matchesXPath: '//x' },
      { equalToXml: '<x/>' },
    ]) {
      await mock.admin('POST', 'mappings', {
        request: { urlPath: '/deep', bodyPatterns: [matcher] },
        response: { status: 418 },
      })
      for (const body of [deep, elements])
        expect((await mock.ask('POST', '/deep', {}, body)).status).toBe(404)
    }
    expect(mock.log()).toEqual([])
  })
})
