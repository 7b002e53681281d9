import { groupTable } from './group-table.ts'
import { readLines } from './read-lines.ts'
import { replay } from './replay.ts'
import type { ParityResult } from './result.ts'

/** The number of differences that are printed. Further ones are only counted. */
const SHOWN = 10

interface Failed extends ParityResult {
  readonly file: string
}

export interface ParityOptions {
  /** The groups to replay, for recordings that have groups. Empty for all groups. */
  readonly groups?: readonly string[]
  /** The number of differences that are printed in full. */
  readonly shown?: number
}

/** Replays files, and prints the differences and a final count. Resolves to the exit code. */
export const runParity = async (
  files: readonly string[],
  print: (line: string) => void,
  { groups = [], shown = SHOWN }: ParityOptions = {},
): Promise<0 | 1> => {
  let passed = 0
  const failed: Failed[] = []
  for (const file of files) {
    const results = await replay(readLines(file), groups)
    for (const line of groupTable(results)) print(line)
    for (const result of results) {
      if (result.passed) passed++
      else failed.push({ file, ...result })
    }
  }
  for (const { file, id, difference } of failed.slice(0, shown))
    print(`${file}: ${id}\n${difference ?? ''}\n`)
  const rest = failed.slice(shown).map(({ id }) => id)
  if (rest.length > 0) print(`and ${rest.length} more: ${rest.join(' ')}\n`)
  print(`${passed} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
}
