import { openWorlds } from '../../../src/world/worlds.ts'
import { customers } from '../sample-worlds.ts'

/*
 * Logs people in, as fast as eight clients would, until it is killed. `n` people, customers and
 * replaced worlds are told on stdout once they are safe: `login <person> <logins>`,
 * `customer <id>`, `replaced <n>`.
 */
const [file = '', round = ''] = process.argv.slice(2)

const worlds = await openWorlds({
  collections: [customers],
  seedWorld: { people: Array.from({ length: 8 }, (_, n) => ({ id: `p${n}` })) },
  store: { file, durable: true, watchMs: 5, fold: { bytes: 8_192, times: 2 } },
})
const { services } = worlds.of('default')
const { wechat, world } = services
const other = worlds.of('other')

const tell = async (line: string): Promise<void> => {
  await worlds.settled()
  process.stdout.write(`${line}\n`)
}

const client = async (dataPlane: number): Promise<void> => {
  for (let n = 0; ; n++) {
    const { logins } = wechat.countLogin(wechat.recognise(`mock:person:p${dataPlane}`))
    const customerId = `${round}-${dataPlane}-${n}`
    world.table(customers).put({ customerId, openId: `o${dataPlane}`, visits: n })
    await tell(`login p${dataPlane} ${logins}\ncustomer ${customerId}`)
  }
}

const replacer = async (): Promise<void> => {
  const [last] = other.data()['customers'] as readonly { readonly visits?: number }[]
  for (let n = (last?.visits ?? 0) + 1; ; n++) {
    other.replace({ customers: [{ customerId: 'only', visits: n }, { customerId: `with ${n}` }] })
    await tell(`replaced ${n}`)
  }
}

await Promise.all([...Array.from({ length: 8 }, (_, dataPlane) => client(dataPlane)), replacer()])
