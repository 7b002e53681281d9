import { existsSync } from 'node:fs'
import { win32 } from 'node:path'

/** How a command is started. */
interface Started {
  readonly file: string
  readonly args: readonly string[]
  /** Windows: the arguments are quoted already. */
  readonly verbatim?: boolean
}

/**
 * How to start a command on a platform. On Windows `npm` is `npm.cmd`, which only its shell runs: found by
 * PATH and PATHEXT, as the shell finds it. Elsewhere as it is.
 */
export const startedOn = (
  platform: NodeJS.Platform,
  [file = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean = existsSync,
): Started => {
  if (platform !== 'win32') return { file, args }
  const found = pathOf(file, environment, exists)
  if (found === undefined || !/\.(cmd|bat)$/i.test(found)) return { file: found ?? file, args }
  const line = [found, ...args].map(quoted).join(' ')
  const shell = valueOf(environment, 'ComSpec') ?? 'cmd.exe'
  return { file: shell, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true }
}

const pathOf = (
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
  exists: (path: string) => boolean,
): string | undefined => {
  const hasFolder = /[\\/]/.test(file)
  const folders = hasFolder ? [''] : ['.', ...(valueOf(environment, 'PATH') ?? '').split(';')]
  const endings =
    win32.extname(file) === '' ? endingsOf(environment) : ['', ...endingsOf(environment)]
  for (const folder of folders)
    for (const ending of endings) {
      const path = folder === '' ? `${file}${ending}` : win32.join(folder, `${file}${ending}`)
      if (exists(path)) return path
    }
  return undefined
}

const endingsOf = (environment: Readonly<Record<string, string | undefined>>): readonly string[] =>
  (valueOf(environment, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').split(';').filter((one) => one !== '')

/** Windows does not tell cases apart in names of variables. */
const valueOf = (
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined =>
  Object.entries(environment).find(([own]) => own.toUpperCase() === name.toUpperCase())?.[1]

/** For a batch file: in quotes, and what its shell would obey escaped. */
const quoted = (text: string): string =>
  /^[\w.\\/:=@-]+$/.test(text)
    ? text
    : `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`.replace(
        /[%!^&|<>()"]/g,
        '^$&',
      )
