import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { scratchFolder, serve } from '../support/command.ts'
import { change, logIn, type Told } from './login-ways.ts'
import { verify, type World } from './verify-told.ts'

/** `KILL_ROUNDS=1000 npx vitest run test/e2e/crash.test.ts` runs more. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 200)
const LANES = 2
const CLIENTS = 8
/** A kill comes so many ms after the first answer, at most. */
const LATEST_MS = 60

const start = (state: string) => serve(['--state', state, '--durable', '--output', 'json'])
type Server = Awaited<ReturnType<typeof start>>

const worldOf = async ({ ready }: Server): Promise<World> =>
  (await (await fetch(`${ready.adminUrl}/world`)).json()) as World

/** Eight clients log in, one changes the world, until the server is killed. Resolves to what they were told. */
const driveAndKill = async (server: Server, next: () => number): Promise<readonly Told[]> => {
  const { url, adminUrl } = server.ready
  const told: Told[] = []
  let begun = (): void => undefined
  const first = new Promise<void>((resolve) => {
    begun = resolve
  })
  const client = async (act: (n: number) => Promise<Told | undefined>): Promise<void> => {
    for (let answer = await act(next()); answer !== undefined; answer = await act(next())) {
      told.push(answer)
      begun()
    }
  }
  const clients = Promise.all([
    ...Array.from({ length: CLIENTS }, () => client((n) => logIn(url, n))),
    client((n) => change(adminUrl, n)),
  ])
  await Promise.race([first, clients])
  await sleep(Math.random() * LATEST_MS)
  server.child.kill('SIGKILL')
  await Promise.all([clients, server.ended])
  return told
}

it(
  `has every acknowledged login and admin change once, in ${ROUNDS} rounds of kill -9`,
  { timeout: 1_200 * ROUNDS },
  async () => {
    const lanes = Array.from({ length: LANES }, async () => {
      const folder = await scratchFolder()
      const state = join(folder.path, 'state.json')
      const all: Told[] = []
      let recent: readonly Told[] = []
      let people = 1
      for (let round = 0; round <= ROUNDS / LANES; round++) {
        const server = await start(state)
        try {
          verify(await worldOf(server), all, recent)
          if (process.env['KILL_ROUNDS'] !== undefined && round % 50 === 0)
            process.stdout.write(`round ${round}: ${all.length} acknowledged, all there once\n`)
          expect(server.stderr()).not.toMatch(/^error/m)
          const first = await logIn(server.ready.url, 0)
          expect(first?.id).toBe(all[0]?.id ?? first?.id)
          const told = await driveAndKill(server, () => people++)
          expect(told.length, `round ${round}`).toBeGreaterThan(0)
          recent = first === undefined ? told : [first, ...told]
          all.push(...recent)
        } finally {
          server.child.kill('SIGKILL')
        }
      }
      await folder.remove()
      return all.length
    })
    const acknowledged = await Promise.all(lanes)
    const sum = acknowledged.reduce((all, one) => all + one, 0)
    process.stdout.write(`${ROUNDS} kills, ${sum} acknowledged, 0 lost, 0 doubled\n`)
    expect(Math.min(...acknowledged)).toBeGreaterThan(ROUNDS)
  },
)
