import { expect, it } from 'vitest'
import { startMock } from './attacked-mock.ts'
import { namingStubs, runConnections } from './random-connections.ts'

/** More than the suite's, once in a while: `CONNECTIONS=100000 npx vitest run test/security/random-connections.test.ts`. */
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 1_000)

it(
  'whatever connections send, cut and break, nothing ends the server and no answer is mixed or out of order',
  { timeout: Math.max(60_000, CONNECTIONS * 20) },
  async () => {
    const mock = await startMock()
    for (const stub of namingStubs)
      expect((await mock.admin('POST', 'mappings', stub)).status).toBe(201)
    const result = await runConnections(mock.server.port, CONNECTIONS)
    if (CONNECTIONS > 1_000) console.log(JSON.stringify(result))
    expect(result.wrong).toEqual([])
    expect(result.answers).toBeGreaterThan(CONNECTIONS / 2)
    expect(mock.log().filter((line) => line.startsWith('error'))).toEqual([])
    expect((await mock.admin('GET', 'livez')).status).toBe(200)
  },
)
