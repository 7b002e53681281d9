import type { Command } from 'commander'
import type { Clock, ClockCalls, Message } from '../client/index.ts'
import { addClientCommand, clientOf, type GivenClient } from './client-command.ts'
import { refuseWords, UsageError, CommandError } from './usage-error.ts'

/** `-5m` looks like an option: those two take it for what it is. */
export const addClockCommands = (program: Command): void => {
  const clock = program.command('clock').description("a tenant's clock")
  const print = addClientCommand(
    clock,
    'show',
    'print it (default)',
    {},
    async ({ given, words }) => {
      refuseWords(clock, words)
      show(await clientOf(given).clock.get())
    },
    { isDefault: true },
  )
  print.allowExcessArguments()
  addClientCommand(
    clock,
    'set <moment...>',
    'put it at an ISO instant, at a local date with its zone (2026-01-29 15:00 +08:00), at now, or apart from the real one: +2h',
    {},
    async ({ given, words }) => {
      await act(given, (own) => own.set(words.join(' ')))
    },
  ).allowUnknownOption()
  addClientCommand(
    clock,
    'advance <duration>',
    'move it on: 90s, 2h30m, -5m',
    {},
    async ({ given, words: [by = ''] }) => {
      await act(given, (own) => own.advance(by))
    },
  ).allowUnknownOption()
  addClientCommand(clock, 'freeze', 'let it stand still', {}, ({ given }) =>
    act(given, (own) => own.freeze()),
  )
  addClientCommand(clock, 'resume', 'let it run on', {}, ({ given }) =>
    act(given, (own) => own.resume()),
  )
}

/** Prints the clock as it is then. A duration that is none is a matter of usage. */
const act = async (
  given: GivenClient,
  change: (clock: ClockCalls) => Promise<Clock>,
): Promise<void> => {
  try {
    show(await change(clientOf(given).clock))
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message, { cause: error }) : error
  }
}

const show = ({ now, frozen, offsetMs }: Clock): void => {
  process.stdout.write(`${now}${frozen ? ' (frozen)' : ''} offset ${offsetMs} ms\n`)
}

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

/** The phones' inbox. */
export const addSmsCommands = (program: Command): void => {
  const sms = program.command('sms').description('text messages with verification codes')
  addClientCommand(
    sms,
    'list [mobile]',
    'print them, or the last one that a mobile got',
    {},
    async ({ given, words: [mobile] }) => {
      const messages = await clientOf(given).sms.list()
      const of = mobile === undefined ? messages : messages.filter((one) => one.mobile === mobile)
      if (mobile !== undefined && of.length === 0)
        throw new CommandError(
          `${mobile} has got no message: send one with \`sms send ${mobile}\`.`,
        )
      print(of)
    },
  )
  addClientCommand(
    sms,
    'send <mobile> [code]',
    'send a verification code: the given one, or one that is made up',
    {},
    async ({ given, words: [mobile = '', code] }) => {
      const sent = await clientOf(given).sms.send(mobile, code)
      print(sent === undefined ? [] : [sent])
    },
  )
}

const print = (messages: readonly Message[]): void => {
  process.stdout.write(
    messages.length === 0
      ? 'no messages\n'
      : messages
          .map(({ mobile, code, expiresAt }) => `${mobile}  ${code}  until ${expiresAt}\n`)
          .join(''),
  )
}
