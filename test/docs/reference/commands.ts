import type { Command } from 'commander'
import { environmentNameOf, type OptionRows } from '../../../src/cli/option-rows.ts'
import { createProgram } from '../../../src/cli/program.ts'
import { clientRows } from '../../../src/cli/client-command.ts'
import { execRows, serveRows } from '../../../src/cli/serve-options.ts'
import { code, table } from './table.ts'

const flagsOf = (rows: OptionRows): ReadonlySet<string> =>
  new Set(Object.values(rows).map(({ flags }) => flags))

const served = flagsOf({ ...serveRows, ...execRows })
const common = flagsOf(clientRows)

/** docs/reference/commands.md, made of the command line itself. */
export const commandsPage = (): string => {
  const commands = leaves(createProgram(() => undefined))
  return `# Commands

\`wechat-login-mock <command> --help\` prints the same. \`serve\` and \`exec\` take [the options of a server](options.md); \`verify\`, \`stubs from\`, \`openapi\`, \`certificate\` and \`fixtures check\` need no running server; the other commands speak to one, on \`http://127.0.0.1:5013\` unless \`--url\` says otherwise, and take:

${table(
  ['option', 'meaning', 'variable'],
  Object.values(clientRows).map(({ flags, about }) => [
    code(flags),
    about,
    code(environmentNameOf(flags)),
  ]),
)}

${commands.map(section).join('\n\n')}
`
}

const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)

const section = (command: Command): string => {
  const options = command.options.filter(({ flags }) => !isListedElsewhere(command, flags))
  const rows = options.map(({ flags, description }) => [
    code(flags),
    description.replace(/ \[\w+\]$/, ''),
    code(/\[(\w+)\]$/.exec(description)?.[1]),
  ])
  const parts = [
    `## ${nameOf(command)}`,
    `\`${usageOf(command)}\`: ${command.description()}.`,
    ...(rows.length === 0 ? [] : [table(['option', 'meaning', 'variable'], rows)]),
  ]
  return parts.join('\n\n')
}

const isListedElsewhere = (command: Command, flags: string): boolean =>
  (['serve', 'exec'].includes(command.name()) ? served : common).has(flags)

const nameOf = (command: Command): string => {
  const above = command.parent?.parent == null ? undefined : command.parent
  return above == null ? command.name() : `${nameOf(above)} ${command.name()}`
}

const usageOf = (command: Command): string =>
  `wechat-login-mock ${nameOf(command)} ${command.usage()}`.trim()
