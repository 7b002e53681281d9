import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { scratchFolder, serve } from '../support/command.ts'
import { logIn, type Told } from './login-ways.ts'

const CLIENTS = 32
/** What docs/state.md promises for a kill in the default mode. */
const PROMISED_MS = 1_000

interface Acknowledged extends Told {
  readonly at: number
}

type World = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

it(
  'a kill in the default mode loses nothing that was acknowledged a second before, under load',
  { timeout: 120_000 },
  async () => {
    const folder = await scratchFolder()
    let [oldest, all, lost] = [0, 0, 0]
    let next = 0
    for (let round = 0; round < 4; round++) {
      const state = join(folder.path, `${round}.json`)
      const server = await serve(['--state', state])
      const told: Acknowledged[] = []
      const client = async (): Promise<void> => {
        // Every fifth way: customers are kept without a limit.
        for (;;) {
          const answer = await logIn(server.ready.url, 5 * next++)
          if (answer === undefined) return
          told.push({ ...answer, at: performance.now() })
        }
      }
      const clients = Array.from({ length: CLIENTS }, client)
      await sleep(1_500 + Math.random() * 300)
      const end = performance.now()
      server.child.kill('SIGKILL')
      await Promise.all([...clients, server.ended])
      const again = await serve(['--state', state])
      const world = (await (await fetch(`${again.ready.adminUrl}/world`)).json()) as World
      await again.stop()
      const ids = new Set(world['customers']?.map(({ customerId }) => customerId))
      const missing = told.filter(({ id }) => !ids.has(id))
      all += told.length
      lost += missing.length
      oldest = Math.max(oldest, ...missing.map(({ at }) => end - at))
    }
    await folder.remove()
    process.stdout.write(
      `${all} acknowledged, ${lost} lost, the oldest ${oldest.toFixed(0)} ms before the kill\n`,
    )
    expect(oldest).toBeLessThan(PROMISED_MS)
    expect(all).toBeGreaterThan(200)
  },
)
