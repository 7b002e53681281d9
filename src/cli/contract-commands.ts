import type { Command } from 'commander'
import { reportFormats } from '../contract/verify/report/formats.ts'
import {
  addOptions,
  choice,
  flagOnly,
  readOptions,
  text,
  texts,
  toggle,
  whole,
} from './option-rows.ts'
import type { Done } from './program.ts'

export const verifyRows = {
  target: text('--target <url>', 'the back end that the mock stands for'),
  api: texts('--api <name>', 'this API only, repeatable'),
  case: texts('--case <name>', 'this case only, repeatable'),
  failed: toggle('--failed', 'only what drifted or was not answered in the last run'),
  values: text('--values <file>', "YAML with real values for the examples' fields"),
  header: texts('--header <name=value>', 'header for the back end, repeatable'),
  ignore: texts('--ignore <api:what>', 'header or path that is not compared, repeatable'),
  allowWrites: toggle('--allow-writes', 'send also what changes data of the back end'),
  rate: whole('--rate <n>', 'requests a second; 2', [1, 10_000]),
  timeout: flagOnly(whole('--timeout <ms>', 'milliseconds for an answer; 10000', [1, 600_000])),
  format: choice('--format <format>', 'how to print the report; pretty', reportFormats),
  output: flagOnly(text('--output <file>', 'write the report to a file')),
  record: flagOnly(
    text('--record <file>', 'write what was sent and answered: a .jsonl or .har file'),
  ),
} as const

/** The commands that compare the mock with a back end, or learn from one. They need no server. */
export const addContractCommands = (program: Command, done: Done): void => {
  const verify = program
    .command('verify')
    .description('send the cases to a real back end and say where the mock differs from it')
    .action(async (_options, self: Command) => {
      const given = readOptions(self, verifyRows, process.env)
      const { verify: run } = await import('./verify.ts')
      done(await run(given))
    })
  addOptions(verify, verifyRows)
  const stubRows = { output: flagOnly(text('--output <file>', 'write it to a file')) }
  const from = program
    .command('stubs')
    .description('make stubs')
    .command('from <file>')
    .description('make a fixture of recorded exchanges: a .har file, or a .jsonl one of --record')
    .action(async (file: string, _options, self: Command) => {
      const { output } = readOptions(self, stubRows, {})
      const { writeStubs } = await import('./stubs.ts')
      await writeStubs(file, output)
    })
  addOptions(from, stubRows)
}
