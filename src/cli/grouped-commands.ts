import type { Command } from 'commander'
import type { Clock, ClockCalls, Message, MockClient } from '../client/index.ts'
import { clientCommands } from './client-command.ts'
import { refuseWords, refused, CommandError } from './usage-error.ts'

/**
 * Adds the `clock` commands. `set` and `advance` allow unknown options, so that `-5m` reaches them as an
 * argument.
 */
export const addClockCommands = (program: Command): void => {
  const clock = program.command('clock').description("a tenant's clock")
  const command = clientCommands(clock)
  command(
    'show',
    'print it (default)',
    async ({ client, words }) => {
      refuseWords(clock, words)
      show(await client().clock.get())
    },
    {},
    { isDefault: true },
  ).allowExcessArguments()
  command(
    'set <moment...>',
    'put it at an ISO instant, at a local date with its zone (2026-01-29 15:00 +08:00), at now, or apart from the real one: +2h',
    ({ client, words }) => act(client(), (own) => own.set(words.join(' '))),
  ).allowUnknownOption()
  command('advance <duration>', 'move it on: 90s, 2h30m, -5m', ({ client, words: [by = ''] }) =>
    act(client(), (own) => own.advance(by)),
  ).allowUnknownOption()
  command('freeze', 'let it stand still', ({ client }) => act(client(), (own) => own.freeze()))
  command('resume', 'let it run on', ({ client }) => act(client(), (own) => own.resume()))
}

/** Changes the clock and prints the result. Throws UsageError for an invalid duration or moment. */
const act = async (
  { clock }: MockClient,
  change: (clock: ClockCalls) => Promise<Clock>,
): Promise<void> => {
  show(await refused(() => change(clock)))
}

const show = ({ now, frozen, offsetMs }: Clock): void => {
  process.stdout.write(`${now}${frozen ? ' (frozen)' : ''} offset ${offsetMs} ms\n`)
}

/** Adds the `snapshot` commands. The server keeps snapshots in memory. */
export const addSnapshotCommands = (program: Command): void => {
  const snapshot = program
    .command('snapshot')
    .description("keep a tenant's world under a name, and put it back")
  const command = clientCommands(snapshot)
  command('list', 'print their names', async ({ client }) => {
    const names = await client().snapshots.list()
    process.stdout.write(names.length === 0 ? 'no snapshots\n' : `${names.join('\n')}\n`)
  })
  command('save <name>', 'keep the world as it is', ({ client, words: [name = ''] }) =>
    client().snapshots.save(name),
  )
  command(
    'restore <name>',
    'put a kept world in place of what there is',
    ({ client, words: [name = ''] }) => client().snapshots.restore(name),
  )
  command(
    'diff <a> <b>',
    'print where two kept worlds differ',
    async ({ client, words: [a = '', b = ''] }) => {
      const differences = await client().snapshots.diff(a, b)
      const lines = differences.map(
        ({ path, before, after }) => `${path}: ${shown(before)} → ${shown(after)}\n`,
      )
      process.stdout.write(lines.length === 0 ? 'no difference\n' : lines.join(''))
    },
  )
  command('delete <name>', 'forget one', ({ client, words: [name = ''] }) =>
    client().snapshots.remove(name),
  )
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

/** Adds the `sms` commands. */
export const addSmsCommands = (program: Command): void => {
  const command = clientCommands(
    program.command('sms').description('text messages with verification codes'),
  )
  command(
    'list [mobile]',
    'print them, or the last one that a mobile got',
    async ({ client, words: [mobile] }) => {
      const messages = await client().sms.list()
      const of = mobile === undefined ? messages : messages.filter((one) => one.mobile === mobile)
      if (mobile !== undefined && of.length === 0)
        throw new CommandError(
          `${mobile} has got no message: send one with \`sms send ${mobile}\`.`,
        )
      print(of)
    },
  )
  command(
    'send <mobile> [code]',
    'send a verification code: the given one, or one that is made up',
    async ({ client, words: [mobile = '', code] }) => {
      const sent = await client().sms.send(mobile, code)
      print(sent === undefined ? [] : [sent])
    },
  )
}

const print = (messages: readonly Message[]): void => {
  const lines = messages.map(
    ({ mobile, code, expiresAt }) => `${mobile}  ${code}  until ${expiresAt}\n`,
  )
  process.stdout.write(lines.join('') || 'no messages\n')
}
