import type { Command } from 'commander'
import { addClientCommand } from './client-command.ts'
import { clientOf } from './client-options.ts'

/** Named states of the world, in the server's memory. */
export const addSnapshotCommands = (program: Command): void => {
  const snapshot = program
    .command('snapshot')
    .description("keep a tenant's world under a name, and put it back")
  addClientCommand(snapshot, 'list', 'print their names', {}, async ({ given }) => {
    const names = await clientOf(given).snapshots.list()
    process.stdout.write(names.length === 0 ? 'no snapshots\n' : `${names.join('\n')}\n`)
  })
  addClientCommand(
    snapshot,
    'save <name>',
    'keep the world as it is',
    {},
    async ({ given, words: [name = ''] }) => {
      await clientOf(given).snapshots.save(name)
    },
  )
  addClientCommand(
    snapshot,
    'restore <name>',
    'put a kept world in place of what there is',
    {},
    async ({ given, words: [name = ''] }) => {
      await clientOf(given).snapshots.restore(name)
    },
  )
  addClientCommand(
    snapshot,
    'diff <a> <b>',
    'print where two kept worlds differ',
    {},
    async ({ given, words: [a = '', b = ''] }) => {
      const differences = await clientOf(given).snapshots.diff(a, b)
      const lines = differences.map(
        ({ path, before, after }) => `${path}: ${shown(before)} → ${shown(after)}\n`,
      )
      process.stdout.write(lines.length === 0 ? 'no difference\n' : lines.join(''))
    },
  )
  addClientCommand(
    snapshot,
    'delete <name>',
    'forget one',
    {},
    async ({ given, words: [name = ''] }) => {
      await clientOf(given).snapshots.remove(name)
    },
  )
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))
