import type { Command } from 'commander'
import { clientRows } from './client-options.ts'
import { addOptions, readOptions, type Given, type OptionRows } from './option-rows.ts'

/** What a command was called with. */
export interface Called<Rows extends OptionRows> {
  readonly given: Given<Rows & typeof clientRows>
  readonly words: readonly string[]
}

/** Adds a command that speaks to a running server. `usage` is its name and arguments: `use <case>`. */
export const addClientCommand = <Rows extends OptionRows>(
  parent: Command,
  usage: string,
  about: string,
  rows: Rows,
  act: (called: Called<Rows>) => Promise<void>,
  options: { readonly isDefault?: boolean } = {},
): Command => {
  const all = { ...clientRows, ...rows }
  const command = parent
    .command(usage, options)
    .description(about)
    .action((...called: unknown[]) => {
      const self = called.at(-1) as Command
      return act({ given: readOptions(self, all, process.env), words: self.args })
    })
  return addOptions(command, all)
}
