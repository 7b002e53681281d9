import type { Command } from 'commander'
import type { Message } from '../client/index.ts'
import { addClientCommand } from './client-command.ts'
import { clientOf } from './client-options.ts'
import { CommandError } from './usage-error.ts'

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
