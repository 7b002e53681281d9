import { runParity } from './run-parity.ts'

const files = process.argv.slice(2)
if (files.length === 0) {
  console.error('usage: npm run parity -- <file.jsonl|file.jsonl.gz>…')
  process.exitCode = 2
} else {
  process.exitCode = await runParity(files, console.log).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return 2
  })
}
