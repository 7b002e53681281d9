import { CommanderError } from 'commander'
import { MockError } from '../client/index.ts'
import { oneLine } from '../core/log.ts'
import { createProgram } from './program.ts'
import { unwritable, CommandError, UsageError } from './usage-error.ts'

/** Exit codes: 0 done, 1 could not be done, 2 refused to start. */
const failed = (error: unknown): number => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // A command without its subcommand: commander has printed the help.
    if (error.code === 'commander.help') return 2
    say(error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '))
    return 2
  }
  if (error instanceof UsageError || error instanceof CommandError || error instanceof MockError) {
    say(error.message)
    return error instanceof UsageError ? 2 : 1
  }
  // The state could not be saved: thrown by the server's own stop, past the commands.
  if (error instanceof Error && error.name === 'StateError') {
    say(error.message)
    return 1
  }
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  return 1
}

const say = (text: string): void => {
  for (const line of text.split('\n')) process.stderr.write(`error: ${oneLine(line)}\n`)
}

// A server goes on when nobody reads its log any more.
process.stderr.on('error', () => undefined)
// `requests | head` closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  say(unwritable(error))
  process.exit(1)
})

try {
  // A server leaves nothing behind, but a client's kept connection must not hold an exit up.
  await createProgram((code) => process.exit(code), process.argv.slice(2)).parseAsync()
} catch (error) {
  process.exitCode = failed(error)
}
