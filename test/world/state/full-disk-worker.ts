import { openWorlds } from '../../../src/world/worlds.ts'
import { customers } from '../sample-worlds.ts'
import { until } from './until.ts'

/*
 * Fills its state file until the system writes no more (it is started under a limit of file size),
 * goes on in memory, then makes room. Tells each step on stdout.
 */
const [file = ''] = process.argv.slice(2)
const log: string[] = []
const worlds = await openWorlds({
  collections: [customers],
  seedWorld: {},
  store: { file, durable: true, watchMs: 20 },
  log: (level, line) => log.push(`${level} ${line}`),
})
const world = worlds.of('default')
const table = world.services.world.table(customers)
const isDegraded = (): boolean => worlds.status().degraded !== undefined

const filled = { rounds: 0 }
while (!isDegraded() && filled.rounds < 10_000) {
  table.put({ customerId: `c${filled.rounds++}`, openId: 'o'.repeat(500) })
  await worlds.settled().catch(() => undefined)
}
process.stdout.write(`degraded ${worlds.status().degraded}\n`)

table.put({ customerId: 'in memory' })
const kept = await worlds.settled().then(
  () => 'kept',
  () => 'not kept',
)
process.stdout.write(`${kept} ${table.get('in memory')?.customerId} of ${table.size}\n`)

world.replace({ customers: [{ customerId: 'last' }] })
await until(() => !isDegraded(), 'recovered')
table.put({ customerId: 'after' })
// The journal is as long as it may be: even this little may be one record too many for it.
await worlds.settled().catch(() => undefined)
await until(() => !isDegraded() && !worlds.unsettled(), 'recovered again')
process.stdout.write(`${log.join('\n')}\n`)
process.kill(process.pid, 'SIGKILL')
