import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sharedCollections } from '../../../src/core/records.ts'
import { createWorldFormat } from '../../../src/world/world-data.ts'
import { loadState } from '../../../src/world/state/load.ts'
import type { TenantState } from '../../../src/world/store.ts'
import { customers } from '../sample-worlds.ts'
import { compile } from './compiled.ts'

/** The command itself is killed more often: test/e2e/crash.test.ts. */
const ROUNDS = 40
const LANES = 4

let compiled: ReturnType<typeof compile>
beforeAll(() => {
  compiled = compile(
    'src/core',
    'src/world',
    'test/world/sample-worlds.ts',
    'test/world/state/crash-worker.ts',
    'test/world/state/forgetful-worker.ts',
  )
})
afterAll(() => {
  compiled.remove()
})

const format = createWorldFormat([...sharedCollections, customers])

/** What the workers were told to be safe. */
interface Acknowledged {
  readonly logins: Map<string, number>
  readonly customers: Set<string>
  replaced: number
}

/** Runs a worker and kills it, at a random moment after its first answer. Resolves with its lines. */
const runAndKill = async (
  worker: string,
  file: string,
  round: number,
): Promise<readonly string[]> => {
  const child = spawn(
    process.execPath,
    [join(compiled.folder, `test/world/state/${worker}.js`), file, String(round)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let out = ''
  let begun = (): void => undefined
  const answering = new Promise<void>((resolve) => {
    begun = resolve
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    begun()
  })
  const gone = new Promise<void>((resolve) => {
    child.on('close', () => {
      begun()
      resolve()
    })
  })
  await answering
  await sleep(Math.random() * 40)
  child.kill('SIGKILL')
  await gone
  return out
    .slice(0, out.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
}

const note = (safe: Acknowledged, line: string): void => {
  const [what, subject = '', count] = line.split(' ')
  if (what === 'login') safe.logins.set(subject, Number(count))
  else if (what === 'customer') safe.customers.add(subject)
  else safe.replaced = Number(subject)
}

const stateOf = async (path: string): Promise<ReadonlyMap<string, TenantState>> => {
  const paths = { journalPath: `${path}.journal`, oldJournalPath: `${path}.journal.old` }
  const { tenants } = await loadState({
    path,
    ...paths,
    format,
    repair: false,
    log: () => undefined,
  })
  return tenants
}

const verify = async (file: string, safe: Acknowledged): Promise<void> => {
  const tenants = await stateOf(file)
  const lists = tenants.get('default')?.lists
  const people = lists?.get('people')
  for (const [id, logins] of safe.logins)
    expect(people?.get(id)?.['logins'] ?? 0, id).toBeGreaterThanOrEqual(logins)
  const missing = [...safe.customers].filter((id) => lists?.get('customers')?.has(id) !== true)
  expect(missing).toEqual([])
  const replaced = [...(tenants.get('other')?.lists.get('customers')?.values() ?? [])]
  const visits = replaced[0]?.['visits'] as number
  expect(visits).toBeGreaterThanOrEqual(safe.replaced)
  expect(replaced).toEqual([{ customerId: 'only', visits }, { customerId: `with ${visits}` }])
}

it(
  `loses nothing that was acknowledged, in ${ROUNDS} rounds of kill -9`,
  { timeout: 180_000 },
  async () => {
    const rounds = await Promise.all(
      Array.from({ length: LANES }, async (_, dataPlane) => {
        const folder = mkdtempSync(join(tmpdir(), 'wechat-login-mock-'))
        const file = join(folder, 'state.json')
        const safe: Acknowledged = { logins: new Map(), customers: new Set(), replaced: 0 }
        let told = 0
        for (let round = 0; round < ROUNDS / LANES; round++) {
          const lines = await runAndKill('crash-worker', file, round)
          expect(lines.length, `dataPlane ${dataPlane} round ${round}`).toBeGreaterThan(0)
          for (const line of lines) note(safe, line)
          told += lines.length
          await verify(file, safe)
        }
        rmSync(folder, { recursive: true })
        return told
      }),
    )
    expect(Math.min(...rounds)).toBeGreaterThan(ROUNDS / LANES)
  },
)

it(
  'loses at most the last 50 ms where nobody waits for the disk',
  { timeout: 60_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechat-login-mock-'))
    const file = join(folder, 'state.json')
    for (let round = 0; round < 10; round++) {
      const told = (await runAndKill('forgetful-worker', file, round)).map((line) => {
        const [id = '', at] = line.split(' ')
        return { id, at: Number(at) }
      })
      const kept = (await stateOf(file)).get('default')?.lists.get('customers')
      const end = told.at(-1)?.at ?? 0
      // A process that does not get its turn cannot write either: that is no part of the 50 ms.
      const gaps = told.map(({ at }, index) => at - (told[index - 1]?.at ?? at))
      const lost = told.filter(
        ({ id, at }) => at < end - 50 - 2 * Math.max(...gaps) && kept?.has(id) !== true,
      )
      expect(lost, `round ${round}`).toEqual([])
      expect(told.length).toBeGreaterThan(0)
    }
    rmSync(folder, { recursive: true })
  },
)
