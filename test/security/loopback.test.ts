import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, it } from 'vitest'
import { serve } from '../support/command.ts'
import { startMock } from './attacked-mock.ts'

/** This machine's other names: another loopback address, the other family's, those that the network knows. */
const others: readonly string[] = [
  ...(process.platform === 'linux' ? ['127.0.0.2'] : []),
  '::1',
  ...Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address),
]

/** `open`, or why there is no connection. */
const knock = (port: number, host: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 2_000 })
    const done = (what: string) => {
      socket.destroy()
      resolve(what)
    }
    socket.once('connect', () => {
      done('open')
    })
    socket.once('timeout', () => {
      done('timeout')
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      done(code ?? 'error')
    })
  })

describe('unless told otherwise, it listens on 127.0.0.1 and nowhere else', () => {
  it('in the library', async () => {
    const { server } = await startMock()
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    expect(await knock(server.port, '127.0.0.1')).toBe('open')
    for (const host of others) expect([host, await knock(server.port, host)]).not.toContain('open')
  })

  it('as a command, for both planes', async () => {
    const server = await serve()
    const { port, url, adminUrl } = server.ready
    expect([url, adminUrl]).toEqual([
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}/__admin`,
    ])
    for (const host of others) expect([host, await knock(port, host)]).not.toContain('open')
    await server.stop()
  })

  it('where it is told all addresses, it is there', async () => {
    const { server } = await startMock({ host: '0.0.0.0' })
    const ours = others.filter((host) => host.startsWith('127.'))
    for (const host of ['127.0.0.1', ...ours]) expect(await knock(server.port, host)).toBe('open')
  })
})
