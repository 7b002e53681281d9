import { Option, type Command } from 'commander'
import { UsageError } from './usage-error.ts'

/** One option: its flag, its environment variable, and its values. */
export interface OptionRow<V = unknown> {
  /** The flags in commander's notation: `-p, --port <n>`. */
  readonly flags: string
  readonly about: string
  /** A `list` is repeatable, and separated by commas in the variable. A `switch` takes no value. */
  readonly kind: 'value' | 'list' | 'switch'
  /** Parses a value. Returns undefined for a text that is not allowed. */
  readonly read: (text: string) => V | undefined
  /** The allowed values, for the error message. */
  readonly allowed: string
  /** The option has no variable, because another command's variable has that name and another meaning. */
  readonly flagOnly?: boolean
}

export type OptionRows = Readonly<Record<string, OptionRow>>

/** The values that were given, by the names of the rows. */
export type Given<Rows extends OptionRows> = {
  readonly [Name in keyof Rows]?: Rows[Name] extends OptionRow<infer V>
    ? Rows[Name]['kind'] extends 'list'
      ? readonly V[]
      : V
    : never
}

type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'WECHAT_LOGIN_MOCK_'

/** Adds a command with its options. `usage` holds its name and arguments: `use <case>`. */
export const addCommand = <Rows extends OptionRows>(
  parent: Command,
  usage: string,
  about: string,
  rows: Rows,
  act: (given: Given<Rows>, words: readonly string[]) => Promise<unknown>,
  options: { readonly isDefault?: boolean } = {},
): Command => {
  const command = parent
    .command(usage, options)
    .description(about)
    .action(async () => {
      await act(readOptions(command, rows, process.env), command.args)
    })
  return addOptions(command, rows)
}

/** Adds the options to a command, and returns the command. */
export const addOptions = (command: Command, rows: OptionRows): Command => {
  for (const { flags, about, kind, flagOnly = false } of Object.values(rows)) {
    const option = new Option(flags, flagOnly ? about : `${about} [${environmentNameOf(flags)}]`)
    if (kind === 'list')
      option.argParser((value: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        value,
      ])
    command.addOption(option)
  }
  return command
}

/** Returns the name of the environment variable for a flag. */
export const environmentNameOf = (flags: string): string =>
  `${PREFIX}${longOf(flags).slice(2).replaceAll('-', '_').toUpperCase()}`

const longOf = (flags: string): string => /--[a-z-]+/.exec(flags)?.[0] ?? flags

/** Reads all options. A flag wins over its variable. Throws UsageError for the first invalid value. */
export const readOptions = <Rows extends OptionRows>(
  command: Command,
  rows: Rows,
  environment: Environment,
): Given<Rows> =>
  Object.fromEntries(
    Object.entries(rows).flatMap(([name, row]) => {
      const value = fromFlag(command, row) ?? fromEnvironment(environment, row)
      return value === undefined ? [] : [[name, value]]
    }),
  ) as Given<Rows>

const fromFlag = (command: Command, row: OptionRow): unknown => {
  const name = new Option(row.flags).attributeName()
  if (command.getOptionValueSource(name) !== 'cli') return undefined
  const value: unknown = command.getOptionValue(name)
  if (row.kind === 'switch') return true
  const flag = longOf(row.flags)
  return Array.isArray(value)
    ? value.map((one: string) => take(row, flag, one))
    : take(row, flag, String(value))
}

const fromEnvironment = (environment: Environment, row: OptionRow): unknown => {
  const variable = environmentNameOf(row.flags)
  const text = row.flagOnly === true ? undefined : environment[variable]
  if (text === undefined || text === '' || isServiceLink(variable, text)) return undefined
  const shown = `${variable} (${longOf(row.flags)})`
  return row.kind === 'list'
    ? text.split(',').map((one) => take(row, shown, one.trim()))
    : take(row, shown, text)
}

/** Kubernetes and Docker links set `<NAME>_PORT=tcp://…` if a service has this program's name. */
const isServiceLink = (variable: string, text: string): boolean =>
  variable.endsWith('_PORT') && /^(tcp|udp|sctp):\/\/[^\s/]+:\d+$/.test(text)

const take = ({ read, allowed }: OptionRow, shown: string, text: string): unknown => {
  const value = read(text)
  if (value === undefined)
    throw new UsageError(`${shown} ${JSON.stringify(text)} cannot be: use ${allowed}.`)
  return value
}

/** An option that takes any text except the empty one. */
export const text = (flags: string, about: string): OptionRow<string> & { kind: 'value' } => ({
  flags,
  about,
  kind: 'value',
  read: (given) => (given === '' ? undefined : given),
  allowed: 'a text that is not empty',
})

/** Makes a row ignore its environment variable. */
export const flagOnly = <Row extends OptionRow>(row: Row): Row => ({ ...row, flagOnly: true })

export const texts = (flags: string, about: string): OptionRow<string> & { kind: 'list' } => ({
  ...text(flags, about),
  kind: 'list',
})

/** An option without a value. Its variable takes `true` or `false`. */
export const toggle = (flags: string, about: string): OptionRow<boolean> & { kind: 'switch' } => ({
  flags,
  about,
  kind: 'switch',
  read: (given) =>
    /^(true|1|yes|on)$/i.test(given) ? true : /^(false|0|no|off)$/i.test(given) ? false : undefined,
  allowed: 'true or false',
})

/** The greatest number for most options: far beyond any use, and safe in every timer. */
export const MOST = 2_147_483_647

export const whole = (
  flags: string,
  about: string,
  [least, most]: readonly [number, number],
): OptionRow<number> & { kind: 'value' } => ({
  flags,
  about,
  kind: 'value',
  read: (given) => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN
    return number >= least && number <= most ? number : undefined
  },
  allowed: `a whole number from ${least} to ${most}`,
})

export const choice = <V extends string>(
  flags: string,
  about: string,
  values: readonly V[],
): OptionRow<V> & { kind: 'value' } => ({
  flags,
  about,
  kind: 'value',
  read: (given) => values.find((value) => value === given),
  allowed: values.join(' or '),
})
