import { beforeAll, describe, expect, it } from 'vitest'
import { countByGroup } from './group-table.ts'
import { readLines } from './read-lines.ts'
import type { ParityResult } from './result.ts'
import { isWireMock, replayWireMock } from './wiremock.ts'

const lines = readLines(new URL('../recordings/wiremock/cases.jsonl.gz', import.meta.url))

/** Of each group: at least so many are the same, and at most so many are taken and mean something else. */
const bars: Readonly<Record<string, readonly [same: number, other: number]>> = {
  admin: [35, 20],
  'auth-host': [8, 1],
  binary: [4, 0],
  'body-text': [13, 3],
  cookies: [14, 8],
  'date-time': [4, 0],
  equalToJson: [54, 17],
  equalToXml: [18, 6],
  'fault-delay': [22, 2],
  form: [6, 0],
  headers: [22, 5],
  journal: [13, 28],
  logic: [35, 13],
  mapping: [39, 11],
  matchesJsonPath: [76, 21],
  matchesJsonSchema: [2, 0],
  matchesXPath: [44, 11],
  method: [12, 4],
  multipart: [2, 0],
  priority: [9, 1],
  proxy: [1, 0],
  query: [26, 7],
  regex: [41, 56],
  response: [55, 10],
  scenario: [15, 3],
  template: [26, 149],
  url: [42, 2],
  webhook: [0, 5],
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

  it.each(Object.entries(bars))('%s', (name, [same, other]) => {
    const row = countByGroup(results).get(name)
    const silent = results
      .filter(({ group, kind }) => group === name && kind !== 'same' && kind !== 'refused')
      .map(({ id, difference }) => `${id}\n${difference ?? ''}`)
    expect(silent.length, silent.slice(0, 5).join('\n')).toBeLessThanOrEqual(other)
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
