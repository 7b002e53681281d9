import { beforeAll, describe, expect, it } from 'vitest'
import { countByGroup } from './group-table.ts'
import { readLines } from './read-lines.ts'
import type { ParityResult } from './result.ts'
import { isWireMock, replayWireMock } from './wiremock.ts'

const lines = readLines(new URL('../recordings/wiremock/cases.jsonl.gz', import.meta.url))

/** Of each group: at least so many are the same. None is taken and means something else. */
const bars: Readonly<Record<string, number>> = {
  admin: 55,
  'auth-host': 19,
  binary: 7,
  'body-text': 18,
  cookies: 23,
  'date-time': 31,
  equalToJson: 70,
  equalToXml: 42,
  'fault-delay': 27,
  form: 31,
  headers: 33,
  journal: 41,
  logic: 51,
  mapping: 53,
  matchesJsonPath: 149,
  matchesJsonSchema: 27,
  matchesXPath: 57,
  method: 16,
  multipart: 15,
  priority: 13,
  proxy: 1,
  query: 41,
  regex: 115,
  response: 74,
  scenario: 19,
  template: 165,
  url: 65,
  webhook: 0,
}

let results: readonly ParityResult[]
beforeAll(async () => {
  results = await replayWireMock(lines)
}, 240_000)

describe('what WireMock 3.13.2 answered', () => {
  it('is told by its fields', () => {
    expect(lines.filter((line) => !isWireMock(line))).toEqual([])
    expect(results).toHaveLength(1324)
  })

  it.each(Object.entries(bars))('%s', (name, same) => {
    const row = countByGroup(results).get(name)
    const silent = results
      .filter(
        ({ group, kind }) => group === name && ['silent', 'accepted', 'shape'].includes(kind ?? ''),
      )
      .map(({ id, difference }) => `${id}\n${difference ?? ''}`)
    expect(silent, silent.slice(0, 5).join('\n')).toEqual([])
    expect(row?.same).toBeGreaterThanOrEqual(same)
  })

  it('has no group without a bar', () => {
    expect([...countByGroup(results).keys()]).toEqual(Object.keys(bars).sort())
  })

  it('a mapping that is refused is refused in a sentence', () => {
    for (const { refusal } of results)
      if (refusal !== undefined) expect(refusal).toMatch(/"title":\s?"[^"]+/)
  })
})
