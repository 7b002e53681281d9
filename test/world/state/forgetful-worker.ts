import { setImmediate as nextTurn } from 'node:timers/promises'
import { openWorlds } from '../../../src/world/worlds.ts'
import { customers } from '../sample-worlds.ts'

/*
 * Makes customers until it is killed, and waits for none to be safe. Tells of each on stdout, with
 * the time, before the next turn of the event loop: `<id> <ms>`.
 */
const [file = '', round = ''] = process.argv.slice(2)
const worlds = await openWorlds({ collections: [customers], seedWorld: {}, store: { file } })
const table = worlds.of('default').services.world.table(customers)
for (let n = 0; ; n++) {
  const customerId = `${round}-${n}`
  table.put({ customerId })
  process.stdout.write(`${customerId} ${performance.now()}\n`)
  await nextTurn()
}
