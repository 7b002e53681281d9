import { open, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'

/** The command line is invalid or cannot be carried out. main prints one line and exits with 2. */
export class UsageError extends Error {}

/** The command failed while it ran. main prints one line and exits with 1. */
export class CommandError extends Error {}

/**
 * Throws UsageError for an unknown command: commander passes unknown names to the default command as
 * arguments.
 */
export const refuseWords = (parent: Command, [word]: readonly string[]): void => {
  if (word === undefined) return
  const names = parent.commands.map((command) => command.name()).join(', ')
  throw new UsageError(`There is no command ${JSON.stringify(word)}: use one of ${names}.`)
}

/** Returns the message for a stdout that cannot be written. */
export const unwritable = ({ code, message }: NodeJS.ErrnoException): string =>
  `stdout cannot be written (${code ?? message}): send it where there is room and somebody reads.`

/** Calls `write`, which writes the file that a flag names. Throws UsageError if it fails. */
export const withFile = async (
  flag: string,
  file: string,
  write: () => Promise<void>,
): Promise<void> => {
  try {
    await write()
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new UsageError(
      `${flag} ${JSON.stringify(file)} cannot be written (${code}): use a file in a folder of yours.`,
      { cause: error },
    )
  }
}

/**
 * Checks that the file can be opened for writing, and leaves its content unchanged. Throws UsageError if
 * not.
 */
export const writable = (flag: string, file: string): Promise<void> =>
  withFile(flag, file, async () => (await open(file, 'a')).close())

/**
 * Writes to the file, or to stdout if no file is named. Throws CommandError if the file cannot be written.
 */
export const writeOut = async (file: string | undefined, text: string | Buffer): Promise<void> => {
  if (file === undefined) process.stdout.write(text)
  else
    await writeFile(file, text).catch((error: unknown) => {
      throw new CommandError(`${file} cannot be written: ${(error as Error).message}.`)
    })
}

/** Throws UsageError for a name that is not one of the APIs. */
export const checkApi = (api: string | undefined, names: readonly string[]): void => {
  if (api !== undefined && !names.includes(api))
    throw new UsageError(`There is no API ${JSON.stringify(api)}: use one of ${names.join(', ')}.`)
}

/** Calls `read`, and throws its RangeError as a UsageError with the same message. */
export const refused = async <T>(read: () => T | Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}
