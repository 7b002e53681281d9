import type { Command } from 'commander'
import { UsageError } from './usage-error.ts'

/** A default command gets whatever is no command: says so. */
export const refuseWords = (parent: Command, [word]: readonly string[]): void => {
  if (word === undefined) return
  const names = parent.commands.map((command) => command.name()).join(', ')
  throw new UsageError(`There is no command ${JSON.stringify(word)}: use one of ${names}.`)
}
