import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { builtPackage } from '../support/built.ts'

const exec = promisify(execFile)

/** Longer than an installation takes on a slow line. */
export const INSTALL_MS = 300_000

/** A project of somebody's own, somewhere else. */
export interface Scratch {
  readonly folder: string
  /** Writes files by their paths in the project. */
  readonly write: (files: Readonly<Record<string, string>>) => void
  /** Runs a program; rejects where it fails. Resolves to what it printed. */
  readonly run: (command: string, ...args: readonly string[]) => Promise<string>
  /** The same for one that may fail: both outputs, and its exit code. */
  readonly ends: (command: string, ...args: readonly string[]) => Promise<Ended>
}

export interface Ended {
  readonly code: number
  readonly output: string
}

/** The packed tarball, and scratch projects; `remove` takes all away. */
export const scratchProjects = async () => {
  const root = await builtPackage()
  const folder = mkdtempSync(join(tmpdir(), 'package-'))
  await exec('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return {
    root,
    tarball: join(folder, name),
    project: (files: Readonly<Record<string, string>> = {}): Scratch =>
      scratchIn(mkdtempSync(join(folder, 'project-')), files),
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const scratchIn = (folder: string, files: Readonly<Record<string, string>>): Scratch => {
  const write: Scratch['write'] = (more) => {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  const options = {
    cwd: folder,
    env: cleanEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
    timeout: INSTALL_MS,
  }
  const ends: Scratch['ends'] = (command, ...args) =>
    exec(command, args, options).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (reason: unknown) => failed(reason as ExecError),
    )
  const run: Scratch['run'] = async (command, ...args) => {
    const { code, output } = await ends(command, ...args)
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`)
    return output
  }
  write({ 'package.json': '{"private":true}', ...files })
  return { folder, write, run, ends }
}

interface ExecError {
  readonly code?: unknown
  readonly stdout?: string
  readonly stderr?: string
}

const failed = ({ code, stdout = '', stderr = '' }: ExecError): Ended => ({
  code: typeof code === 'number' ? code : -1,
  output: stdout + stderr,
})

/** A test runner tells its children that they are in one, and an npm script what npm was told. */
const cleanEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_|VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$|JEST_|WECHAT_LOGIN_MOCK_)/i.test(
          name,
        ),
    ),
  )

/** npm's installation, from its cache where it can. */
export const npmInstall = async (
  { run }: Scratch,
  ...packages: readonly string[]
): Promise<void> => {
  await run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...packages)
}

/** Lets a project find a package that this checkout has. */
export const link = ({ folder }: Scratch, root: string, name: string): void => {
  mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
}
