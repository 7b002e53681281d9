import { execFile } from 'node:child_process'
import { access, constants, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'
import { cachedInstall } from './cached-install.ts'

/** Brings its own binary. The last major for Node 20. */
const PACKAGE = '@sparticuz/chromium'
const VERSION = '147.0.2'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Also as root, in a container, and without asking its maker for anything. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * A real Chromium, for every test that needs one: that of CHROME_PATH, else one on the PATH, else that of
 * an npm package, which is installed on first need into the project's cache folder. Whoever launches it
 * closes it. Rejects when there is none: no test is left out for want of a browser.
 */
export const launchBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await findBrowser()
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, ...env } })
}

interface Found {
  readonly executablePath: string
  /** What it needs beside this process's own environment. */
  readonly env: Readonly<Record<string, string>>
}

const findBrowser = async (): Promise<Found> => {
  const given = process.env['CHROME_PATH']
  if (given !== undefined && given !== '') {
    if (!(await isExecutable(given))) throw new Error(`CHROME_PATH is no program: ${given}`)
    return { executablePath: given, env: {} }
  }
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of names) {
      const executablePath = join(folder, name)
      if (await isExecutable(executablePath)) return { executablePath, env: {} }
    }
  return installed()
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  )

const installed = async (): Promise<Found> => {
  const packages = [`${PACKAGE}@${VERSION}`]
  const { result } = await cachedInstall({ name: 'chromium', packages, after: unpack })
  return result as Found
}

/** The package unpacks its binary, fonts and libraries into the folder for temporary files: here the cache's. */
const unpack = async (folder: string): Promise<Found> => {
  const unpacked = join(folder, 'unpacked')
  await mkdir(unpacked, { recursive: true })
  const script = `
    import chromium from ${JSON.stringify(PACKAGE)}
    const executablePath = await chromium.executablePath()
    const { FONTCONFIG_PATH = '', LD_LIBRARY_PATH = '' } = process.env
    const env = { FONTCONFIG_PATH, LD_LIBRARY_PATH }
    process.stdout.write('\\n' + JSON.stringify({ executablePath, env }))`
  await writeFile(join(folder, 'unpack.mjs'), script)
  // In that environment alone it unpacks the libraries that a bare machine has not.
  const env = { ...process.env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['unpack.mjs'], { cwd: folder, env })
  return JSON.parse(stdout.split('\n').at(-1) ?? '') as Found
}
