import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { parseArgs } from 'node:util'
import { apis } from '../../src/apis/index.ts'
import { builtCommand } from '../support/built.ts'
import { redisClient, startRedis } from '../support/redis.ts'

/*
 * npm run bench:replicas [-- --seconds 4 --clients 16]
 * Measures the rate of logins at 1, 2 and 3 replicas on one Redis, compared with one process in memory. One
 * measurement has one tenant. The other has a tenant for each client, all of whose requests go to one
 * replica, as the nginx of the guide sends them.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    clients: { type: 'string', default: '16' },
  },
})
const SECONDS = Number(values.seconds)
const CLIENTS = Number(values.clients)

interface Started {
  readonly url: string
  readonly child: ChildProcess
}

const start = async (args: readonly string[]): Promise<Started> => {
  const command = await builtCommand()
  const given = ['serve', '--port', '0', '--output', 'json', '--log-level', 'error', ...args]
  const child = spawn(process.execPath, [command, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: (JSON.parse(line.toString()) as { url: string }).url, child }
}

const operation = apis.find(({ name }) => name === 'app-authorization')?.operations[0]
if (operation === undefined) throw new Error('There is no app-authorization.')
const { method, target, headers, body } = operation.example()

const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
const logIn = (url: string, tenant: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = httpRequest(
      `${url}/t/${tenant}${target}`,
      { method, headers, agent },
      (answer) => {
        answer.resume()
        answer.on('end', () => {
          resolve(answer.statusCode ?? 0)
        })
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })

interface Measured {
  readonly rate: number
  readonly median: number
  readonly p99: number
}

const load = async (
  servers: readonly Started[],
  tenantOf: (client: number) => string,
  isSpread: boolean,
): Promise<Measured> => {
  const times: number[] = []
  const run = async (seconds: number, isMeasured: boolean): Promise<void> => {
    const until = performance.now() + seconds * 1_000
    const client = async (lane: number): Promise<void> => {
      for (let n = 0; performance.now() < until; n++) {
        const server = servers[(isSpread ? lane + n : lane) % servers.length]
        const began = performance.now()
        const status = await logIn(server?.url ?? '', tenantOf(lane))
        if (status !== 200) throw new Error(`A login was answered ${status}.`)
        if (isMeasured) times.push(performance.now() - began)
      }
    }
    await Promise.all(Array.from({ length: CLIENTS }, (_, lane) => client(lane)))
  }
  await run(1, false)
  await run(SECONDS, true)
  times.sort((a, b) => a - b)
  const at = (part: number): number => times[Math.floor(times.length * part)] ?? 0
  return { rate: times.length / SECONDS, median: at(0.5), p99: at(0.99) }
}

const shown = (name: string, { rate, median, p99 }: Measured, trips?: number): void => {
  const figures = [
    rate.toFixed(0).padStart(7),
    median.toFixed(2).padStart(8),
    p99.toFixed(2).padStart(8),
  ]
  process.stdout.write(
    `${name.padEnd(56)}${figures.join('')}${trips === undefined ? '' : trips.toFixed(2).padStart(8)}\n`,
  )
}

process.stdout.write(
  `${CLIENTS} clients, ${SECONDS} s each; round trips: scripts run in Redis for each login\n`,
)
process.stdout.write(`${''.padEnd(56)}  req/s  p50 ms  p99 ms   trips\n`)

const ways: readonly (readonly [string, (client: number) => string, boolean])[] = [
  ['one tenant, requests spread', () => 'one', true],
  ['a tenant for each client, one replica each', (client) => `t${client}`, false],
]
for (const [name, tenantOf, isSpread] of ways) {
  const alone = await start(['--memory'])
  shown(`in memory: ${name}`, await load([alone], tenantOf, isSpread))
  alone.child.kill('SIGKILL')
  for (const count of [1, 2, 3]) {
    const redis = await startRedis('--appendonly', 'yes', '--appendfsync', 'everysec')
    const client = redisClient(redis.url)
    const servers: Started[] = []
    for (let n = 0; n < count; n++) servers.push(await start(['--state', redis.url]))
    await client.call('CONFIG', 'RESETSTAT')
    const measured = await load(servers, tenantOf, isSpread)
    const stats = await client.info('commandstats')
    const calls = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0)
    // The measured requests exclude the warm-up second, but the count of scripts includes it.
    const trips = calls / (measured.rate * (SECONDS + 1) || 1)
    shown(`${count} replica${count > 1 ? 's' : ''}: ${name}`, measured, trips)
    client.disconnect()
    for (const { child } of servers) child.kill('SIGKILL')
    await redis.stop()
  }
}
// One client sends one login at a time, to show the cost of a single call.
const redis = await startRedis()
const server = await start(['--state', redis.url])
const client = redisClient(redis.url)
await logIn(server.url, 'alone')
await client.call('CONFIG', 'RESETSTAT')
for (let n = 0; n < 200; n++) await logIn(server.url, 'alone')
const calls = Number(
  /cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0,
)
process.stdout.write(`round trips of a login alone: ${(calls / 200).toFixed(2)}\n`)
client.disconnect()
server.child.kill('SIGKILL')
await redis.stop()
agent.destroy()
