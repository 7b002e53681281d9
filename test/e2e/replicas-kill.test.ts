import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { apis } from '../../src/apis/index.ts'
import { serve } from '../support/command.ts'
import { startRedis } from '../support/redis.ts'
import { logIn, type Told } from './login-ways.ts'
import { verify, type World } from './verify-told.ts'

/** `REPLICA_ROUNDS=200 npx vitest run test/e2e/replicas-kill.test.ts` runs more. */
const ROUNDS = Number(process.env['REPLICA_ROUNDS'] ?? 10)
const CLIENTS = 8
/** A kill comes so many ms after a round has begun, at most. */
const LATEST_MS = 120

type Server = Awaited<ReturnType<typeof serve>>

const askJson = async (url: string, init?: RequestInit): Promise<unknown> => {
  const answer = await fetch(url, init)
  return answer.ok ? await answer.json() : undefined
}

/** Whether a code was taken: undefined when nobody knows. */
const exchange = async (url: string, code: string): Promise<boolean | undefined> => {
  const operation = apis.find(({ name }) => name === 'small-app-login')?.operations[0]
  if (operation === undefined) throw new Error('There is no small-app-login.')
  const { method, target, headers, body } = operation.example({ code })
  const answer = await fetch(`${url}${target}`, { method, headers, body }).catch(() => undefined)
  if (answer?.status !== 200) return undefined
  const text = await answer.text().catch(() => '')
  return text.includes('"ErrorMessage":null')
    ? true
    : text.includes('been used')
      ? false
      : undefined
}

it(
  `loses no acknowledged login and uses no code twice, in ${ROUNDS} rounds of kill -9 of a replica or of Redis`,
  { timeout: 20_000 + 4_000 * ROUNDS },
  async () => {
    const redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'always')
    const start = (): Promise<Server> =>
      serve(['--state', redis.url, '--output', 'json', '--log-level', 'error'])
    const replicas = [await start(), await start()]
    const all: Told[] = []
    let [people, requests, refused, codes, races] = [1, 0, 0, 0, 0]
    const urlOf = (n: number): string => replicas[n % replicas.length]?.ready.url ?? ''
    const worldOf = async (): Promise<World> => {
      for (;;) {
        const world = await askJson(`${urlOf(0)}/__admin/world`).catch(() => undefined)
        if (world !== undefined) return world as World
        await sleep(20)
      }
    }
    try {
      for (let round = 0; round < ROUNDS; round++) {
        let over = false
        const told: Told[] = []
        const client = async (lane: number): Promise<void> => {
          while (!over) {
            requests++
            const answer = await logIn(urlOf(lane + requests), people++).catch(() => undefined)
            if (answer !== undefined) told.push(answer)
            else {
              refused++
              await sleep(5)
            }
          }
        }
        /** Codes that are good once, each raced for by four requests over both replicas. */
        const racer = async (): Promise<void> => {
          while (!over) {
            const body = JSON.stringify({ person: 'li-na', once: true })
            const issued = await askJson(`${urlOf(races)}/__admin/wechat/codes`, {
              method: 'POST',
              body,
            }).catch(() => undefined)
            if (issued === undefined) {
              await sleep(5)
              continue
            }
            const { code } = issued as { code: string }
            const taken = await Promise.all([0, 1, 2, 3].map((n) => exchange(urlOf(n), code)))
            races++
            const used = taken.filter((one) => one === true).length
            expect(used, `code ${code}`).toBeLessThan(2)
            codes += used
          }
        }
        const clients = Promise.all([
          ...Array.from({ length: CLIENTS }, (_, lane) => client(lane)),
          racer(),
        ])
        await sleep(20 + Math.random() * LATEST_MS)
        const victim = round % 3
        if (victim === 2) {
          await redis.kill()
          await sleep(30)
          await redis.start()
        } else {
          replicas[victim]?.child.kill('SIGKILL')
          await replicas[victim]?.ended
        }
        await sleep(60)
        over = true
        await clients
        if (victim < 2) replicas[victim] = await start()
        all.push(...told)
        verify(await worldOf(), all, told)
      }
      process.stdout.write(
        `${ROUNDS} kills, ${requests} requests, ${all.length} logins acknowledged, ${refused} refused or broken off, ${races} codes raced for, ${codes} used: 0 lost, 0 twice\n`,
      )
      expect(all.length).toBeGreaterThan(ROUNDS)
      expect(codes).toBeGreaterThan(0)
    } finally {
      for (const { child } of replicas) child.kill('SIGKILL')
      await redis.stop()
    }
  },
)
