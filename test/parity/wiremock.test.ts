import { beforeAll, describe, expect, it } from 'vitest'
import { countByGroup } from './group-table.ts'
import type { ParityResult } from './result.ts'
import { isWireMock, replayWireMock } from './wiremock.ts'
import { recordedLines } from './wiremock/outcomes.ts'

const lines = recordedLines()

/**
 * The least number of cases of each group that have the same result as in WireMock. No accepted mapping may
 * have another meaning than in WireMock.
 */
const bars: Readonly<Record<string, number>> = {
  admin: 61,
  'auth-host': 19,
  binary: 8,
  'body-text': 26,
  cookies: 36,
  'date-time': 67,
  equalToJson: 76,
  equalToXml: 63,
  'fault-delay': 27,
  form: 35,
  headers: 36,
  journal: 49,
  logic: 51,
  mapping: 55,
  matchesJsonPath: 154,
  matchesJsonSchema: 96,
  matchesXPath: 76,
  method: 16,
  multipart: 17,
  priority: 13,
  proxy: 1,
  query: 57,
  regex: 129,
  response: 97,
  scenario: 27,
  template: 221,
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
    expect(results).toHaveLength(1646)
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
