import { beforeAll, describe, expect, it } from 'vitest'
import { countByGroup } from './group-table.ts'
import { readLines } from './read-lines.ts'
import type { ParityResult } from './result.ts'
import { isWireMock, replayWireMock } from './wiremock.ts'

const lines = readLines(new URL('../recordings/wiremock/cases.jsonl.gz', import.meta.url))

/** Of each group: at least so many are the same, and at most so many are taken and mean something else. */
const bars: Readonly<Record<string, readonly [same: number, other: number]>> = {
  admin: [55, 0],
  'auth-host': [19, 0],
  binary: [7, 0],
  'body-text': [18, 0],
  cookies: [23, 0],
  'date-time': [31, 1],
  equalToJson: [70, 0],
  equalToXml: [42, 0],
  'fault-delay': [26, 1],
  form: [31, 0],
  headers: [33, 0],
  journal: [40, 1],
  logic: [49, 2],
  mapping: [53, 0],
  matchesJsonPath: [149, 0],
  matchesJsonSchema: [27, 0],
  matchesXPath: [57, 0],
  method: [15, 1],
  multipart: [15, 0],
  priority: [13, 0],
  proxy: [1, 0],
  query: [41, 0],
  regex: [115, 0],
  response: [74, 0],
  scenario: [19, 0],
  template: [160, 9],
  url: [65, 0],
  webhook: [0, 0],
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
