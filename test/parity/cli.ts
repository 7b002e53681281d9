import { replay } from './replay.ts'
import { readLines } from './read-lines.ts'

/** Differences printed; the rest are only counted. */
const SHOWN = 10

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: npm run parity -- <file.jsonl|file.jsonl.gz>…')
  process.exit(2)
}

let passed = 0
const failed = []
for (const file of files) {
  for (const result of await replay(readLines(file))) {
    if (result.passed) passed++
    else failed.push({ file, ...result })
  }
}
for (const { file, id, difference } of failed.slice(0, SHOWN))
  console.log(`${file}: ${id}\n${difference ?? ''}\n`)
if (failed.length > SHOWN)
  console.log(
    `and ${failed.length - SHOWN} more: ${failed
      .slice(SHOWN)
      .map(({ id }) => id)
      .join(' ')}\n`,
  )
console.log(`${passed} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1
