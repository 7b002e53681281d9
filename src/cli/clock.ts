import type { Command } from 'commander'
import { createAdminClient, type AdminTarget } from './admin-client.ts'
import { addClientCommand } from './client-command.ts'
import { refuseWords } from './refuse-words.ts'
import { millisecondsOf, targetOf } from './client-options.ts'

interface ClockState {
  readonly now: string
  readonly frozen: boolean
  readonly offsetMs: number
}

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
      show(await createAdminClient(targetOf(given)).get('clock'))
    },
    { isDefault: true },
  )
  print.allowExcessArguments()
  addClientCommand(
    clock,
    'set <instant|shift>',
    'put it at an ISO instant, or apart from the real one: +2h',
    {},
    async ({ given, words: [to = ''] }) => {
      const body = /^[-+]\d/.test(to) ? { offsetMs: millisecondsOf('The shift', to) } : { now: to }
      show(await createAdminClient(targetOf(given)).send('PUT', 'clock', body))
    },
  ).allowUnknownOption()
  addClientCommand(
    clock,
    'advance <duration>',
    'move it on: 90s, 2h30m, -5m',
    {},
    async ({ given, words: [by = ''] }) => {
      await post(targetOf(given), 'advance', { ms: millisecondsOf('The duration', by) })
    },
  ).allowUnknownOption()
  addClientCommand(clock, 'freeze', 'let it stand still', {}, ({ given }) =>
    post(targetOf(given), 'freeze'),
  )
  addClientCommand(clock, 'resume', 'let it run on', {}, ({ given }) =>
    post(targetOf(given), 'resume'),
  )
}

const post = async (target: AdminTarget, what: string, body?: object): Promise<void> => {
  show(await createAdminClient(target).send('POST', `clock/${what}`, body))
}

const show = ({ now, frozen, offsetMs }: ClockState): void => {
  process.stdout.write(`${now}${frozen ? ' (frozen)' : ''} offset ${offsetMs} ms\n`)
}
