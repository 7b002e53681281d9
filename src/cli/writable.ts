import { open } from 'node:fs/promises'
import { UsageError } from './usage-error.ts'

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
