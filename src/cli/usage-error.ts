import { open, writeFile } from 'node:fs/promises'
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

/** Does what writes to the file that a flag names. Throws UsageError where that cannot be. */
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

/** Opens the file for writing, without changing what is in it. */
export const writable = (flag: string, file: string): Promise<void> =>
  withFile(flag, file, async () => (await open(file, 'a')).close())

/** Writes to the file, or to stdout where none is named. Throws CommandError. */
export const writeOut = async (file: string | undefined, text: string | Buffer): Promise<void> => {
  if (file === undefined) process.stdout.write(text)
  else
    await writeFile(file, text).catch((error: unknown) => {
      throw new CommandError(`${file} cannot be written: ${(error as Error).message}.`)
    })
}

/** Throws UsageError for a name that is none of the APIs. */
export const checkApi = (api: string | undefined, names: readonly string[]): void => {
  if (api !== undefined && !names.includes(api))
    throw new UsageError(`There is no API ${JSON.stringify(api)}: use one of ${names.join(', ')}.`)
}

/** Reads what a RangeError refuses in one sentence: UsageError says it. */
export const refused = async <T>(read: () => T | Promise<T>): Promise<T> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}
