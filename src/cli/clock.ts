import type { Command } from 'commander'
import type { Clock, ClockCalls } from '../client/index.ts'
import { addClientCommand } from './client-command.ts'
import { refuseWords } from './refuse-words.ts'
import { clientOf, type GivenClient } from './client-options.ts'
import { UsageError } from './usage-error.ts'

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
