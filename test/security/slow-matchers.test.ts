import { describe, expect, it } from 'vitest'
import { rawRequest } from '../http/raw-client.ts'
import { startMock } from './attacked-mock.ts'
import { holdConnection } from './busy-clients.ts'

const list = (count: number, of: (at: number) => unknown): string =>
  JSON.stringify(Array.from({ length: count }, (_, at) => of(at)))

const nested = (levels: number, width: number): unknown =>
  levels === 0 ? 1 : Array.from({ length: width }, () => nested(levels - 1, width))

const orders = `<r>${'<order><id>1</id></order>'.repeat(8_000)}</r>`
const deepXml = `${'<a>'.repeat(150)}${'<b/>'.repeat(150)}${'</a>'.repeat(150)}`

/** Each kept a server for seconds or minutes, or grew as the square of its body. */
const attacks: readonly (readonly [matcher: object, body: string])[] = [
  [{ matchesJsonPath: '$..*..*..*..nope' }, JSON.stringify(nested(4, 5))],
  [{ matchesJsonPath: "$..[?(@..a == 'x')]..[?(@..b == 'y')]" }, JSON.stringify(nested(5, 6))],
  [{ matchesJsonPath: '$[?(@.a =~ /(a+)+b/)]' }, list(5, () => ({ a: 'a'.repeat(60) }))],
  [{ matchesXPath: '//order/id/text()[. = "nope"]' }, orders],
  [{ matchesXPath: '//*[count(//*[count(//*) > 1]) > 1000000]' }, deepXml],
  [{ matchesXPath: '//order[following::order[following::order = "x"]]' }, orders],
  [
    { equalToJson: list(8_000, (at) => ({ at })), ignoreArrayOrder: true },
    list(8_000, (at) => ({ at: 8_000 - at })),
  ],
  [
    {
      equalToJson: list(3_000, (at) => ({ at, any: '${json-unit.any-string}' })),
      ignoreArrayOrder: true,
      ignoreExtraElements: true,
    },
    list(3_000, (at) => ({ at: -at, any: 'x' })),
  ],
  [{ matches: '(((a+)+)+)+b' }, 'a'.repeat(19)],
  [{ before: 'now', actualFormat: 'EEMMMEEMMMEEMMMEEMMM' }, `${'a'.repeat(5_000)}!`],
  [{ before: 'now', actualFormat: 'dHmsdHmsdHmsdHms' }, `${'1'.repeat(300)}!`],
  [{ matchesJsonSchema: { items: { pattern: '^(a+)+$' } } }, list(5, () => `${'a'.repeat(60)}!`)],
]

describe('a costly matcher', () => {
  it.each(attacks)('%j has an end', async (matcher, body) => {
    const mock = await startMock()
    const { status } = await mock.admin('POST', 'mappings', {
      request: { urlPath: '/costly', bodyPatterns: [matcher] },
      response: { status: 418 },
    })
    expect(status).toBe(201)
    const { user } = process.cpuUsage()
    const answer = await mock.ask('POST', '/costly', {}, body)
    expect([404, 418]).toContain(answer.status)
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(1_500)
  })
})

describe('what nobody waits for costs nobody', () => {
  it('an event of one body of CDATA for 64 listeners that do not read', async () => {
    const mock = await startMock()
    const listeners = await Promise.all(
      Array.from({ length: 64 }, async () => {
        const socket = await holdConnection(
          mock.server.port,
          rawRequest('GET', '/__admin/events?secrets=true'),
        )
        return socket.pause()
      }),
    )
    const { user } = process.cpuUsage()
    const path = '/v2/enduser/enduserapi/wechatOffiaccountAuthLogin'
    const body = '<a><![CDATA['.repeat(87_000)
    await mock.ask('POST', path, { 'Content-Type': 'application/xml' }, body)
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
    expect((await mock.ask('GET', '/elsewhere')).status).toBe(404)
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(2_000)
    for (const socket of listeners) socket.destroy()
  })

  it('a search for near misses among a thousand costly stubs', async () => {
    const mock = await startMock()
    const matcher = { matchesJsonPath: '$..*..*..*..nope' }
    const mappings = Array.from({ length: 1_000 }, (_, at) => ({
      request: { urlPath: `/costly/${at}`, bodyPatterns: [matcher] },
      response: { status: 418 },
    }))
    expect((await mock.admin('POST', 'mappings/import', { mappings })).status).toBe(200)
    await mock.ask('POST', '/costly', {}, JSON.stringify(nested(4, 5)))
    const { user } = process.cpuUsage()
    const { status } = await mock.admin('GET', 'requests/unmatched/near-misses')
    expect(status).toBe(200)
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(1_500)
  })

  it('near misses of many requests that each take their time', async () => {
    const mock = await startMock()
    const matcher = { matches: '(((a+)+)+)+b' }
    const request = { urlPath: '/costly', bodyPatterns: [matcher] }
    expect((await mock.admin('POST', 'mappings', { request })).status).toBe(201)
    for (let at = 0; at < 25; at++) await mock.ask('POST', '/costly', {}, 'a'.repeat(30))
    const { user } = process.cpuUsage()
    const { body } = await mock.admin('GET', 'requests/unmatched/near-misses')
    expect(body).toContain('"distance":0.5')
    expect((process.cpuUsage().user - user) / 1000).toBeLessThan(2_000)
  })
})
