import { parseArgs } from 'node:util'
import { runParity } from './run-parity.ts'

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    group: { type: 'string', multiple: true, default: [] },
    show: { type: 'string', default: '10' },
  },
})
if (files.length === 0) {
  console.error(
    'usage: npm run parity -- [--group <name>]… [--show <differences>] <file.jsonl|file.jsonl.gz>…',
  )
  process.exitCode = 2
} else {
  const options = { groups: values.group, shown: Number(values.show) }
  process.exitCode = await runParity(files, console.log, options).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    return 2
  })
}
