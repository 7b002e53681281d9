import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addClientCommands } from './client-commands.ts'
import { addContractCommands } from './contract-commands.ts'
import { addOptions, readOptions } from './option-rows.ts'
import { refuseWords } from './refuse-words.ts'
import { execRows, serveRows } from './serve-options.ts'

/** Called with the exit code when a command is done. */
export type Done = (code: number) => void

/**
 * The command line (docs/spec/control.md#command-line). Throws CommanderError, UsageError or
 * CommandError.
 */
export const createProgram = (done: Done): Command => {
  const program = new Command('wechat-login-mock')
    .description('A mock server that five documented WeChat-login APIs cannot be told from.')
    .version(version())
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
  const serve = program
    .command('serve', { isDefault: true })
    .description('start the server (default)')
    .allowExcessArguments()
    .action(async (_options, command: Command) => {
      refuseWords(program, command.args)
      const given = readOptions(command, serveRows, process.env)
      const { serve: run } = await import('./serve.ts')
      done(await run(given))
    })
  addOptions(serve, serveRows)
  const exec = program
    .command('exec')
    .description('run a command beside a server of its own: exec [options] -- <command…>')
    .argument('<command...>', 'what to run; WECHAT_LOGIN_MOCK_URL tells it where the server is')
    .action(async (words: string[], _options, command: Command) => {
      const given = readOptions(command, execRows, process.env)
      const { exec: run } = await import('./exec.ts')
      done(await run(words, given))
    })
  addOptions(exec, execRows)
  addClientCommands(program)
  addContractCommands(program, done)
  return program
}

const version = (): string => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
