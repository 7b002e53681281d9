import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addClientCommands } from './client-commands.ts'
import { addCommand, choice, flagOnly, text, texts, toggle, whole } from './option-rows.ts'
import { refuseWords } from './usage-error.ts'
import { execRows, serveRows } from './serve-options.ts'
import { reportFormats } from '../contract/verify/result.ts'

/** Called with the exit code when a command has finished. */
type Done = (code: number) => void

/**
 * Creates the command line (docs/spec/control.md#command-line). If `words` only start a server, it has the
 * command `serve` alone: building the others would delay the start. Parsing throws CommanderError,
 * UsageError or CommandError.
 */
export const createProgram = (done: Done, words?: readonly string[]): Command => {
  const program = new Command('wechat-login-mock')
    .description('A mock server that five documented WeChat-login APIs cannot be told from.')
    .version(version())
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
  const serve = addCommand(
    program,
    'serve',
    'start the server (default)',
    serveRows,
    async (given, words) => {
      if (words.length > 0) refuseWords(createProgram(done), words)
      const { serve: run } = await import('./serve.ts')
      done(await run(given))
    },
    { isDefault: true },
  )
  serve.allowExcessArguments()
  if (words !== undefined && isStart(words)) return program
  const exec = addCommand(
    program,
    'exec',
    'run a command beside a server of its own: exec [options] -- <command…>',
    execRows,
    async (given, words) => {
      const { exec: run } = await import('./exec.ts')
      done(await run(words, given))
    },
  )
  exec.argument('<command...>', 'what to run; WECHAT_LOGIN_MOCK_URL tells it where the server is')
  addClientCommands(program)
  addContractCommands(program, done)
  return program
}

/** Returns whether the arguments are options of `serve`, with or without its name. */
const isStart = ([first = '', ...others]: readonly string[]): boolean =>
  (first === '' || first === 'serve' || first.startsWith('-')) &&
  ![first, ...others].some((word) => HELP.test(word))

const HELP = /^(?:help|-h|--help|-V|--version)$/

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

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

/**
 * Adds the commands that compare the mock with a back end or make stubs from a recording. They need no
 * server.
 */
const addContractCommands = (program: Command, done: Done): void => {
  addCommand(
    program,
    'verify',
    'send the cases to a real back end and say where the mock differs from it',
    verifyRows,
    async (given) => {
      const { verify } = await import('./verify.ts')
      done(await verify(given))
    },
  )
  addCommand(
    program.command('stubs').description('make stubs'),
    'from <file>',
    'make a fixture of recorded exchanges: a .har file, or a .jsonl one of --record',
    { output: flagOnly(text('--output <file>', 'write it to a file')) },
    async ({ output }, [file = '']) => {
      const { writeStubs } = await import('./documents.ts')
      await writeStubs(file, output)
    },
  )
}
