import type { ParityResult } from './result.ts'
import { readLines } from './read-lines.ts'
import { replay } from './replay.ts'

/** Differences printed; the rest are only counted. */
const SHOWN = 10

interface Failed extends ParityResult {
  readonly file: string
}

/** Replays files and prints what differs; the exit code says whether anything did. */
const main = async (files: readonly string[]): Promise<number> => {
  let passed = 0
  const failed: Failed[] = []
  for (const file of files) {
    for (const result of await replay(readLines(file))) {
      if (result.passed) passed++
      else failed.push({ file, ...result })
    }
  }
  for (const { file, id, difference } of failed.slice(0, SHOWN))
    console.log(`${file}: ${id}\n${difference ?? ''}\n`)
  const rest = failed.slice(SHOWN).map(({ id }) => id)
  if (rest.length > 0) console.log(`and ${rest.length} more: ${rest.join(' ')}\n`)
  console.log(`${passed} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
}

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: npm run parity -- <file.jsonl|file.jsonl.gz>…')
  process.exitCode = 2
} else {
  process.exitCode = await main(files).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return 2
  })
}
