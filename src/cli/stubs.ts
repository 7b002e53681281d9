import { writeFile } from 'node:fs/promises'
import { UsageError, writable } from './usage-error.ts'

/** Prints a fixture made of a recording, or writes it to a file. */
export const writeStubs = async (file: string, output: string | undefined): Promise<void> => {
  const { stubsFrom } = await import('../server/stubs-from.ts')
  let text: string
  try {
    text = stubsFrom(file)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
  if (output === undefined) {
    process.stdout.write(text)
    return
  }
  await writable('--output', output)
  await writeFile(output, text)
}
