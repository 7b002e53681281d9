import { CommanderError } from 'commander'
import { MockError } from '../client/index.ts'
import { oneLine } from '../core/log.ts'
import { createProgram } from './program.ts'
import { unwritable, CommandError, UsageError } from './usage-error.ts'

/** Prints an error and returns the exit code: 0 done, 1 failed, 2 refused before the start. */
const failed = (error: unknown): number => {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // The command lacks its subcommand, and commander has printed the help.
    if (error.code === 'commander.help') return 2
    say(error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '))
    return 2
  }
  if (error instanceof UsageError || error instanceof CommandError || error instanceof MockError) {
    say(error.message)
    return error instanceof UsageError ? 2 : 1
  }
  // The server's own stop throws this error if the state cannot be saved.
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

// A server keeps running when nothing reads its log any more.
process.stderr.on('error', () => undefined)
// `requests | head` closes the pipe, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  say(unwritable(error))
  process.exit(1)
})

try {
  // Exits although a keep-alive connection of a client may still be open. A server has closed everything by
  // then.
  await createProgram((code) => process.exit(code), process.argv.slice(2)).parseAsync()
} catch (error) {
  process.exitCode = failed(error)
}
