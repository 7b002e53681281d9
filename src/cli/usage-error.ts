import { open } from 'node:fs/promises'
import type { Command } from 'commander'

/** A command line that cannot be done: one line, exit 2. */
export class UsageError extends Error {}

/** What went wrong while doing it: one line, exit 1. */
export class CommandError extends Error {}

/** A default command gets whatever is no command: says so. */
export const refuseWords = (parent: Command, [word]: readonly string[]): void => {
  if (word === undefined) return
  const names = parent.commands.map((command) => command.name()).join(', ')
  throw new UsageError(`There is no command ${JSON.stringify(word)}: use one of ${names}.`)
}

/** Why what is to be said on stdout is not. */
export const unwritable = ({ code, message }: NodeJS.ErrnoException): string =>
  `stdout cannot be written (${code ?? message}): send it where there is room and somebody reads.`

/** Opens the file for writing, without changing what is in it. */
export const writable = async (flag: string, file: string): Promise<void> => {
  try {
    await (await open(file, 'a')).close()
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new UsageError(
      `${flag} ${JSON.stringify(file)} cannot be written (${code}): use a file in a folder of yours.`,
      { cause: error },
    )
  }
}
