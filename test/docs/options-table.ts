import { execRows, serveRows } from '../../src/cli/serve-options.ts'
import { defaultLimits } from '../../src/http/limits.ts'

const defaults: Readonly<Record<string, string | number>> = {
  port: 5013,
  host: '127.0.0.1',
  state: '`wechat-login-mock.state.json`',
  output: '`pretty` on a terminal, else `json`',
  logLevel: '`info`',
  ...defaultLimits,
}

/** The option table of README.md, made of the command line's own rows. */
export const optionsTable = (): string => {
  const rows = Object.entries({ ...serveRows, ...execRows }).map(([name, { flags, about }]) => {
    const only = name in serveRows ? '' : ' (`exec` only)'
    return `| \`${flags.replaceAll('|', '\\|')}\` | ${about}${only} | ${defaults[name] ?? ''} |\n`
  })
  return `| option | what for | default |\n|---|---|---|\n${rows.join('')}`
}
