import { readFile, writeFile } from 'node:fs/promises'
import type { MockClient, World } from '../client/index.ts'
import { jsonMistake, seemingEncoding } from '../core/json-mistake.ts'
import { CommandError, UsageError } from './usage-error.ts'

/** Writes a tenant's world to a file, or to stdout. */
export const exportState = async (file: string | undefined, client: MockClient): Promise<void> => {
  const world = await client.world.get()
  const text = `${JSON.stringify(world, null, 2)}\n`
  if (file === undefined) process.stdout.write(text)
  else
    await writeFile(file, text).catch((error: unknown) => {
      throw new CommandError(`${file} cannot be written: ${(error as Error).message}.`)
    })
}

/**
 * Puts a world, or every tenant's of a state file, in place of what there is
 * (docs/spec/control.md#format-of-the-world).
 */
export const importState = async (file: string, client: MockClient): Promise<void> => {
  for (const [tenant, world] of worldsOf(file, await read(file)))
    await (tenant === undefined ? client : client.tenant(tenant)).world.replace(world)
}

const read = async (file: string): Promise<object> => {
  const bytes = await readFile(file === '-' ? '/dev/stdin' : file).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`)
  })
  // Windows PowerShell's `>` writes UTF-16.
  const encoding = seemingEncoding(bytes)
  if (encoding !== undefined)
    throw new UsageError(`${file} is not UTF-8, it seems to be ${encoding}: save it as UTF-8.`)
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Said below.
  }
  const mistake = jsonMistake(text)
  throw new UsageError(
    mistake === undefined
      ? `${file} is no world: use a JSON object as \`state export\` writes it.`
      : `${file} is no JSON: ${mistake.sentence}.`,
  )
}

/** A bare world has no tenant of its own. */
const worldsOf = (file: string, value: object): readonly [string | undefined, World][] => {
  if (!('tenants' in value)) return [[undefined, value]]
  const { tenants } = value
  if (typeof tenants !== 'object' || tenants === null)
    throw new UsageError(`${file} is no state file: its tenants are no object.`)
  return Object.entries(tenants) as [string, World][]
}
