import { createMockServer } from '../../src/index.ts'
import type { ParityResult } from './result.ts'
import type { RecordedCase } from './wiremock/recorded-case.ts'
import { replayCase } from './wiremock/replay-case.ts'

/**
 * Whether a line belongs to the WireMock recordings, which have the answer to the registration of their
 * mappings.
 */
export const isWireMock = (line: string): boolean => {
  const { register, requests, expected } = JSON.parse(line) as Readonly<Record<string, unknown>>
  return typeof register === 'object' && Array.isArray(requests) && Array.isArray(expected)
}

/** Replays recorded cases, one after the other, against a new server. */
export const replayWireMock = async (
  lines: readonly string[],
  groups: readonly string[] = [],
): Promise<readonly ParityResult[]> => {
  const cases = lines
    .map((line) => JSON.parse(line) as RecordedCase)
    .filter(({ group }) => groups.length === 0 || groups.includes(group))
  if (cases.length === 0) return []
  const server = await createMockServer()
  try {
    const results: ParityResult[] = []
    for (const recorded of cases) {
      const { kind, details, refusal } = await replayCase(server.url, recorded)
      results.push({
        id: recorded.id,
        group: recorded.group,
        kind,
        passed: kind === 'same' || kind === 'uncounted',
        ...(refusal === undefined ? {} : { refusal }),
        ...(kind === 'same' || kind === 'uncounted'
          ? {}
          : { difference: [`    (${kind})`, ...details].join('\n') }),
      })
    }
    return results
  } finally {
    await server.close()
  }
}
