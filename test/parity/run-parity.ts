import { readLines } from './read-lines.ts'
import { replay } from './replay.ts'
import type { ParityResult } from './result.ts'

/** Differences printed; the rest are only counted. */
const SHOWN = 10

interface Failed extends ParityResult {
  readonly file: string
}

/** Replays files and prints what differs, a count last. Resolves to the exit code. */
export const runParity = async (
  files: readonly string[],
  print: (line: string) => void,
): Promise<0 | 1> => {
  let passed = 0
  const failed: Failed[] = []
  for (const file of files) {
    for (const result of await replay(readLines(file))) {
      if (result.passed) passed++
      else failed.push({ file, ...result })
    }
  }
  for (const { file, id, difference } of failed.slice(0, SHOWN))
    print(`${file}: ${id}\n${difference ?? ''}\n`)
  const rest = failed.slice(SHOWN).map(({ id }) => id)
  if (rest.length > 0) print(`and ${rest.length} more: ${rest.join(' ')}\n`)
  print(`${passed} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
}
