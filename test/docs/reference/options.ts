import { environmentNameOf, type OptionRow, type OptionRows } from '../../../src/cli/option-rows.ts'
import { execRows, mockRows, serveRows, toMockOptions } from '../../../src/cli/serve-options.ts'
import { defaultLimits } from '../../../src/http/limits.ts'
import { code, table } from './table.ts'

const defaults: Readonly<Record<string, string>> = {
  port: '`5013`',
  host: '`127.0.0.1`',
  state: '`wechat-login-mock.state.json`; in the library: none',
  output: '`pretty` on a terminal, else `json`',
  logLevel: '`info`',
  ...Object.fromEntries(
    Object.entries({ ...defaultLimits }).map(([name, most]) => [name, code(String(most))]),
  ),
}

/** docs/reference/options.md, made of the command line's own rows. */
export const optionsPage = (): string => {
  const limits = pick(mockRows, (name) => name in defaultLimits)
  const others = pick(mockRows, (name) => !(name in defaultLimits))
  return `# Options

Each option of \`serve\` and \`exec\` has an environment variable; the flag wins. An option that repeats is a comma-separated list in its variable. A bad value is refused in one line that names the flag, the value and what is allowed. \`createMockServer\` and \`createApp\` take the same under the name in the last column.

## Server

${optionTable(others)}

## Limits

Nothing grows without a bound. A limit that is reached is a line in the log.

${optionTable(limits)}

## Only serve

${optionTable(pick(serveRows, (name) => !(name in mockRows)))}

## Only exec

${optionTable(pick(execRows, (name) => !(name in mockRows)))}
`
}

const pick = (rows: OptionRows, wanted: (name: string) => boolean): OptionRows =>
  Object.fromEntries(Object.entries(rows).filter(([name]) => wanted(name)))

const optionTable = (rows: OptionRows): string =>
  table(
    ['option', 'variable', 'meaning', 'default', 'in the library'],
    Object.entries(rows).map(([name, row]) => [
      code(row.flags),
      code(environmentNameOf(row.flags)),
      row.about.replace(/^limit: /, ''),
      defaultOf(name),
      code(libraryName(name, row)),
    ]),
  )

const defaultOf = (name: string): string => defaults[name] ?? ''

/** What the library's options hold when this flag is given; none for what only a command line has. */
const libraryName = (name: string, row: OptionRow): string | undefined => {
  if (!(name in mockRows)) return undefined
  const value: unknown = row.kind === 'switch' ? true : row.kind === 'list' ? [] : 'given'
  const given: Readonly<Record<string, unknown>> = { ...toMockOptions({ [name]: value }) }
  const { limits, ...options } = given
  if (typeof limits === 'object' && limits !== null && name in limits) return `limits.${name}`
  const [found] = Object.entries(options)
  if (found === undefined) return undefined
  return found[1] === false ? `${found[0]}: false` : found[0]
}
